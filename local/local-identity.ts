import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createLocalJWKSet, importJWK, type JWK, SignJWT } from 'jose';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { verifyToken } from '#shared/adapters/identity/jwks-identity.ts';
import { second } from '#shared/domain/instant.ts';
import type { Identity } from '#shared/ports/identity.ts';
import { persistedSecret } from './persisted-secret.ts';

const issuer = 'http://localhost/auth/v1';
const algorithm = 'ES256';
/**
 * Who operates this machine. No agency can have a link made for them: theirs are for users whose
 * ids are made of the agency's own.
 */
export const localOperator = uuidV5('operator', issuer);
const operatorEmail = 'operator@localhost.example';

const generate = (): string => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), alg: algorithm });
};

/**
 * The provider of identities of one machine, with the claims of Supabase Auth. Whoever has a link
 * is believed once, and to be of the agency that had it made: else its owner could make one for
 * anybody's address and sign in wherever that is a member's.
 * @param keyFile where its key is kept, made at the first start.
 */
export const openLocalIdentity = async (
  keyFile: string,
): Promise<
  Identity & {
    readonly issue: NonNullable<Identity['issue']>;
    /** A token for the link that signs in who operates this machine. */
    readonly issueForOperator: (lifeMs: number) => Promise<string>;
  }
> => {
  const jwk: JWK = JSON.parse(await persistedSecret(keyFile, generate));
  const { d: _, ...publicJwk } = jwk;
  const keys = createLocalJWKSet({ keys: [publicJwk] });
  const key = await importJWK(jwk, algorithm);
  const issue = (userId: string, email: string, lifeMs: number): Promise<string> =>
    new SignJWT({ email, sign_in_id: randomUUID() })
      .setProtectedHeader({ alg: algorithm })
      .setIssuer(issuer)
      .setAudience('authenticated')
      .setSubject(userId)
      .setIssuedAt()
      .setExpirationTime(new Date(Date.now() + Math.max(lifeMs, second)))
      .sign(key);
  return {
    verify: (token) => verifyToken(token, keys, issuer, new Date()),
    issue: (agencyId, email, lifeMs) =>
      issue(uuidV5('user', agencyId, email.toLowerCase()), email, lifeMs),
    issueForOperator: (lifeMs) => issue(localOperator, operatorEmail, lifeMs),
  };
};
