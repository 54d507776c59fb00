import { timingSafeEqual } from 'node:crypto';
import type { Instant } from '#shared/domain/instant.ts';
import type { Scope } from '#shared/domain/scope.ts';
import type { KeyOwner, TripDesk } from '#shared/ports/trip-desk.ts';
import { hashApiKey } from './api-key.ts';
import { Problem } from './problem.ts';
import type { Caller } from './route.ts';

/** The form of a key; a header of another form is refused without a lookup. */
const bearerPattern = /^Bearer +([\w.~+/=-]{16,200}) *$/i;

const challenge = { headers: { 'www-authenticate': 'Bearer realm="Bauhaus Travel"' } };

/** The same for a missing, malformed and wrong key, so that a guess learns nothing. */
const unauthorized = () =>
  new Problem(
    'unauthorized',
    'Show the API key of your agency: `Authorization: Bearer <key>`.',
    challenge,
  );

const keyOf = (authorization: string | undefined): string | undefined =>
  bearerPattern.exec(authorization ?? '')?.[1];

/** Why a known key may not be used; null: it may. Only who has the key learns this. */
const objection = (owner: KeyOwner, scope: Scope, now: Instant): Problem | null => {
  const named = { extra: { key: owner.keyName } };
  if (owner.revokedAt !== null)
    return new Problem('key-revoked', `Revoked at ${owner.revokedAt}.`, { ...named, ...challenge });
  if (owner.expiresAt !== null && owner.expiresAt <= now)
    return new Problem('key-expired', `Expired at ${owner.expiresAt}.`, { ...named, ...challenge });
  if (owner.suspendedBecause !== null)
    return new Problem(
      'agency-suspended',
      `${owner.agencyName} is suspended: ${owner.suspendedBecause}.`,
    );
  return owner.scopes.includes(scope)
    ? null
    : new Problem('out-of-scope', `This needs a key with the scope \`${scope}\`.`, {
        extra: { ...named.extra, scope },
      });
};

/**
 * Finds the agency whose API key the `Authorization` header contains.
 * @throws Problem `unauthorized`, `key-revoked`, `key-expired`, `agency-suspended`, `out-of-scope`
 */
export const authenticate = async (
  desk: Pick<TripDesk, 'authenticate'>,
  authorization: string | undefined,
  scope: Scope,
  now: Instant,
): Promise<Caller> => {
  const key = keyOf(authorization);
  const owner = key === undefined ? null : await desk.authenticate(hashApiKey(key), now);
  if (!owner) throw unauthorized();
  const problem = objection(owner, scope, now);
  if (problem) throw problem;
  return { agencyId: owner.agencyId, keyId: owner.keyId, keyName: owner.keyName };
};

/**
 * Checks that the header contains the key of the operator, whose hash is configured.
 * @throws Problem `unauthorized`
 */
export const authenticateOperator = (
  authorization: string | undefined,
  operatorKeyHash: string,
): void => {
  const hash = Buffer.from(hashApiKey(keyOf(authorization) ?? ''));
  const expected = Buffer.from(operatorKeyHash);
  if (hash.length !== expected.length || !timingSafeEqual(hash, expected))
    throw new Problem('unauthorized', 'Show the key of the operator.', challenge);
};
