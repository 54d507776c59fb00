import { importJWK, type JWTHeaderParameters, type SignJWT } from 'jose';
import { z } from 'zod';
import { ConfigurationError } from '#shared/errors.ts';

/** What tokens are signed with. */
interface SigningKey {
  readonly header: JWTHeaderParameters;
  readonly key: () => Promise<Parameters<SignJWT['sign']>[0]>;
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
    return {
      header: { alg: 'HS256', typ: 'JWT' },
      key: async () => new TextEncoder().encode(secret),
    };
  const jwk = parseJwk(secret);
  const key = importJWK({ ...jwk, alg: 'ES256' });
  // Whoever signs first hears of a key that cannot be imported.
  key.catch(() => undefined);
  return { header: { alg: 'ES256', typ: 'JWT', kid: jwk.kid }, key: () => key };
};

const parseJwk = (text: string): z.output<typeof PrivateKey> => {
  try {
    return PrivateKey.parse(JSON.parse(text));
  } catch {
    // The cause would quote the key.
    throw new ConfigurationError(
      'SUPABASE_JWT_SECRET should be a private key for ES256 as a JWK, with kid and d',
    );
  }
};
