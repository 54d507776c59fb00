import { createHash } from 'node:crypto';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { Problem } from './problem.ts';
import type { Caller } from './route.ts';

/** The form of a key; a header of another form is refused without a lookup. */
const bearerPattern = /^Bearer +([\w.~+/=-]{16,200}) *$/i;

/** The same for a missing, malformed and wrong key, so that a guess learns nothing. */
const unauthorized = () =>
  new Problem('unauthorized', 'Show the API key of your agency: `Authorization: Bearer <key>`.', {
    headers: { 'www-authenticate': 'Bearer realm="Bauhaus Travel"' },
  });

/** The form in which an API key is stored: its SHA-256 in hex, never the key itself. */
export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/**
 * Finds the agency whose API key the `Authorization` header contains.
 * @throws Problem `unauthorized`
 */
export const authenticate = async (
  desk: Pick<TripDesk, 'authenticate'>,
  authorization: string | undefined,
): Promise<Caller> => {
  const key = bearerPattern.exec(authorization ?? '')?.[1];
  const agency = key === undefined ? null : await desk.authenticate(hashApiKey(key));
  if (!agency) throw unauthorized();
  return { agencyId: agency.agencyId, keyName: agency.keyName };
};
