import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { Problem } from './problem.ts';

/** How many requests one key may make, and how many this process works on at once. */
export interface RequestLimits {
  /** Of one key, on average. */
  readonly perSecond: number;
  /** Of one key, at once. */
  readonly burst: number;
  /** Of everybody, under way at the same time. */
  readonly concurrent: number;
}

/**
 * What a deployment allows where it does not say otherwise: ten times what a busy agency's system
 * needs.
 */
export const standardLimits: RequestLimits = { perSecond: 50, burst: 200, concurrent: 256 };

/**
 * What a rate says of one more request: yes, with what is to be remembered, or no, with how long to
 * wait.
 */
export type Slot =
  | { readonly allowed: true; readonly tat: number }
  | { readonly allowed: false; readonly retryAfterMs: number };

/**
 * One request more under GCRA: `tat`, the theoretical arrival time, is all there is to remember of
 * a key; null: nothing yet. Pure; times in milliseconds of any steady clock.
 */
export const takeSlot = (
  tat: number | null,
  nowMs: number,
  { perSecond, burst }: Pick<RequestLimits, 'perSecond' | 'burst'>,
): Slot => {
  const gapMs = 1_000 / perSecond;
  const next = Math.max(tat ?? nowMs, nowMs) + gapMs;
  const tooEarlyMs = next - nowMs - gapMs * burst;
  // Sums of fractions are not exact: a thousandth of a gap more or less is nobody's request.
  return tooEarlyMs <= gapMs / 1_000
    ? { allowed: true, tat: next }
    : { allowed: false, retryAfterMs: tooEarlyMs };
};

/**
 * Keys remembered at once; one that is forgotten early may make its burst again, and nothing worse.
 */
const maxKeys = 10_000;
const bearer = /^Bearer +(\S{1,400}) *$/i;

/**
 * Lets each API key make so many requests and answers 429 with `Retry-After` beyond. Kept in the
 * memory of this process: with several of them the limit holds for each, and the gateway in front
 * has the one over all. Requests without a key are not counted: they are refused before anything is
 * looked up, or are signed webhooks, which must never be turned away for being many.
 */
export const limitRate = (
  limits: RequestLimits,
  nowMs: () => number = () => performance.now(),
): MiddlewareHandler => {
  const tats = new Map<string, number>();
  const forget = (now: number): void => {
    if (tats.size <= maxKeys) return;
    for (const [key, tat] of tats) if (tat <= now) tats.delete(key);
    for (const key of tats.keys()) if (tats.size > maxKeys) tats.delete(key);
  };
  return async (c, next) => {
    const key = bearer.exec(c.req.header('authorization') ?? '')?.[1];
    if (key !== undefined) {
      const id = createHash('sha256').update(key).digest('base64');
      const now = nowMs();
      const slot = takeSlot(tats.get(id) ?? null, now, limits);
      if (!slot.allowed)
        throw new Problem(
          'too-many-requests',
          `Up to ${limits.perSecond} requests a second, ${limits.burst} at once.`,
          {
            headers: { 'retry-after': String(Math.ceil(slot.retryAfterMs / 1_000)) },
          },
        );
      tats.set(id, slot.tat);
      forget(now);
    }
    await next();
  };
};

/**
 * Answers 503 at once to what would be one request too many at the same time; the health check is
 * always answered.
 */
export const limitConcurrency = ({ concurrent }: RequestLimits): MiddlewareHandler => {
  let underWay = 0;
  return async (c, next) => {
    if (c.req.path === '/health') return next();
    if (underWay >= concurrent)
      throw new Problem('unavailable', 'Too much is being done at the moment. Please try again.', {
        headers: { 'retry-after': '1' },
      });
    underWay += 1;
    try {
      await next();
    } finally {
      underWay -= 1;
    }
  };
};
