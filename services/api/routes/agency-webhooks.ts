import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { hour, Instant, plus } from '#shared/domain/instant.ts';
import {
  DeliveryState,
  DeliveryTry,
  type StoredDelivery,
  type StoredWebhook,
  WebhookOffReason,
} from '#shared/domain/webhook.ts';
import {
  type PublicEventName,
  publicEventNames,
  publicEvents,
  publicNameOf,
} from '#shared/events/public-events.ts';
import type { TargetRefusal } from '#shared/ports/webhook-poster.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { listOf, pageOf } from '../views.ts';
import { cursorSchema, pageOfRows } from './cursor.ts';
import { shownName } from './filters.ts';

const tag = 'Events';
const params = z.strictObject({ id: z.uuid() });
const ofDelivery = z.strictObject({ id: z.uuid(), deliveryId: z.uuid() });
const bodyProblems = [
  'malformed-body',
  'body-too-large',
  'unsupported-media-type',
  'invalid-fields',
] as const;

const EventNames = z
  .array(z.enum(publicEventNames))
  .min(1)
  .max(publicEventNames.length)
  .describe('Which events it gets, by their public names (docs/webhooks.md).');
const Url = z
  .string()
  .max(2_000)
  .describe('https, on the public internet; without user, password or fragment.');
const secret = z
  .string()
  .describe('Signs what is sent, in the form of Standard Webhooks. Shown this once.');

const Webhook = z
  .object({
    id: z.uuid(),
    name: z.string(),
    url: Url,
    events: z.array(z.string()),
    createdAt: Instant,
    isOn: z.boolean().describe('False: it gets nothing, and what happens meanwhile is not kept.'),
    offSince: Instant.nullable(),
    offBecause: WebhookOffReason.nullable().describe(
      '`failing`: nothing was taken for three days; `gone`: it answered 410.',
    ),
    failingSince: Instant.nullable().describe('Nothing was taken since then; null: all is well.'),
    lastDeliveredAt: Instant.nullable(),
    formerSecretUntil: Instant.nullable().describe('Until then the former secret signs as well.'),
  })
  .meta({ id: 'Webhook', description: 'A system of the agency to which events go.' });
const NewWebhook = Webhook.extend({ secret }).meta({ id: 'NewWebhook' });
const WebhookInput = z
  .strictObject({ name: shownName(100), url: Url, events: EventNames })
  .meta({ id: 'WebhookInput' });
const WebhookEdit = z
  .strictObject({
    name: shownName(100).optional(),
    url: Url.optional(),
    events: EventNames.optional(),
    isOn: z.boolean().optional(),
  })
  .meta({ id: 'WebhookEdit', description: 'Changes to a webhook; absent fields stay.' });
const Delivery = z
  .object({
    id: z.uuid(),
    eventId: z.uuid().describe('The header `webhook-id`, the same at each try.'),
    type: z.string(),
    state: DeliveryState.describe(
      '`failed`: given up after three days; `dropped`: the webhook was turned off.',
    ),
    createdAt: Instant,
    nextTryAt: Instant.nullable(),
    tries: z.array(DeliveryTry),
  })
  .meta({ id: 'WebhookDelivery' });

const viewOf = ({ types, ...webhook }: StoredWebhook) => ({
  ...webhook,
  events: types.map(publicNameOf),
  isOn: webhook.offSince === null,
});
const deliveryOf = ({ type, ...delivery }: StoredDelivery) => ({
  ...delivery,
  type: publicNameOf(type),
});
const typesOf = (names: readonly PublicEventName[]): readonly string[] => [
  ...new Set(names.map((name) => publicEvents[name])),
];
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

const noWebhook = () => new Problem('not-found', 'There is no such webhook.');
const noDelivery = () => new Problem('not-found', 'There is no such webhook, or delivery of it.');

const refusals: Readonly<Record<TargetRefusal, { code: string; message: string }>> = {
  'not-https': { code: 'not_https', message: 'must begin with https://' },
  'not-plain': { code: 'not_plain', message: 'must have no user, password or fragment' },
  'no-such-host': { code: 'no_such_host', message: 'names a host that has no address' },
  'private-address': {
    code: 'private_address',
    message: 'must lead to the public internet, and not to a private or local address',
  },
};

/** The delivery that was entered. */
const entered = (delivery: StoredDelivery | 'off' | null): StoredDelivery => {
  if (delivery === null) throw noDelivery();
  if (delivery === 'off') throw new Problem('webhook-off', 'It was turned off, and gets nothing.');
  return delivery;
};

