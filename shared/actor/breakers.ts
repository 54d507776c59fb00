import {
  adviceOf,
  afterFailure,
  afterNothing,
  afterSuccess,
  type BreakerAdvice,
  type BreakerPolicy,
  type BreakerState,
  closedBreaker,
  defaultBreakerPolicy,
  probing,
} from '#shared/domain/circuit-breaker.ts';
import { between, type Instant, plus, second } from '#shared/domain/instant.ts';
import type {
  Breaker,
  BreakerService,
  BreakerStates,
  BreakerVerdict,
  CircuitBreakers,
  StoredBreaker,
} from '#shared/ports/circuit-breakers.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Log } from '#shared/ports/log.ts';
import { describeError } from './describe-error.ts';

/** Dependencies of `createBreakers`. */
export interface BreakersDependencies {
  readonly stored: CircuitBreakers;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy?: BreakerPolicy;
}

/** The circuit breakers as this process sees them. */
export interface Breakers {
  /** The breaker of a service. */
  of(service: BreakerService): Breaker;
  /**
   * The state of each service, for a health check, and which further accounts at Twilio wait; never
   * throws.
   */
  states(): Promise<BreakerStates>;
}

/**
 * How long a process caches the stored states, and so how long it may go on calling a service that
 * others know to be down.
 */
export const cacheForMs = 5 * second;
/** Tries of a change; in each round one competing worker wins, and a lost report is harmless. */
const maxSwapTries = 5;

/** Runs work one after another, so that many failures at once do not compete for the same row. */
const createSerialQueue = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
};

/** Creates the breakers of this process over the stored states. */
export const createBreakers = ({
  stored,
  clock,
  log,
  policy = defaultBreakerPolicy,
}: BreakersDependencies): Breakers => {
  const cache = new Map<BreakerService, StoredBreaker>();
  let readAt: Instant | null = null;
  let reading: Promise<void> | null = null;

  const remember = (row: StoredBreaker): void => {
    if (row.version >= (cache.get(row.service)?.version ?? 0)) cache.set(row.service, row);
  };
  const cachedRow = (service: BreakerService): StoredBreaker =>
    cache.get(service) ?? { service, version: 0, state: closedBreaker };

  const read = async (): Promise<void> => {
    // Taken before the call, since the answer may be as old as that. After a failure the cached
    // states are used for as long again.
    const startedAt = clock.now();
    try {
      for (const row of await stored.all()) remember(row);
    } catch (error) {
      log.warn('the circuit breakers could not be read', { error: describeError(error) });
    }
    readAt = startedAt;
  };
  const refresh = async (): Promise<void> => {
    if (readAt !== null && between(readAt, clock.now()) < cacheForMs) return;
    reading ??= read().finally(() => {
      reading = null;
    });
    await reading;
  };

  const adviceNow = (service: BreakerService): BreakerAdvice =>
    adviceOf(cachedRow(service).state, clock.now(), policy);

  const breakerOf = (service: BreakerService): Breaker => {
    const inSeries = createSerialQueue();
    const advice = (): BreakerAdvice => adviceNow(service);

    /**
     * Stores the result of `next`, unless it changes nothing; resolves to whether it was stored.
     */
    const change = async (next: (state: BreakerState) => BreakerState): Promise<boolean> => {
      const { state: cachedState } = cachedRow(service);
      if (next(cachedState) === cachedState) return false;
      return inSeries(async () => {
        for (let tries = 0; tries < maxSwapTries; tries += 1) {
          const { version, state } = cachedRow(service);
          const nextState = next(state);
          if (nextState === state) return false;
          const { swapped, current } = await stored.swap({
            service,
            expectedVersion: version,
            state: nextState,
            now: clock.now(),
          });
          remember(current);
          if (swapped && state.openedAt !== nextState.openedAt)
            log.warn('circuit opened', { provider: service, until: nextState.openUntil });
          if (swapped && state.openUntil !== null && nextState.openUntil === null)
            log.info('circuit closed', { provider: service });
          if (swapped) return true;
        }
        return false;
      }).catch((error: unknown) => {
        log.warn('a circuit breaker could not be changed', {
          provider: service,
          error: describeError(error),
        });
        return false;
      });
    };

    /** The end of the probe that this caller got; null where another caller was faster. */
    const takeProbe = async (): Promise<Instant | null> => {
      const now = clock.now();
      const isTaken = await change((state) =>
        adviceOf(state, now, policy).kind === 'half-open' ? probing(state, now, policy) : state,
      );
      return isTaken ? cachedRow(service).state.probeUntil : null;
    };

    const report = async (verdict: BreakerVerdict, probe: Instant | null): Promise<void> => {
      const now = clock.now();
      await change((state) => {
        switch (verdict) {
          case 'up':
            return afterSuccess(state, probe);
          case 'down':
            return afterFailure(state, probe, now, policy);
          case 'unclear':
            return afterNothing(state, probe);
        }
      });
    };

    return {
      run: async (call, judge) => {
        await refresh();
        let probe: Instant | null = null;
        if (advice().kind === 'half-open') {
          probe = await takeProbe();
          // Taking the probe may have outlasted the probe or the cached states.
          await refresh();
          if (probe !== null && clock.now() >= probe) probe = null;
        }
        const adviceBefore = advice();
        if (probe === null && adviceBefore.kind === 'open')
          return { kind: 'circuit-open', until: adviceBefore.until };
        // A half-open circuit admits only the caller that has taken the probe.
        if (probe === null && adviceBefore.kind === 'half-open')
          return { kind: 'circuit-open', until: plus(clock.now(), policy.askAgainMs) };
        let answer: Awaited<ReturnType<typeof call>>;
        try {
          answer = await call();
        } catch (error) {
          await report('unclear', probe);
          throw error;
        }
        await report(judge(answer, probe !== null), probe);
        const adviceAfter = advice();
        return {
          kind: 'answered',
          answer,
          openUntil: adviceAfter.kind === 'open' ? adviceAfter.until : null,
        };
      },
    };
  };

  const breakers = new Map<BreakerService, Breaker>();
  return {
    of: (service) => {
      const breaker = breakers.get(service) ?? breakerOf(service);
      breakers.set(service, breaker);
      return breaker;
    },
    states: async () => {
      await refresh();
      return {
        services: {
          twilio: adviceNow('twilio'),
          aeroapi: adviceNow('aeroapi'),
          openai: adviceNow('openai'),
        },
        accounts: [...cache.keys()].flatMap((service) => {
          const [, account] = service.split('/');
          return account !== undefined && adviceNow(service).kind !== 'closed' ? [account] : [];
        }),
      };
    },
  };
};
