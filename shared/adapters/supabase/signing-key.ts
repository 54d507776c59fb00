import { createPrivateKey } from 'node:crypto';
import type { JWTHeaderParameters, SignJWT } from 'jose';
import { z } from 'zod';
import { ConfigurationError } from '#shared/errors.ts';

/** What tokens are signed with. */
interface SigningKey {
  readonly header: JWTHeaderParameters;
  readonly key: Parameters<SignJWT['sign']>[0];
}

/** A private key as Supabase's CLI makes it (`supabase gen signing-key`). */
const PrivateKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  kid: z.string().min(1),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});

/**
 * The key that a secret stands for: a private key of the project as a JWK (ES256; the data API
 * finds its public half by `kid` in the project's key set), or the text itself (HS256), which the
 * data API must know as well.
 * @throws ConfigurationError where a JWK is of another kind.
 */
export const signingKeyOf = (secret: string): SigningKey => {
  if (!secret.trimStart().startsWith('{'))
    return { header: { alg: 'HS256', typ: 'JWT' }, key: new TextEncoder().encode(secret) };
  try {
    const jwk = PrivateKey.parse(JSON.parse(secret));
    return {
      header: { alg: 'ES256', typ: 'JWT', kid: jwk.kid },
      key: createPrivateKey({ key: jwk, format: 'jwk' }),
    };
  } catch {
    // The cause would quote the key.
    throw new ConfigurationError(
      'SUPABASE_JWT_SECRET should be a private key for ES256 as a JWK, with kid and d',
    );
  }
};
