import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { Identity, Person } from '#shared/ports/identity.ts';

/** Claims of an access token as Supabase Auth issues it. */
const Claims = z.object({
  sub: z.uuid(),
  email: z.email(),
  is_anonymous: z.literal(false).optional(),
  /** Of a link of one machine. */
  sign_in_id: z.string().optional(),
  /** Of Supabase Auth: another one for each link that was opened. */
  session_id: z.string().optional(),
});
/** Keys that were asked for and not given: their lack says nothing of the token. */
const isOutage = (error: unknown): boolean =>
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC') ||
  !(error instanceof errors.JOSEError);

/** Checks a token's signature, issuer, audience and time; null: it is not one of the issuer's. */
export const verifyToken = async (
  token: string,
  keys: JWTVerifyGetKey,
  issuer: string,
  now: Date,
): Promise<Person | null> => {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: 'authenticated',
      algorithms: ['ES256', 'RS256', 'EdDSA'],
      requiredClaims: ['exp', 'sub', 'email'],
      currentDate: now,
    });
    const claims = Claims.safeParse(payload);
    return claims.success
      ? {
          userId: claims.data.sub,
          email: claims.data.email.toLowerCase(),
          signInId: claims.data.sign_in_id ?? claims.data.session_id ?? null,
        }
      : null;
  } catch (error) {
    if (isOutage(error))
      throw new ServiceUnavailable('identity', 'its keys cannot be fetched', { cause: error });
    return null;
  }
};

const timeoutMs = 3_000;

/**
 * Supabase Auth, whose access tokens are signed with keys that it publishes
 * (`/auth/v1/.well-known/jwks.json`). Projects whose tokens are still signed with a shared secret
 * have to migrate to signing keys first: a secret that checks could also sign.
 * @param url the project's URL.
 */
export const createJwksIdentity = (url: string): Identity => {
  const issuer = `${url}/auth/v1`;
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`), {
    timeoutDuration: timeoutMs,
  });
  return { verify: (token) => verifyToken(token, keys, issuer, new Date()), issue: null };
};
