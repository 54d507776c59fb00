import type { AnyEvent } from '#shared/events/catalogue.ts';

/**
 * Delivers committed events to their subscribers, at least once and in any order. It is called
 * after a commit with the events of its outbox; an event that could not be published stays there
 * for the sweeper.
 * @example
 * if (!bus.transactional) await bus.publish(events);
 */
export interface EventBus {
  /**
   * Set where the commit itself enqueues the events in its transaction, so that nothing is left to
   * publish or to mark as published.
   */
  readonly transactional?: true;
  /** Publishes events; throws where any of them could not be. */
  publish(events: readonly AnyEvent[]): Promise<void>;
}
