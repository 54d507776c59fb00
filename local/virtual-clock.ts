import { between, type Instant, instant } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';

/**
 * How the agents' time runs: it was `virtualBase` at the real time `realBase` (both in milliseconds
 * since 1970), and runs `speed` times as fast.
 */
export interface ClockLine {
  readonly virtualBase: number;
  readonly realBase: number;
  readonly speed: number;
}

/** A stored clock: its line, and the latest instant that it may have given out. */
export interface PersistedClock extends ClockLine {
  readonly reached: number;
}

/** A clock that may run faster than real time, and never backwards. */
export interface VirtualClock extends Clock {
  readonly speed: number;
  readonly line: ClockLine;
  /** The real milliseconds until an instant; 0 for a past one. */
  realMsUntil(at: Instant): number;
  /**
   * Reserves the instants of the next `realMs` of real time. `reached` is to be stored before
   * `apply` lets the clock run up to it.
   */
  reserve(realMs: number): { readonly reached: Instant; apply(): void };
}

/** Whether the agents' time is the real time, so that nothing needs to be stored. */
export const isRealTime = (line: ClockLine): boolean =>
  line.speed === 1 && line.virtualBase === line.realBase;

const virtualAt = (line: ClockLine, realMs: number): number =>
  Math.floor(line.virtualBase + (realMs - line.realBase) * line.speed);

/**
 * The line of time after a start: from the latest instant reached, or from the real time where that
 * is later, since a clock that lags behind would send reminders of yesterday. At speed no time
 * passes while the system is stopped.
 */
export const continueFrom = (
  stored: PersistedClock | null,
  speed: number,
  realNow: number,
): ClockLine => ({
  virtualBase: stored === null || isRealTime(stored) ? realNow : Math.max(stored.reached, realNow),
  realBase: realNow,
  speed,
});

/**
 * The clock of the agents. Faster than real time it stops at the reserved limit, so that a killed
 * process has never given out an instant later than the stored one.
 */
export const createVirtualClock = (
  line: ClockLine,
  realNow: () => number = Date.now,
): VirtualClock => {
  const isReal = isRealTime(line);
  let limit = line.virtualBase;
  let last = line.virtualBase;
  const now = (): Instant => {
    const current = virtualAt(line, realNow());
    last = Math.max(last, isReal ? current : Math.min(current, limit));
    return instant(last);
  };
  return {
    line,
    speed: line.speed,
    now,
    // At speed an instant that a turn chose may be past when the turn ends.
    realMsUntil: (due) => Math.max(0, between(now(), due) / line.speed),
    reserve: (realMs) => {
      const reached = virtualAt(line, realNow() + realMs);
      return {
        reached: instant(reached),
        apply: () => {
          limit = Math.max(limit, reached);
        },
      };
    },
  };
};
