import type { Knows } from '#shared/adapters/aws/cells.ts';

/**
 * Whether the cell that answered knows the key or the session of a request. Of one without a key
 * that found nothing nobody can say: it may be a link of another cell, or of a member of this one.
 */
export const knownHere = (
  { headers }: { readonly headers: Readonly<Record<string, string | undefined>> },
  { statusCode }: { readonly statusCode: number },
): Knows => {
  if (statusCode === 401) return 'no';
  return statusCode === 404 && headers['authorization'] === undefined ? 'perhaps' : 'yes';
};
