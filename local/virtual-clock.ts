import { between, type Instant, instant } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';

/** How the agents' time runs: it was `virtualBase` when the real time was `realBase`, and is `speed` times as fast. Milliseconds since 1970. */
export interface ClockLine {
  readonly virtualBase: number;
  readonly realBase: number;
  readonly speed: number;
}

/** A clock that was kept: its line, and the latest instant that it may have told anybody. */
export interface PersistedClock extends ClockLine {
  readonly reached: number;
}

/** A clock that may run faster than real time, and never backwards. */
export interface VirtualClock extends Clock {
  readonly speed: number;
  readonly line: ClockLine;
  /** How long it really takes until an instant, in ms; 0 where it has been. */
  realMsUntil(at: Instant): number;
  /** Lets the clock tell instants up to this far ahead of now in real time; answers the limit to be kept before it is used. */
  reserve(realMs: number): { readonly reached: Instant; apply(): void };
}

/** Whether the agents' time is the world's, so that nothing needs to be kept of it. */
export const isRealTime = (line: ClockLine): boolean =>
  line.speed === 1 && line.virtualBase === line.realBase;

const at = (line: ClockLine, real: number): number =>
  Math.floor(line.virtualBase + (real - line.realBase) * line.speed);

/**
 * How time goes on after a start: from the latest instant that was reached, or from real time where that is later.
 * While nothing runs no time passes at speed; a clock that lagged behind the world would send reminders of yesterday.
 */
export const continueFrom = (
  kept: PersistedClock | null,
  speed: number,
  realNow: number,
): ClockLine => ({
  virtualBase: kept === null || isRealTime(kept) ? realNow : Math.max(kept.reached, realNow),
  realBase: realNow,
  speed,
});

/**
 * Tells the agents' time. At another than the world's pace it stands still at the limit that was reserved, so that a process that
 * is killed has never told an instant later than the one that was kept.
 */
export const createVirtualClock = (
  line: ClockLine,
  realNow: () => number = Date.now,
): VirtualClock => {
  const real = isRealTime(line);
  let limit = line.virtualBase;
  let last = line.virtualBase;
  const now = (): Instant => {
    const wanted = at(line, realNow());
    last = Math.max(last, real ? wanted : Math.min(wanted, limit));
    return instant(last);
  };
  return {
    line,
    speed: line.speed,
    now,
    // A turn takes longer in fast time: what it set for soon may have been when it is over.
    realMsUntil: (due) => Math.max(0, between(now(), due) / line.speed),
    reserve: (realMs) => {
      const reached = at(line, realNow() + realMs);
      return {
        reached: instant(reached),
        apply: () => {
          limit = Math.max(limit, reached);
        },
      };
    },
  };
};
