import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { hashApiKey } from './api-key.ts';
import { Problem, type ProblemName } from './problem.ts';
import { createRates, type Rate } from './rates.ts';
import { operatorCookieName, sessionCookieName } from './session.ts';

/** What callers may ask of this process. */
export interface RequestLimits {
  /** Requests of one API key. */
  readonly key: Rate;
  /** Requests from one address, signed webhooks aside. */
  readonly address: Rate;
  /** Wrong keys, missing keys and forged webhooks from one address. */
  readonly wrongKeys: Rate;
  /** Requests of agencies that are worked on at the same time. */
  readonly concurrent: number;
  /** Keys that were not shown before, looked up at the same time. */
  readonly concurrentStrangers: number;
  /** Webhooks that are worked on at the same time: agencies cannot use them up. */
  readonly concurrentWebhooks: number;
}

/** The limits of a deployment: ten times what a busy agency's system needs. */
export const standardLimits: RequestLimits = {
  key: { perSecond: 50, burst: 200 },
  address: { perSecond: 100, burst: 400 },
  wrongKeys: { perSecond: 0.5, burst: 20 },
  concurrent: 128,
  concurrentStrangers: 32,
  concurrentWebhooks: 128,
};

const bearerPattern = /^Bearer +(\S{1,400})/i;
/** How long a key that was right is known to be; after a restart all are unknown. */
const knownKeyMs = 600_000;
const maxKnownKeys = 10_000;
/** What is answered to who shows no key, or none that is valid. */
const wrongKeyProblems: ReadonlySet<ProblemName> = new Set([
  'unauthorized',
  'key-expired',
  'key-revoked',
  'signed-out',
]);

const tooMany = (detail: string, retryAfterMs: number): Problem =>
  new Problem('too-many-requests', detail, {
    headers: { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1_000))) },
  });

/** A number of requests that may be worked on at the same time. */
export interface Lane {
  /** @throws Problem `unavailable` where all places are taken. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** A lane of so many places; beyond them the response is 503. */
export const createLane = (places: number): Lane => {
  let taken = 0;
  return {
    run: async (work) => {
      if (taken >= places)
        throw new Problem(
          'unavailable',
          'Too much is being done at the moment. Please try again.',
          { headers: { 'retry-after': '1' } },
        );
      taken += 1;
      try {
        return await work();
      } finally {
        taken -= 1;
      }
    },
  };
};

/** What a caller has shown, as far as it is counted. */
interface Shown {
  /** Null: it is not known, and nothing is counted by it. */
  readonly address: string | null;
  readonly keyDigest: string | null;
}

/** Counts requests by key and by address, before anything is looked up. */
export interface RequestBudget {
  /** @throws Problem `too-many-requests` */
  admit(c: Context): void;
  /**
   * Looks a key up, if its address has not shown too many wrong ones. Who has shown a right key
   * lately is heard, whatever others behind the same address do.
   * @throws Problem `too-many-requests`
   */
  authenticate<T>(c: Context, lookUp: (isKnown: boolean) => Promise<T>): Promise<T>;
  /**
   * Counts a webhook whose signature does not fit. A genuine one is never refused for what others
   * send, since its signature is checked without a look-up.
   * @throws Problem `too-many-requests`
   */
  forged(c: Context): void;
}

/** A budget that refuses nothing. */
export const noBudget: RequestBudget = {
  admit: () => undefined,
  authenticate: (_, lookUp) => lookUp(true),
  forged: () => undefined,
};

/**
 * The budget of this process: with several, a limit holds for each of them, and the gateway in
 * front limits all together. `addressOf` names who sent a request; null where that is not known.
 */
export const createBudget = (
  limits: RequestLimits,
  addressOf: (c: Context) => string | null,
  nowMs: () => number = () => performance.now(),
): RequestBudget => {
  const byKey = createRates(limits.key, nowMs);
  const byAddress = createRates(limits.address, nowMs);
  const wrongKeys = createRates(limits.wrongKeys, nowMs);
  const knownKeys = new Map<string, number>();

  const shown = new WeakMap<Context, Shown>();
  const shownBy = (c: Context): Shown => {
    const before = shown.get(c);
    if (before) return before;
    const key =
      bearerPattern.exec(c.req.header('authorization') ?? '')?.[1] ??
      getCookie(c, c.req.path.startsWith('/operator/') ? operatorCookieName : sessionCookieName);
    const now = { address: addressOf(c), keyDigest: key === undefined ? null : hashApiKey(key) };
    shown.set(c, now);
    return now;
  };
  const isKnown = (digest: string | null): boolean =>
    digest !== null && (knownKeys.get(digest) ?? 0) > nowMs();
  const know = (digest: string): void => {
    knownKeys.delete(digest);
    knownKeys.set(digest, nowMs() + knownKeyMs);
    for (const oldest of knownKeys.keys())
      if (knownKeys.size > maxKnownKeys) knownKeys.delete(oldest);
      else break;
  };
  const countWrongKey = (address: string | null): void => {
    const waitMs = address === null ? null : wrongKeys.take(address);
    if (waitMs !== null)
      throw tooMany('Too many wrong keys or signatures came from this address.', waitMs);
  };

  return {
    admit: (c) => {
      const { address, keyDigest } = shownBy(c);
      const addressMs = address === null ? null : byAddress.take(address);
      if (addressMs !== null)
        throw tooMany(
          `Up to ${limits.address.perSecond} requests a second from one address.`,
          addressMs,
        );
      const keyMs = keyDigest === null ? null : byKey.take(keyDigest);
      if (keyMs !== null)
        throw tooMany(
          `Up to ${limits.key.perSecond} requests a second, ${limits.key.burst} at once.`,
          keyMs,
        );
    },
    authenticate: async (c, lookUp) => {
      const { address, keyDigest } = shownBy(c);
      const wasKnown = isKnown(keyDigest);
      // Counted before it is looked up: of many at once each would find the budget untouched.
      if (!wasKnown) countWrongKey(address);
      try {
        const found = await lookUp(wasKnown);
        if (!wasKnown && address !== null) wrongKeys.giveBack(address);
        if (keyDigest !== null) know(keyDigest);
        return found;
      } catch (error) {
        const isWrong = error instanceof Problem && wrongKeyProblems.has(error.problem);
        if (keyDigest !== null && isWrong) knownKeys.delete(keyDigest);
        // Where the look-up itself failed, or the key may not do this, nothing wrong was shown.
        if (!wasKnown && address !== null && !isWrong) wrongKeys.giveBack(address);
        throw error;
      }
    },
    forged: (c) => countWrongKey(addressOf(c)),
  };
};
