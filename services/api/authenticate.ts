import { createHash } from 'node:crypto';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { Problem } from './problem.ts';
import type { Caller } from './route.ts';

/** The form of a key, so that what cannot be one costs no lookup. */
const bearer = /^Bearer +([\w.~+/=-]{16,200}) *$/i;

/** One answer for a key that is missing, malformed or wrong: it says nothing about which. */
const refused = () =>
  new Problem('unauthorized', 'Show the API key of your agency: `Authorization: Bearer <key>`.', {
    headers: { 'www-authenticate': 'Bearer realm="Bauhaus Travel"' },
  });

/** How an API key is kept: never itself, only its SHA-256 in hex. */
export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/**
 * The agency whose key the request shows.
 * @throws Problem `unauthorized`
 */
export const authenticate = async (
  desk: Pick<TripDesk, 'authenticate'>,
  authorization: string | undefined,
): Promise<Caller> => {
  const key = bearer.exec(authorization ?? '')?.[1];
  const agency = key === undefined ? null : await desk.authenticate(hashApiKey(key));
  if (!agency) throw refused();
  return { agencyId: agency.agencyId, keyName: agency.keyName };
};
