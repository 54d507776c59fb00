/** How often something may happen: on average, and at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Whether a request is within the rate: with the new state of its id, or how long to wait. */
export type Slot =
  | { readonly allowed: true; readonly tat: number }
  | { readonly allowed: false; readonly retryAfterMs: number };

/**
 * Decides on one request by GCRA. `tat`, the theoretical arrival time, is the whole state of an id;
 * null: its first request. Pure; times are milliseconds of any monotonic clock.
 */
export const takeSlot = (tat: number | null, nowMs: number, { perSecond, burst }: Rate): Slot => {
  const gapMs = 1_000 / perSecond;
  const next = Math.max(tat ?? nowMs, nowMs) + gapMs;
  const tooEarlyMs = next - nowMs - gapMs * burst;
  // Floating-point sums are inexact: without this tolerance a request exactly on time is refused.
  return tooEarlyMs <= gapMs / 1_000
    ? { allowed: true, tat: next }
    : { allowed: false, retryAfterMs: tooEarlyMs };
};

/** Ids kept in memory; one that is evicted early may make its burst again, nothing worse. */
const maxIds = 10_000;

/** The rate of each of many ids, in the memory of this process. */
export interface Rates {
  /** Counts one request of an id; a number: it is refused, and may come again after so many ms. */
  take(id: string): number | null;
  /** Takes back what `take` counted. */
  giveBack(id: string): void;
}

/** Creates the rates of ids that have made no request yet. */
export const createRates = (rate: Rate, nowMs: () => number): Rates => {
  const tats = new Map<string, number>();
  const evict = (now: number): void => {
    if (tats.size <= maxIds) return;
    for (const [id, tat] of tats) if (tat <= now) tats.delete(id);
    for (const id of tats.keys()) if (tats.size > maxIds) tats.delete(id);
  };
  return {
    take: (id) => {
      const now = nowMs();
      const slot = takeSlot(tats.get(id) ?? null, now, rate);
      if (!slot.allowed) return slot.retryAfterMs;
      tats.set(id, slot.tat);
      evict(now);
      return null;
    },
    giveBack: (id) => {
      const tat = tats.get(id);
      if (tat !== undefined) tats.set(id, tat - 1_000 / rate.perSecond);
    },
  };
};
