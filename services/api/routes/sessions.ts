import { getCookie } from 'hono/cookie';
import { z } from 'zod';
import { Instant, plus } from '#shared/domain/instant.ts';
import { Membership, Role, Sees } from '#shared/domain/member.ts';
import { Scope } from '#shared/domain/scope.ts';
import { hashApiKey, newSessionToken } from '../api-key.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ownOf } from '../own.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, type Caller, json, openBody, openRoute, type Route } from '../route.ts';
import {
  endedSessionCookie,
  sessionCookie,
  sessionCookieName,
  sessionLife,
  signedOut,
} from '../session.ts';

const SignIn = z
  .strictObject({
    token: z.string().min(1).max(8_000).describe('From the provider of identities.'),
    agencyId: z.uuid().optional().describe('Default: the agency that they joined first.'),
  })
  .meta({ id: 'SignIn', description: 'A session for a member.' });

const Me = z
  .object({
    kind: z.enum(['key', 'member']),
    id: z.uuid(),
    name: z.string(),
    role: Role.nullable().describe('Null: a key.'),
    scopes: z.array(Scope),
    groups: z.array(z.uuid()).describe('What a `limited` member sees.'),
    sees: Sees.describe('`own`: journeys that they keep, and what is of these.'),
    agency: z.object({ id: z.uuid(), name: z.string() }),
    now: Instant.describe('What the clock shows by which deadlines are counted.'),
    memberships: z.array(Membership).describe('Where else they are a member.'),
  })
  .meta({ id: 'Me', description: 'Who asks, and for which agency.' });

const tag = 'Members';
const noMembership = () => new Problem('no-membership', 'No agency here has you as a member.');
const used = () => new Problem('sign-in-refused', 'This link has signed in before.');

/** Signing in and out, and who one is. */
export const sessionRoutes = ({
  sessions,
  identity,
  clock,
}: Pick<ApiDependencies, 'sessions' | 'identity' | 'clock'>): readonly Route[] => {
  const start = async (
    membership: Membership,
    userId: string,
    signInId: string | null,
  ): Promise<Response> => {
    const token = newSessionToken();
    const now = clock.now();
    const isStarted = await sessions.start({
      hash: hashApiKey(token),
      memberId: membership.memberId,
      userId,
      signInId,
      now,
      expiresAt: plus(now, sessionLife),
    });
    if (!isStarted) throw used();
    return json(membership, 201, { 'set-cookie': sessionCookie(token) });
  };
  const membershipIn = (
    memberships: readonly Membership[],
    agencyId: string | undefined,
  ): Membership => {
    const found = memberships.find((one) => agencyId === undefined || one.agencyId === agencyId);
    if (!found) throw noMembership();
    return found;
  };
  const me = async (caller: Caller): Promise<z.input<typeof Me>> => {
    const { kind, id, name, scopes, agencyId, agencyName, member } = caller;
    return {
      kind,
      id,
      name,
      scopes: [...scopes],
      role: member?.role ?? null,
      groups: [...(member?.groups ?? [])],
      sees: ownOf(caller) === null ? 'all' : 'own',
      agency: { id: agencyId, name: agencyName },
      now: clock.now(),
      memberships: member ? [...(await sessions.memberships(member.userId))] : [],
    };
  };
  return [
    openRoute(
      {
        method: 'POST',
        path: '/session',
        tag,
        summary: 'Sign in',
        description:
          'With a token of the provider of identities: Supabase Auth’s access token, or what the ' +
          'link of one machine holds. The answer sets the cookie of the session.',
        body: SignIn,
        responses: { 201: { description: 'Signed in.', schema: Membership } },
        problems: ['malformed-body', 'sign-in-refused', 'no-membership', 'invalid-fields'],
      },
      async (c, maxBodyBytes) => {
        const { token, agencyId } = await openBody(c, SignIn, maxBodyBytes);
        const person = await identity.verify(token);
        if (!person)
          throw new Problem('sign-in-refused', 'The token is not valid, or not any more.');
        const memberships = await sessions.memberships(person.userId);
        return start(membershipIn(memberships, agencyId), person.userId, person.signInId);
      },
    ),
    agencyRoute(
      'member',
      {
        method: 'POST',
        path: '/session/agency',
        tag,
        summary: 'Go on for another agency',
        description: 'For those who are members of several: a new session, beside the present one.',
        body: z.strictObject({ agencyId: z.uuid() }),
        responses: { 201: { description: 'Signed in there.', schema: Membership } },
        problems: ['malformed-body', 'no-membership', 'invalid-fields'],
      },
      async ({ caller: { member }, body }) => {
        if (!member) throw noMembership();
        const memberships = await sessions.memberships(member.userId);
        return start(membershipIn(memberships, body.agencyId), member.userId, null);
      },
    ),
    openRoute(
      {
        method: 'DELETE',
        path: '/session',
        tag,
        summary: 'Sign out',
        description: 'Ends the session of the cookie, and is done where there is no cookie.',
        responses: { 204: { description: 'Signed out.' } },
        problems: ['signed-out'],
      },
      async (c) => {
        const token = getCookie(c, sessionCookieName);
        const isEnded = token === undefined || (await sessions.end(hashApiKey(token), clock.now()));
        if (!isEnded) throw signedOut();
        return new Response(null, { status: 204, headers: { 'set-cookie': endedSessionCookie } });
      },
    ),
    agencyRoute(
      'agency',
      {
        method: 'GET',
        path: '/me',
        tag,
        summary: 'Who am I?',
        responses: { 200: { description: 'Who asks.', schema: Me } },
        problems: [],
      },
      async ({ caller }) => json(await me(caller)),
    ),
  ];
};
