import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { Problem } from './problem.ts';

/** How many requests one API key may make, and how many run at once in this process. */
export interface RequestLimits {
  /** Average rate of one key, in requests per second. */
  readonly perSecond: number;
  /** Requests that one key may make at once. */
  readonly burst: number;
  /** Requests of all callers that may run at the same time. */
  readonly concurrent: number;
}

/** The limits of a deployment: ten times what a busy agency's system needs. */
export const standardLimits: RequestLimits = { perSecond: 50, burst: 200, concurrent: 256 };

/** Whether a request is within the rate: with the new state of the key, or how long to wait. */
export type Slot =
  | { readonly allowed: true; readonly tat: number }
  | { readonly allowed: false; readonly retryAfterMs: number };

/**
 * Decides on one request by GCRA. `tat`, the theoretical arrival time, is the whole state of a key;
 * null: its first request. Pure; times are milliseconds of any monotonic clock.
 */
export const takeSlot = (
  tat: number | null,
  nowMs: number,
  { perSecond, burst }: Pick<RequestLimits, 'perSecond' | 'burst'>,
): Slot => {
  const gapMs = 1_000 / perSecond;
  const next = Math.max(tat ?? nowMs, nowMs) + gapMs;
  const tooEarlyMs = next - nowMs - gapMs * burst;
  // Floating-point sums are inexact: without this tolerance a request exactly on time is refused.
  return tooEarlyMs <= gapMs / 1_000
    ? { allowed: true, tat: next }
    : { allowed: false, retryAfterMs: tooEarlyMs };
};

/** Keys kept in memory; one that is evicted early may make its burst again, nothing worse. */
const maxKeys = 10_000;
const bearerPattern = /^Bearer +(\S{1,400}) *$/i;

/**
 * Limits the rate of each API key; beyond it the response is 429 with `Retry-After`.
 * - The state is in the memory of this process: with several, the limit holds for each of them, and
 *   the gateway in front limits all together.
 * - Requests without a key are not counted: they are refused without a lookup, or are signed
 *   webhooks, which would be lost.
 */
export const limitRate = (
  limits: RequestLimits,
  nowMs: () => number = () => performance.now(),
): MiddlewareHandler => {
  const tats = new Map<string, number>();
  const evict = (now: number): void => {
    if (tats.size <= maxKeys) return;
    for (const [key, tat] of tats) if (tat <= now) tats.delete(key);
    for (const key of tats.keys()) if (tats.size > maxKeys) tats.delete(key);
  };
  return async (c, next) => {
    const key = bearerPattern.exec(c.req.header('authorization') ?? '')?.[1];
    if (key !== undefined) {
      const id = createHash('sha256').update(key).digest('base64');
      const now = nowMs();
      const slot = takeSlot(tats.get(id) ?? null, now, limits);
      if (!slot.allowed)
        throw new Problem(
          'too-many-requests',
          `Up to ${limits.perSecond} requests a second, ${limits.burst} at once.`,
          { headers: { 'retry-after': String(Math.ceil(slot.retryAfterMs / 1_000)) } },
        );
      tats.set(id, slot.tat);
      evict(now);
    }
    await next();
  };
};

/** Limits how many requests run at once; beyond it the response is 503. `/health` is exempt. */
export const limitConcurrency = ({ concurrent }: RequestLimits): MiddlewareHandler => {
  let running = 0;
  return async (c, next) => {
    if (c.req.path === '/health') return next();
    if (running >= concurrent)
      throw new Problem('unavailable', 'Too much is being done at the moment. Please try again.', {
        headers: { 'retry-after': '1' },
      });
    running += 1;
    try {
      await next();
    } finally {
      running -= 1;
    }
  };
};
