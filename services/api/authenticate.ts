import { timingSafeEqual } from 'node:crypto';
import { type Instant, plus } from '#shared/domain/instant.ts';
import { scopesOfRole } from '#shared/domain/member.ts';
import type { Sessions } from '#shared/ports/members.ts';
import type { OperatorSessions } from '#shared/ports/operator-sessions.ts';
import type { KeyOwner, TripDesk } from '#shared/ports/trip-desk.ts';
import { hashApiKey } from './api-key.ts';
import { keyMay, type RouteAccess, roleMay } from './permissions.ts';
import { Problem } from './problem.ts';
import type { Caller } from './route.ts';
import { idleFor, operatorIdleFor, operatorSignedOut, signedOut } from './session.ts';

/** The form of a key; a header of another form is refused without a lookup. */
const bearerPattern = /^Bearer +([\w.~+/=-]{16,200}) *$/i;

const challenge = { headers: { 'www-authenticate': 'Bearer realm="Bauhaus Travel"' } };

/** The same for a missing, malformed and wrong key, so that a guess learns nothing. */
const unauthorized = () =>
  new Problem(
    'unauthorized',
    'Show the API key of your agency (`Authorization: Bearer <key>`), or sign in.',
    challenge,
  );

const keyOf = (authorization: string | undefined): string | undefined =>
  bearerPattern.exec(authorization ?? '')?.[1];

const suspended = (agencyName: string, because: string): Problem =>
  new Problem('agency-suspended', `${agencyName} is suspended: ${because}.`);

/** Why a known key may not be used; null: it may. Only who has the key learns this. */
const objection = (owner: KeyOwner, access: RouteAccess, now: Instant): Problem | null => {
  const named = { extra: { key: owner.keyName } };
  if (owner.revokedAt !== null)
    return new Problem('key-revoked', `Revoked at ${owner.revokedAt}.`, { ...named, ...challenge });
  if (owner.expiresAt !== null && owner.expiresAt <= now)
    return new Problem('key-expired', `Expired at ${owner.expiresAt}.`, { ...named, ...challenge });
  if (owner.suspendedBecause !== null) return suspended(owner.agencyName, owner.suspendedBecause);
  if (access.access === 'member')
    return new Problem('members-only', 'This is for members who are signed in, not for keys.');
  return keyMay(owner.scopes, access)
    ? null
    : new Problem('out-of-scope', `This needs a key with the scope \`${access.access}\`.`, {
        extra: { ...named.extra, scope: access.access },
      });
};

const callerWithKey = async (
  desk: Pick<TripDesk, 'authenticate'>,
  authorization: string,
  access: RouteAccess,
  now: Instant,
): Promise<Caller> => {
  const key = keyOf(authorization);
  const owner = key === undefined ? null : await desk.authenticate(hashApiKey(key), now);
  if (!owner) throw unauthorized();
  const problem = objection(owner, access, now);
  if (problem) throw problem;
  const { agencyId, agencyName, keyId, keyName, scopes } = owner;
  return { agencyId, agencyName, kind: 'key', id: keyId, name: keyName, scopes, member: null };
};

const callerOfSession = async (
  sessions: Pick<Sessions, 'authenticate'>,
  token: string,
  access: RouteAccess,
  now: Instant,
): Promise<Caller> => {
  const owner = await sessions.authenticate(hashApiKey(token), now, plus(now, -idleFor));
  if (!owner) throw signedOut();
  const { agencyId, agencyName, suspendedBecause, memberId, name, role, userId, groups, sees } =
    owner;
  if (suspendedBecause !== null) throw suspended(agencyName, suspendedBecause);
  if (!roleMay(role, access))
    throw new Problem('role-may-not', `A member with the role \`${role}\` may not do this.`, {
      extra: { role },
    });
  return {
    agencyId,
    agencyName,
    kind: 'member',
    id: memberId,
    name,
    scopes: scopesOfRole[role],
    member: { userId, role, groups, sees },
  };
};

/** What a request shows of who sends it. */
export interface Credentials {
  readonly authorization: string | undefined;
  /** Of the cookie of a session. */
  readonly session: string | undefined;
}

/**
 * Finds who sends a request for an agency: a key in `Authorization`, else a session's cookie.
 * @throws Problem `unauthorized`, `key-revoked`, `key-expired`, `agency-suspended`,
 *   `out-of-scope`, `signed-out`, `members-only`, `role-may-not`
 */
export const authenticate = async (
  deps: {
    readonly desk: Pick<TripDesk, 'authenticate'>;
    readonly sessions: Pick<Sessions, 'authenticate'>;
  },
  { authorization, session }: Credentials,
  access: RouteAccess,
  now: Instant,
): Promise<Caller> => {
  if (authorization !== undefined) return callerWithKey(deps.desk, authorization, access, now);
  if (session === undefined) throw unauthorized();
  return callerOfSession(deps.sessions, session, access, now);
};

/** Checks that the header contains the key of the operator, whose hash is configured. */
const assertOperatorKey = (authorization: string | undefined, keyHash: string): void => {
  const hash = Buffer.from(hashApiKey(keyOf(authorization) ?? ''));
  const expected = Buffer.from(keyHash);
  if (hash.length !== expected.length || !timingSafeEqual(hash, expected))
    throw new Problem('unauthorized', 'Show the key of the operator, or sign in.', challenge);
};

/**
 * Finds the operator who sends a request: by the key in `Authorization`, else by a session's
 * cookie. Whether its user still operates is asked each time.
 * @returns the user; null: it was the key.
 * @throws Problem `unauthorized`, `signed-out`
 */
export const authenticateOperator = async (
  deps: {
    readonly operatorKeyHash: string | null;
    readonly operatorUsers: readonly string[];
    readonly operatorSessions: Pick<OperatorSessions, 'authenticate'>;
  },
  { authorization, session }: Credentials,
  now: Instant,
): Promise<string | null> => {
  if (authorization !== undefined || session === undefined) {
    assertOperatorKey(authorization, deps.operatorKeyHash ?? '');
    return null;
  }
  const hash = hashApiKey(session);
  const user = await deps.operatorSessions.authenticate(hash, now, plus(now, -operatorIdleFor));
  if (user === null || !deps.operatorUsers.includes(user)) throw operatorSignedOut();
  return user;
};
