import type { Instant } from '#shared/domain/instant.ts';

/**
 * Tells the time; on one machine it may run faster than real time, in replay it stands still
 * between events.
 * @example
 * const due = plus(clock.now(), 5 * minute);
 */
export interface Clock {
  now(): Instant;
}
