import type { Instant } from '#shared/domain/instant.ts';
import type { AnyEvent, EventName } from '#shared/events/catalogue.ts';

/**
 * Events that a transaction left to be carried, for whoever has to hand them to a bus that is not
 * part of the transaction.
 * @example
 * const events = await store.takeUnpublished({ types: ['TripBooked'], now, limit: 100 });
 * await bus.publish(events);
 * await store.markPublished(events.map(({ id }) => id));
 */
export interface Outbox {
  /**
   * Events of these types that were not published yet, oldest first; none of them is answered to
   * anybody else for ten seconds. What is not marked as published by then is the sweeper's.
   */
  takeUnpublished(request: {
    readonly types: readonly EventName[];
    readonly now: Instant;
    readonly limit: number;
  }): Promise<readonly AnyEvent[]>;
}
