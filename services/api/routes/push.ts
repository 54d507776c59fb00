import { ECDH } from 'node:crypto';
import { z } from 'zod';
import { isWithin } from '#shared/public-address.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';

const tag = 'Members';
const base64url = /^[A-Za-z0-9_-]{1,100}={0,2}$/;

const isPoint = (text: string): boolean => {
  const bytes = Buffer.from(text, 'base64url');
  if (!base64url.test(text) || bytes.length !== 65) return false;
  try {
    ECDH.convertKey(bytes, 'prime256v1');
    return true;
  } catch {
    return false;
  }
};

const endpoint = z.url().max(1_000).describe('Where its push service takes messages.');
const Subscription = z
  .object({
    endpoint,
    expirationTime: z.number().nullish(),
    keys: z.object({
      p256dh: z.string().refine(isPoint, 'must be a public key of P-256 in base64url'),
      auth: z
        .string()
        .refine(
          (text) => base64url.test(text) && Buffer.from(text, 'base64url').length === 16,
          'must be 16 bytes in base64url',
        ),
    }),
  })
  .meta({ id: 'PushSubscription', description: 'As `PushSubscription.toJSON()` of a browser.' });
const exampleEndpoint = 'https://updates.push.services.example/wpush/v2/gAAAA';
const example = {
  endpoint: exampleEndpoint,
  expirationTime: null,
  keys: {
    p256dh:
      'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'MDEyMzQ1Njc4OWFiY2RlZg',
  },
};
const bodyProblems = [
  'malformed-body',
  'body-too-large',
  'unsupported-media-type',
  'invalid-fields',
] as const;

/** Push messages to the browsers of members. */
export const pushRoutes = ({
  push,
  clock,
}: {
  readonly push: NonNullable<ApiDependencies['push']>;
  readonly clock: ApiDependencies['clock'];
}): readonly Route[] => [
  agencyRoute(
    'member',
    {
      method: 'GET',
      path: '/push/key',
      tag,
      summary: 'The key to subscribe a browser with',
      responses: {
        200: {
          description: 'The `applicationServerKey`.',
          schema: z.object({ key: z.string().describe('A public key of P-256 in base64url.') }),
        },
      },
      problems: [],
    },
    async () => json({ key: push.publicKey }),
  ),
  agencyRoute(
    'member',
    {
      method: 'POST',
      path: '/push/subscriptions',
      tag,
      summary: 'Let a browser show push messages',
      description:
        'What the member is alerted of, until they leave or the browser takes it back. Sent ' +
        'again, it is confirmed; after another member signed in there, it is theirs.',
      body: Subscription,
      example,
      responses: { 204: { description: 'Entered.' } },
      problems: [...bodyProblems, 'not-found'],
    },
    async ({ caller, body: { endpoint: url, keys } }) => {
      if (!isWithin(push.reach, url))
        throw new Problem('invalid-fields', 'Nothing is sent there.', {
          errors: [
            {
              pointer: '#/endpoint',
              code: 'not_public',
              message: 'must be an https address of the internet',
            },
          ],
        });
      const isEntered = await push.subscriptions.add(
        caller.agencyId,
        caller.id,
        { endpoint: url, ...keys },
        clock.now(),
      );
      if (!isEntered) throw new Problem('not-found', 'There is no such member.');
      return new Response(null, { status: 204 });
    },
  ),
  agencyRoute(
    'member',
    {
      method: 'DELETE',
      path: '/push/subscriptions',
      tag,
      summary: 'Let a browser show no more push messages',
      body: z.strictObject({ endpoint }),
      example: { endpoint: exampleEndpoint },
      responses: { 204: { description: 'Removed.' } },
      problems: [...bodyProblems, 'not-found'],
    },
    async ({ caller, body }) => {
      if (!(await push.subscriptions.remove(caller.agencyId, caller.id, body.endpoint)))
        throw new Problem('not-found', 'You have no such browser here.');
      return new Response(null, { status: 204 });
    },
  ),
  agencyRoute(
    'member',
    {
      method: 'POST',
      path: '/push/test',
      tag,
      summary: 'Push a test message to oneself',
      responses: {
        200: {
          description: 'Whether a browser’s service took it.',
          schema: z.object({ outcome: z.enum(['sent', 'nowhere']) }),
        },
      },
      problems: ['unavailable'],
    },
    async ({ caller }) =>
      json({
        outcome: await push.staff.push({
          agencyId: caller.agencyId,
          memberId: caller.id,
          title: caller.agencyName,
          body: '✓',
          url: '/console',
          key: `test/${caller.id}`,
        }),
      }),
  ),
];
