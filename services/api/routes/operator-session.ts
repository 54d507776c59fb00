import { getCookie } from 'hono/cookie';
import { z } from 'zod';
import { plus } from '#shared/domain/instant.ts';
import { hashApiKey, newSessionToken } from '../api-key.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem } from '../problem.ts';
import { openBody, openRoute, type Route } from '../route.ts';
import {
  endedOperatorCookie,
  operatorCookie,
  operatorCookieName,
  operatorSessionLife,
} from '../session.ts';

const OperatorSignIn = z
  .strictObject({
    token: z.string().min(1).max(8_000).describe('From the provider of identities.'),
  })
  .meta({ id: 'OperatorSignIn', description: 'A session for who operates the platform.' });

const path = '/operator/session';
const tag = 'Operator';

/** Signing in and out of the pages of the operator. */
export const operatorSessionRoutes = ({
  operatorSessions,
  operatorUsers,
  identity,
  clock,
}: Pick<
  ApiDependencies,
  'operatorSessions' | 'operatorUsers' | 'identity' | 'clock'
>): readonly Route[] => [
  openRoute(
    {
      method: 'POST',
      path,
      tag,
      summary: 'Sign in as the operator',
      description:
        'With a token of the provider of identities, of a user whom the configuration names ' +
        '(`OPERATOR_USERS`), or of the link that one machine prints. The answer sets a cookie ' +
        'beside that of members; it lasts for twelve hours, and two without use.',
      body: OperatorSignIn,
      responses: { 204: { description: 'Signed in.' } },
      problems: ['malformed-body', 'sign-in-refused', 'invalid-fields'],
    },
    async (c, maxBodyBytes) => {
      const person = await identity.verify((await openBody(c, OperatorSignIn, maxBodyBytes)).token);
      // The same for both: whose token is good and who operates is nobody else's to learn.
      if (!person || !operatorUsers.includes(person.userId))
        throw new Problem('sign-in-refused', 'This signs nobody in who operates the platform.');
      const token = newSessionToken();
      const now = clock.now();
      const isStarted = await operatorSessions.start({
        hash: hashApiKey(token),
        userId: person.userId,
        signInId: person.signInId,
        now,
        expiresAt: plus(now, operatorSessionLife),
      });
      if (!isStarted) throw new Problem('sign-in-refused', 'This link has signed in before.');
      return new Response(null, { status: 204, headers: { 'set-cookie': operatorCookie(token) } });
    },
  ),
  openRoute(
    {
      method: 'DELETE',
      path,
      tag,
      summary: 'Sign out as the operator',
      responses: { 204: { description: 'Signed out, also where nobody was signed in.' } },
      problems: [],
    },
    async (c) => {
      const token = getCookie(c, operatorCookieName);
      if (token !== undefined) await operatorSessions.end(hashApiKey(token), clock.now());
      return new Response(null, { status: 204, headers: { 'set-cookie': endedOperatorCookie } });
    },
  ),
];
