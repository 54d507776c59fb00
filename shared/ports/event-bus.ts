import type { AnyEvent } from '#shared/events/catalogue.ts';

/**
 * Carries committed events to their subscribers, at least once and in any order. Called after a
 * commit with the events of its outbox. An engine whose commit already enqueues them in the same
 * transaction does nothing here. An event that could not be published stays in the outbox and is
 * carried by the sweeper.
 * @example
 * if (!bus.transactional) await bus.publish(events);
 */
export interface EventBus {
  /**
   * The commit itself carries the events in its own transaction: nothing is left to publish or to
   * mark as published.
   */
  readonly transactional?: true;
  publish(events: readonly AnyEvent[]): Promise<void>;
}
