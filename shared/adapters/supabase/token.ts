import { SignJWT } from 'jose';
import { InvariantBroken } from '#shared/errors.ts';
import { signingKeyOf } from './signing-key.ts';

const lifetimeSeconds = 10 * 60;
/** Renewed so long before its end, so that no token expires on the way. */
const marginMs = 2 * 60 * 1000;

/** Those who run the platform, as callers of the data API. */
export const operator = Symbol('operator');

/** The router of messages whose agency is not known yet, as a caller of the data API. */
export const router = Symbol('router');

/** Callers that only some functions of a deployment may be. */
export type RareCaller = typeof operator | typeof router;

/** Who calls the data API: an agency by its id, the system (null), the operator or the router. */
export type DataCaller = string | null | RareCaller;

const claimsOf = (caller: DataCaller, keeper: string | null) => {
  if (typeof caller === 'symbol') return { role: caller.description };
  if (caller === null) return { role: 'system' };
  return keeper === null
    ? { role: 'agent', agency_id: caller }
    : { role: 'keeper', agency_id: caller, keeper };
};

/**
 * Creates the tokens under which calls run (10 minutes): role `agent` for an agency, `system` for
 * null, else the role that the symbol names. Of those roles the tokens are made that `mayBe` lists.
 * An agency's call for a member who sees what they keep is `keeper`'s, for that member.
 */
export const createTokens = (
  jwtSecret: string,
  mayBe: readonly RareCaller[] = [operator, router],
): ((caller: DataCaller, keeper?: string | null) => Promise<string>) => {
  const { header, key } = signingKeyOf(jwtSecret);
  const cache = new Map<
    DataCaller | `${string} for ${string}`,
    { readonly token: Promise<string>; readonly renewAt: number }
  >();
  return (caller, keeper = null) => {
    if (typeof caller === 'symbol' && !mayBe.includes(caller))
      throw new InvariantBroken(`this process is never the ${caller.description}`);
    const now = Date.now();
    const whose =
      typeof caller === 'string' && keeper !== null ? (`${caller} for ${keeper}` as const) : caller;
    const cached = cache.get(whose);
    if (cached && cached.renewAt > now) return cached.token;
    const seconds = Math.floor(now / 1000);
    const token = new SignJWT(claimsOf(caller, keeper))
      .setProtectedHeader(header)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + lifetimeSeconds)
      .sign(key);
    if (cache.size > 1000) cache.clear();
    cache.set(whose, { token, renewAt: now + lifetimeSeconds * 1000 - marginMs });
    return token;
  };
};
