import type { Instant } from '#shared/domain/instant.ts';
import type { AnyEvent, EventName } from '#shared/events/catalogue.ts';

/**
 * Committed events that are still to be published, for an engine whose bus is not part of the
 * transaction.
 * @example
 * const events = await store.takeUnpublished({ types: ['TripBooked'], now, limit: 100 });
 * await bus.publish(events);
 * await store.markPublished(events.map(({ id }) => id));
 */
export interface Outbox {
  /**
   * Takes unpublished events of these types, oldest first, and leases them to the caller for ten
   * seconds. The sweeper publishes what is not marked as published by then.
   */
  takeUnpublished(request: {
    readonly types: readonly EventName[];
    readonly now: Instant;
    readonly limit: number;
  }): Promise<readonly AnyEvent[]>;
}
