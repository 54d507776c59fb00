import type { Instant } from '#shared/domain/instant.ts';
import type { TimerRow } from './actor-store.ts';

/** Timers that were set so far ahead that their schedule is made later (`scheduledWithinMs`). */
export interface FarTimers {
  /**
   * Takes those that have come near, the next ones first. Each is returned once: a caller that dies
   * before it has made their schedules delays them until the sweeper finds them late.
   */
  takeFarTimers(request: {
    readonly now: Instant;
    readonly limit: number;
  }): Promise<readonly TimerRow[]>;
}
