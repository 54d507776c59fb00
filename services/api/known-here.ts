import type { Knows } from '#shared/adapters/aws/cells.ts';

/** What of a request says who asks, as an HTTP API of API Gateway passes it on. */
interface AskedOfCells {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies?: readonly string[];
}

const nothingHere: readonly number[] = [403, 404];

/**
 * Whether the cell that answered knows the key or the session of a request. Of one without a key
 * that found nothing nobody can say: it may be a link of another cell, a person who is a member in
 * another, or a member of this one. A cell that does not answer (503) may be who asks' own, and
 * keeps nobody of another one waiting.
 */
export const knownHere = (
  { headers, cookies = [] }: AskedOfCells,
  { statusCode }: { readonly statusCode: number },
): Knows => {
  if (statusCode === 401) return 'no';
  const hasKey = headers['authorization'] !== undefined;
  if (statusCode === 503) return hasKey || cookies.length > 0 ? 'perhaps' : 'yes';
  return nothingHere.includes(statusCode) && !hasKey ? 'perhaps' : 'yes';
};
