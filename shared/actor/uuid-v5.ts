import { v5 } from 'uuid';

/** The namespace of all derived ids; a fixed random uuid. Changing it makes every id new. */
const namespace = '7c1d0a9e-4b6f-4f0d-9a55-3e2f86b1c0d7';

/**
 * A uuid v5 (RFC 9562) derived from the parts: the same parts give the same id in every process.
 * Boundaries count: ('a', 'b') and ('ab') differ.
 */
export const uuidV5 = (...parts: readonly (string | number | null)[]): string =>
  v5(JSON.stringify(parts), namespace);
