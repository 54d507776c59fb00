import { Webhook } from 'standardwebhooks';
import { describeError } from '#shared/actor/describe-error.ts';
import { epoch } from '#shared/domain/instant.ts';
import { nextDeliveryTry } from '#shared/domain/webhook.ts';
import { publicPayload } from '#shared/events/public-events.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { Log } from '#shared/ports/log.ts';
import type { WebhookPoster } from '#shared/ports/webhook-poster.ts';
import type { ClaimedDelivery, WebhookDeliveries } from '#shared/ports/webhooks.ts';
import { retryAfterMs } from '#shared/retry-after.ts';

/** Dependencies of `createDeliver`. */
export interface DeliverDependencies {
  readonly deliveries: WebhookDeliveries;
  readonly poster: Pick<WebhookPoster, 'post'>;
  /** The agents' time, in which tries are planned. */
  readonly clock: Clock;
  /** Real time, by which receivers judge how old a signature is. */
  readonly wallClock: Clock;
  readonly ids: Pick<Ids, 'chance'>;
  readonly log: Log;
}

const gone = 410;

/** Statuses by which a server says when it wants to be asked again. */
const isLater = (status: number | null): boolean => status === 429 || status === 503;

/** The request of a delivery, in the form of Standard Webhooks. */
const requestOf = (
  { eventId, event, url, secrets }: ClaimedDelivery,
  wallClock: Clock,
): Parameters<WebhookPoster['post']>[0] => {
  const body = JSON.stringify(publicPayload(event));
  const at = new Date(wallClock.now());
  return {
    url,
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'bauhaus-travel',
      'webhook-id': eventId,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': secrets
        .map((secret) => new Webhook(secret).sign(eventId, at, body))
        .join(' '),
    },
  };
};

/**
 * Creates the function that tries those deliveries of an agency that are due, side by side. What
 * cannot be settled is tried again when its lease has ended: an endpoint may get an event more than
 * once, always under the same id.
 * @throws where they could not be claimed.
 */
export const createDeliver = ({
  deliveries,
  poster,
  clock,
  wallClock,
  ids,
  log,
}: DeliverDependencies) => {
  const deliverOne = async (agencyId: string, delivery: ClaimedDelivery): Promise<void> => {
    const { id, leaseUntil, tries, startedAt } = delivery;
    const at = clock.now();
    const startedMs = epoch(wallClock.now());
    const { status, error, retryAfter } = await poster.post(requestOf(delivery, wallClock));
    const now = clock.now();
    const nextTryAt =
      error === null
        ? null
        : nextDeliveryTry(startedAt, tries + 1, now, {
            chance: ids.chance(),
            retryAfterMs: isLater(status) ? retryAfterMs(retryAfter, now) : null,
          });
    const isOff = await deliveries.settle(agencyId, {
      id,
      leaseUntil,
      attempt: { at, ms: epoch(wallClock.now()) - startedMs, status, error },
      nextTryAt,
      isGone: status === gone,
      now,
    });
    if (isOff) log.warn('a webhook was switched off', { agencyId, code: error });
  };

  return async (
    agencyId: string,
    which: Parameters<WebhookDeliveries['claim']>[1],
  ): Promise<void> => {
    const claimed = await deliveries.claim(agencyId, which, clock.now());
    await Promise.all(
      claimed.map((delivery) =>
        deliverOne(agencyId, delivery).catch((error: unknown) =>
          log.warn('a delivery could not be settled', { agencyId, error: describeError(error) }),
        ),
      ),
    );
  };
};
