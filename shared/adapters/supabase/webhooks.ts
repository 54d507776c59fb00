import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { mostWebhooks, StoredDelivery, StoredWebhook } from '#shared/domain/webhook.ts';
import type { WebhookDeliveries, Webhooks } from '#shared/ports/webhooks.ts';
import type { Rpc } from './rpc.ts';

const Entered = z.union([StoredDelivery, z.literal('off')]).nullable();
const Claimed = z.object({
  id: z.uuid(),
  eventId: z.uuid(),
  event: z.object({
    type: z.string(),
    time: Instant,
    tripId: z.uuid().nullable(),
    data: z.record(z.string(), z.unknown()),
  }),
  url: z.string(),
  secrets: z.array(z.string()),
  tries: z.int(),
  startedAt: Instant,
  leaseUntil: Instant,
});
const Due = z.array(z.object({ id: z.uuid(), agencyId: z.uuid() }));

/** `Webhooks` by functions of the data API. */
export const createWebhooks = (rpc: Rpc, randomId: () => string): Webhooks => ({
  list: (agencyId) => rpc('list_webhooks', {}, agencyId, z.array(StoredWebhook)),
  add: (agencyId, webhook) =>
    rpc('add_webhook', { webhook, at_most: mostWebhooks }, agencyId, StoredWebhook.nullable()),
  change: (agencyId, webhookId, change) =>
    rpc('change_webhook', { webhook_id: webhookId, change }, agencyId, StoredWebhook.nullable()),
  rotateSecret: (agencyId, webhookId, secret, formerUntil) =>
    rpc(
      'rotate_webhook_secret',
      { webhook_id: webhookId, secret, until_when: formerUntil },
      agencyId,
      StoredWebhook.nullable(),
    ),
  remove: (agencyId, webhookId, now) =>
    rpc('remove_webhook', { webhook_id: webhookId, at: now }, agencyId, z.boolean()),
  deliveries: (agencyId, webhookId, { before, limit }) =>
    rpc(
      'list_webhook_deliveries',
      { webhook_id: webhookId, before, at_most: limit },
      agencyId,
      z.array(StoredDelivery).nullable(),
    ),
  test: (agencyId, webhookId, now) =>
    rpc(
      'test_webhook',
      { webhook_id: webhookId, event_id: randomId(), at: now },
      agencyId,
      Entered,
    ),
  resend: (agencyId, webhookId, deliveryId, now) =>
    rpc(
      'resend_webhook_delivery',
      { webhook_id: webhookId, delivery_id: deliveryId, at: now },
      agencyId,
      Entered,
    ),
});

/** `WebhookDeliveries` by functions of the data API. */
export const createWebhookDeliveries = (rpc: Rpc): WebhookDeliveries => ({
  claim: (agencyId, { ids = [], eventIds = [] }, now) =>
    rpc(
      'claim_webhook_deliveries',
      { ids, event_ids: eventIds, at: now },
      agencyId,
      z.array(Claimed),
    ),
  settle: (agencyId, settlement) =>
    rpc('settle_webhook_delivery', { settlement }, agencyId, z.boolean()),
  due: (now, limit) => rpc('due_webhook_deliveries', { at: now, at_most: limit }, null, Due),
});
