import type { Instant } from '#shared/domain/instant.ts';
import type { DeliveryTry, StoredDelivery, StoredWebhook } from '#shared/domain/webhook.ts';
import type { publicPayload } from '#shared/events/public-events.ts';

/** What an endpoint is made of; `types` are names of the catalogue, `secret` begins `whsec_`. */
export interface NewWebhook {
  readonly name: string;
  readonly url: string;
  readonly types: readonly string[];
  readonly secret: string;
  readonly now: Instant;
}

/**
 * The endpoints of agencies, to which their events go, and what became of each delivery. Deliveries
 * are entered in the transaction that announces their event.
 * @example
 * const webhook = await webhooks.add(agencyId, { name, url, types: ['TripBooked'], secret, now });
 */
export interface Webhooks {
  /** Oldest first. */
  list(agencyId: string): Promise<readonly StoredWebhook[]>;
  /** Null: the agency has as many as it may. */
  add(agencyId: string, webhook: NewWebhook): Promise<StoredWebhook | null>;
  /** `isOn: false` drops what waits; turned on again it begins anew. Null: there is none. */
  change(
    agencyId: string,
    webhookId: string,
    change: {
      readonly name?: string;
      readonly url?: string;
      readonly types?: readonly string[];
      readonly isOn?: boolean;
      readonly now: Instant;
    },
  ): Promise<StoredWebhook | null>;
  /** Until `formerUntil` deliveries are signed with both secrets. Null: there is none. */
  rotateSecret(
    agencyId: string,
    webhookId: string,
    secret: string,
    formerUntil: Instant,
  ): Promise<StoredWebhook | null>;
  /** Its deliveries go with it. False: there is none. */
  remove(agencyId: string, webhookId: string, now: Instant): Promise<boolean>;
  /** Newest first, from before a delivery. Null: there is no such endpoint. */
  deliveries(
    agencyId: string,
    webhookId: string,
    page: { readonly before: { readonly at: Instant; readonly id: string } | null; limit: number },
  ): Promise<readonly StoredDelivery[] | null>;
  /** Enters an event of no meaning. `off`: the endpoint gets nothing. Null: there is none. */
  test(agencyId: string, webhookId: string, now: Instant): Promise<StoredDelivery | 'off' | null>;
  /** Delivers it once more, from now on. `off`: the endpoint gets nothing. Null: there is none. */
  resend(
    agencyId: string,
    webhookId: string,
    deliveryId: string,
    now: Instant,
  ): Promise<StoredDelivery | 'off' | null>;
}

/** A delivery that the caller must try now. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly eventId: string;
  /** Of the catalogue, or a test. */
  readonly event: Parameters<typeof publicPayload>[0];
  readonly url: string;
  /** The newest first; each signs. */
  readonly secrets: readonly string[];
  readonly tries: number;
  readonly startedAt: Instant;
  /** Names the claim: what is settled later than another claim changes nothing. */
  readonly leaseUntil: Instant;
}

/** What became of a try. */
export interface DeliverySettlement {
  readonly id: string;
  readonly leaseUntil: Instant;
  readonly attempt: DeliveryTry;
  /** Null: it was taken, or is given up. */
  readonly nextTryAt: Instant | null;
  /** The endpoint wants nothing any more (410). */
  readonly isGone: boolean;
  readonly now: Instant;
}

/** The work of delivering. */
export interface WebhookDeliveries {
  /** Claims those that are due, by their ids or the id of their event. */
  claim(
    agencyId: string,
    which: { readonly ids?: readonly string[]; readonly eventIds?: readonly string[] },
    now: Instant,
  ): Promise<readonly ClaimedDelivery[]>;
  /** Whether it switched the endpoint off, and opened the task that says so. */
  settle(agencyId: string, settlement: DeliverySettlement): Promise<boolean>;
  /** Those of all agencies that are due, one of each endpoint after the other. */
  due(
    now: Instant,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly agencyId: string }[]>;
}
