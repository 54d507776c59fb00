import { SignJWT } from 'jose';

const lifetimeSeconds = 10 * 60;
/** Renewed this long before its end, so that no request travels with a token about to expire. */
const marginMs = 2 * 60 * 1000;

/** Makes the short-lived tokens under which each turn runs: role `agent` for one agency, role `system` for none. */
export const createTokens = (jwtSecret: string): ((agencyId: string | null) => Promise<string>) => {
  const secret = new TextEncoder().encode(jwtSecret);
  const made = new Map<
    string | null,
    { readonly token: Promise<string>; readonly renewAt: number }
  >();
  return (agencyId) => {
    const now = Date.now();
    const known = made.get(agencyId);
    if (known && known.renewAt > now) return known.token;
    const claims = agencyId === null ? { role: 'system' } : { role: 'agent', agency_id: agencyId };
    const seconds = Math.floor(now / 1000);
    const token = new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + lifetimeSeconds)
      .sign(secret);
    if (made.size > 1000) made.clear();
    made.set(agencyId, { token, renewAt: now + lifetimeSeconds * 1000 - marginMs });
    return token;
  };
};
