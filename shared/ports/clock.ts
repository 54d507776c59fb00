import type { Instant } from '#shared/domain/instant.ts';

/**
 * The only source of the time. On one machine it may run faster than real time; in replay it stands
 * still between events.
 * @example
 * const due = plus(clock.now(), 5 * minute);
 */
export interface Clock {
  /** The present instant. */
  now(): Instant;
}