/** The systems of an agency to which its events go, and what became of each. */
export const agencyWebhookRoutes = ({
  webhooks,
  webhookTargets,
  clock,
}: Pick<ApiDependencies, 'webhooks' | 'webhookTargets' | 'clock'>): readonly Route[] => {
  /** @throws Problem `invalid-fields` */
  const checkTarget = async (url: string): Promise<void> => {
    const refusal = await webhookTargets.refusalOf(url);
    if (refusal !== null)
      throw new Problem('invalid-fields', 'Events cannot be sent there.', {
        errors: [{ pointer: '#/url', ...refusals[refusal] }],
      });
  };
  return [
    agencyRoute(
      'admin',
      {
        method: 'GET',
        path: '/webhooks',
        tag,
        summary: 'List webhooks',
        responses: { 200: { description: 'Oldest first.', schema: listOf(Webhook) } },
        problems: [],
      },
      async ({ caller }) => json({ items: (await webhooks.list(caller.agencyId)).map(viewOf) }),
    ),
    agencyRoute(
      'admin',
      {
        method: 'POST',
        path: '/webhooks',
        tag,
        summary: 'Have events sent to a system of ours',
        description:
          'From now on, each at least once, signed in the form of Standard Webhooks. One that is ' +
          'not taken with a 2xx within 15 seconds is sent again, for three days.',
        body: WebhookInput,
        example: {
          name: 'back office',
          url: 'https://office.agency.example/events',
          events: ['trip.cancelled', 'flight.changed'],
        },
        responses: { 201: { description: 'The webhook.', schema: NewWebhook } },
        problems: [...bodyProblems, 'too-many-webhooks'],
      },
      async ({ caller, body: { name, url, events } }) => {
        await checkTarget(url);
        const made = newSecret();
        const webhook = await webhooks.add(caller.agencyId, {
          name,
          url,
          types: typesOf(events),
          secret: made,
          now: clock.now(),
        });
        if (!webhook) throw new Problem('too-many-webhooks', 'There are 20 already.');
        return json({ ...viewOf(webhook), secret: made }, 201);
      },
    ),
    agencyRoute(
      'admin',
      {
        method: 'PATCH',
        path: '/webhooks/{id}',
        tag,
        summary: 'Change a webhook, or turn it on or off',
        description:
          'Turned off it gets nothing; what waits is dropped, and can be resent. Turned on it ' +
          'begins anew.',
        params,
        body: WebhookEdit,
        bodyTypes: ['application/json', 'application/merge-patch+json'],
        example: { isOn: true },
        responses: { 200: { description: 'The webhook as it is now.', schema: Webhook } },
        problems: [...bodyProblems, 'not-found'],
      },
      async ({ caller, params: { id }, body: { name, url, events, isOn } }) => {
        if (url !== undefined) await checkTarget(url);
        const changed = await webhooks.change(caller.agencyId, id, {
          ...(name !== undefined && { name }),
          ...(url !== undefined && { url }),
          ...(events !== undefined && { types: typesOf(events) }),
          ...(isOn !== undefined && { isOn }),
          now: clock.now(),
        });
        if (!changed) throw noWebhook();
        return json(viewOf(changed));
      },
    ),
    agencyRoute(
      'admin',
      {
        method: 'DELETE',
        path: '/webhooks/{id}',
        tag,
        summary: 'Remove a webhook with its log',
        params,
        responses: { 204: { description: 'It is gone.' } },
        problems: ['not-found'],
      },
      async ({ caller, params: { id } }) => {
        if (!(await webhooks.remove(caller.agencyId, id, clock.now()))) throw noWebhook();
        return new Response(null, { status: 204 });
      },
    ),
    agencyRoute(
      'admin',
      {
        method: 'POST',
        path: '/webhooks/{id}/rotate',
        tag,
        summary: 'Replace the secret',
        description: 'Meanwhile each delivery has a signature of either.',
        params,
        body: z.strictObject({
          graceHours: z
            .number()
            .min(0)
            .max(720)
            .default(24)
            .describe('How long the former secret signs as well.'),
        }),
        responses: { 201: { description: 'The webhook.', schema: NewWebhook } },
        problems: [...bodyProblems, 'not-found'],
      },
      async ({ caller, params: { id }, body: { graceHours } }) => {
        const made = newSecret();
        const formerUntil = plus(clock.now(), graceHours * hour);
        const webhook = await webhooks.rotateSecret(caller.agencyId, id, made, formerUntil);
        if (!webhook) throw noWebhook();
        return json({ ...viewOf(webhook), secret: made }, 201);
      },
    ),
    agencyRoute(
      'admin',
      {
        method: 'POST',
        path: '/webhooks/{id}/test',
        tag,
        summary: 'Try a webhook out',
        description:
          'Sends `webhook.test`, within a minute; what became of it is in the deliveries.',
        params,
        responses: { 202: { description: 'It will be sent.', schema: Delivery } },
        problems: ['not-found', 'webhook-off'],
      },
      async ({ caller, params: { id } }) =>
        json(deliveryOf(entered(await webhooks.test(caller.agencyId, id, clock.now()))), 202),
    ),
    agencyRoute(
      'admin',
      {
        method: 'GET',
        path: '/webhooks/{id}/deliveries',
        tag,
        summary: 'What was sent, and what became of it',
        description: 'Newest first; kept for thirty days.',
        params,
        query: z.strictObject({
          cursor: cursorSchema(z.object({ at: Instant, id: z.uuid() })).optional(),
          limit: z.coerce.number().int().min(1).max(100).default(50),
        }),
        responses: { 200: { description: 'A page of them.', schema: pageOf(Delivery) } },
        problems: ['not-found', 'invalid-request'],
      },
      async ({ caller, params: { id }, query: { cursor = null, limit } }) => {
        const found = await webhooks.deliveries(caller.agencyId, id, {
          before: cursor,
          limit: limit + 1,
        });
        if (!found) throw noWebhook();
        return json(
          pageOfRows(found.map(deliveryOf), limit, (row) => ({ at: row.createdAt, id: row.id })),
        );
      },
    ),
    agencyRoute(
      'admin',
      {
        method: 'POST',
        path: '/webhooks/{id}/deliveries/{deliveryId}/resend',
        tag,
        summary: 'Send an event once more',
        description: 'Under the same `webhook-id`, whatever became of it before.',
        params: ofDelivery,
        responses: { 202: { description: 'It will be sent.', schema: Delivery } },
        problems: ['not-found', 'webhook-off'],
      },
      async ({ caller, params: { id, deliveryId } }) =>
        json(
          deliveryOf(entered(await webhooks.resend(caller.agencyId, id, deliveryId, clock.now()))),
          202,
        ),
    ),
  ];
};
