import { createHash } from 'node:crypto';
import { z } from 'zod';
import { PushSubscription, type PushSubscriptions } from '#shared/ports/push-subscriptions.ts';
import type { Rpc } from './rpc.ts';

/** Tells subscriptions apart without opening them; an endpoint has too many bits to be guessed. */
const digestOf = (endpoint: string): string => createHash('sha256').update(endpoint).digest('hex');

const Stored = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(PushSubscription);

/** `PushSubscriptions` by functions of the data API. */
export const createPushSubscriptions = (rpc: Rpc): PushSubscriptions => ({
  add: (agencyId, memberId, subscription, now) =>
    rpc(
      'add_push_subscription',
      {
        subscription: {
          memberId,
          digest: digestOf(subscription.endpoint),
          at: now,
          subscription: JSON.stringify(subscription),
        },
      },
      agencyId,
      z.boolean(),
    ),
  of: (agencyId, memberId) =>
    rpc('push_subscriptions', { member_id: memberId }, agencyId, z.array(Stored)),
  remove: (agencyId, memberId, endpoint) =>
    rpc(
      'remove_push_subscription',
      { member_id: memberId, digest: digestOf(endpoint) },
      agencyId,
      z.boolean(),
    ),
});
