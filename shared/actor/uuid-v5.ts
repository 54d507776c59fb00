import { v5 } from 'uuid';

/** The name space of all ids that this project derives; a fixed random uuid. */
const nameSpace = '7c1d0a9e-4b6f-4f0d-9a55-3e2f86b1c0d7';

/**
 * The uuid v5 (RFC 9562) of what makes a thing one thing: the same parts give the same id, in every
 * process and on every run. Parts are told apart, so ('a', 'b') and ('ab') differ.
 */
export const uuidV5 = (...parts: readonly (string | number | null)[]): string =>
  v5(JSON.stringify(parts), nameSpace);
