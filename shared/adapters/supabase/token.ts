import { SignJWT } from 'jose';
import { signingKeyOf } from './signing-key.ts';

const lifetimeSeconds = 10 * 60;
/** Renewed so long before its end, so that no token expires on the way. */
const marginMs = 2 * 60 * 1000;

/**
 * Creates the tokens under which turns run (10 minutes): role `agent` for an agency, role `system`
 * for null.
 */
export const createTokens = (jwtSecret: string): ((agencyId: string | null) => Promise<string>) => {
  const { header, key } = signingKeyOf(jwtSecret);
  const cache = new Map<
    string | null,
    { readonly token: Promise<string>; readonly renewAt: number }
  >();
  return (agencyId) => {
    const now = Date.now();
    const cached = cache.get(agencyId);
    if (cached && cached.renewAt > now) return cached.token;
    const claims = agencyId === null ? { role: 'system' } : { role: 'agent', agency_id: agencyId };
    const seconds = Math.floor(now / 1000);
    const token = new SignJWT(claims)
      .setProtectedHeader(header)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + lifetimeSeconds)
      .sign(key);
    if (cache.size > 1000) cache.clear();
    cache.set(agencyId, { token, renewAt: now + lifetimeSeconds * 1000 - marginMs });
    return token;
  };
};
