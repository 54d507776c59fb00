import { day, hour, minute, second } from './instant.ts';

/** A timer that is so late was not fired by its schedule. */
export const timerGraceMs = 90 * second;

/**
 * A timer that is further away has no schedule at EventBridge yet: of the schedules of an account
 * there may be ten million, and a trip that is booked months ahead has three.
 */
export const scheduledWithinMs = day;

/** An event that is so old was not published by whoever committed it. */
export const publishGraceMs = 10 * second;

/** How long nobody else takes an event that a relay has taken to publish it. */
export const relayLeaseMs = 10 * second;

/** Of timers that are still there once they were fired: the first pause, which doubles. */
export const firstSweepPauseMs = minute;
/** The longest pause. */
export const longestSweepPauseMs = hour;
/** Further ones make it no longer. */
export const sweepsCounted = 6;

/** How long a timer that was fired so often, and is still there, waits to be fired again. */
export const sweepPauseMs = (sweeps: number): number =>
  Math.min(firstSweepPauseMs * 2 ** Math.min(sweeps - 1, sweepsCounted), longestSweepPauseMs);
