import { z } from 'zod';
import { day, hour, Instant, minute, plus, second } from './instant.ts';

/** So long what could not be delivered is tried again, and an endpoint may fail. */
export const webhookPatience = 3 * day;
/** So long a delivery that a worker has claimed is left to it. */
export const webhookLease = minute;
/** After so many failures in a row an endpoint gets one delivery at a time. */
export const failuresOfAnAilingEndpoint = 5;
/** How many deliveries one endpoint gets at a time. */
export const webhooksAtOnce = 10;
/** How many endpoints an agency may have. */
export const mostWebhooks = 20;

/** When a delivery is tried, from its beginning; the last one is where patience ends. */
const tryAfter = [
  0,
  5 * second,
  minute,
  5 * minute,
  30 * minute,
  2 * hour,
  6 * hour,
  14 * hour,
  26 * hour,
  40 * hour,
  56 * hour,
  webhookPatience,
] as const;
/** How much later than planned a try may be, so that those of one outage do not come at once. */
const jitter = 0.1;

/**
 * When a delivery that began at `startedAt` is tried again after so many tries; null: it is given
 * up. `chance` is from 0 to 1; an endpoint that says when (`Retry-After`) is heard.
 */
export const nextDeliveryTry = (
  startedAt: Instant,
  tries: number,
  now: Instant,
  { chance, retryAfterMs }: { readonly chance: number; readonly retryAfterMs: number | null },
): Instant | null => {
  const after = tryAfter[tries];
  if (after === undefined) return null;
  const gap = after - (tryAfter[tries - 1] ?? 0);
  const end = plus(startedAt, webhookPatience);
  const planned = plus(startedAt, after + gap * jitter * chance);
  const asked = plus(now, retryAfterMs ?? second);
  const at = planned > asked ? planned : asked;
  // The last try is where patience ends, whatever was asked for.
  return at < end || now >= end ? at : end;
};

/** Why an endpoint gets nothing: its owner's wish, it failed for three days, or it said 410. */
export const WebhookOffReason = z.enum(['owner', 'failing', 'gone']);

/** An endpoint of an agency, to which events go. */
export const StoredWebhook = z.object({
  id: z.uuid(),
  name: z.string(),
  url: z.string(),
  types: z.array(z.string()),
  createdAt: Instant,
  offSince: Instant.nullable(),
  offBecause: WebhookOffReason.nullable(),
  failingSince: Instant.nullable(),
  lastDeliveredAt: Instant.nullable(),
  formerSecretUntil: Instant.nullable(),
});
export type StoredWebhook = z.output<typeof StoredWebhook>;

/** What went wrong with a try; docs/webhooks.md says what each means. */
export const DeliveryError = z.enum([
  'connection',
  'http',
  'no-such-host',
  'redirect',
  'refused-address',
  'timeout',
  'tls',
]);
export type DeliveryError = z.output<typeof DeliveryError>;

/** One try of a delivery. */
export const DeliveryTry = z
  .object({
    at: Instant,
    ms: z.int().describe('How long it took, in milliseconds.'),
    status: z.int().nullable().describe('The HTTP status of the answer; null: none came.'),
    error: DeliveryError.nullable().describe('Null: it was taken.'),
  })
  .meta({ id: 'WebhookTry' });
export type DeliveryTry = z.output<typeof DeliveryTry>;

export const DeliveryState = z.enum(['pending', 'delivered', 'failed', 'dropped']);

/** What is or was to be delivered to an endpoint. */
export const StoredDelivery = z.object({
  id: z.uuid(),
  eventId: z.uuid(),
  type: z.string(),
  state: DeliveryState,
  createdAt: Instant,
  nextTryAt: Instant.nullable(),
  tries: z.array(DeliveryTry),
});
export type StoredDelivery = z.output<typeof StoredDelivery>;
