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
  BreakerVerdict,
  CircuitBreakers,
  StoredBreaker,
} from '#shared/ports/circuit-breakers.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Log } from '#shared/ports/log.ts';
import { describeError } from './describe-error.ts';

/** What a process needs to take part in the breakers. */
export interface BreakersDependencies {
  readonly stored: CircuitBreakers;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy?: BreakerPolicy;
}

/** The breakers as this process sees them. */
export interface Breakers {
  of(service: BreakerService): Breaker;
  /** How each stands, for a health check; never throws. */
  states(): Promise<Readonly<Record<BreakerService, BreakerAdvice>>>;
}

/**
 * What was read is good for this long: so long may a worker go on calling a service that others
 * know to be down.
 */
export const knownForMs = 5 * second;
/**
 * Other workers change the same row; each round one of them gets through, and a breaker needs only
 * some of the reports.
 */
const swapTries = 5;

/** One change at a time, so that a hundred failures at once do not all compete for the same row. */
const oneAtATime = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
};

export const createBreakers = ({
  stored,
  clock,
  log,
  policy = defaultBreakerPolicy,
}: BreakersDependencies): Breakers => {
  const known = new Map<BreakerService, StoredBreaker>();
  let readAt: Instant | null = null;
  let reading: Promise<void> | null = null;

  const remember = (row: StoredBreaker): void => {
    if (row.version >= (known.get(row.service)?.version ?? 0)) known.set(row.service, row);
  };
  const knownOf = (service: BreakerService): StoredBreaker =>
    known.get(service) ?? { service, version: 0, state: closedBreaker };

  const read = async (): Promise<void> => {
    // Before the question: what is answered may be as old as that. After a failure what was known
    // counts for as long again.
    const askedAt = clock.now();
    try {
      for (const row of await stored.all()) remember(row);
    } catch (error) {
      log.warn('the circuit breakers could not be read', { error: describeError(error) });
    }
    readAt = askedAt;
  };
  const refreshed = async (): Promise<void> => {
    if (readAt !== null && between(readAt, clock.now()) < knownForMs) return;
    reading ??= read().finally(() => {
      reading = null;
    });
    await reading;
  };

  const adviceNow = (service: BreakerService): BreakerAdvice =>
    adviceOf(knownOf(service).state, clock.now(), policy);

  const breakerOf = (service: BreakerService): Breaker => {
    const inTurn = oneAtATime();
    const advice = (): BreakerAdvice => adviceNow(service);

    /**
     * Stores what `next` makes of the state; answers whether it did, and does nothing where nothing
     * changes.
     */
    const change = async (next: (state: BreakerState) => BreakerState): Promise<boolean> => {
      const { state: standing } = knownOf(service);
      if (next(standing) === standing) return false;
      return inTurn(async () => {
        for (let tries = 0; tries < swapTries; tries += 1) {
          const { version, state } = knownOf(service);
          const wanted = next(state);
          if (wanted === state) return false;
          const { swapped, current } = await stored.swap({
            service,
            expectedVersion: version,
            state: wanted,
            now: clock.now(),
          });
          remember(current);
          if (swapped && state.openedAt !== wanted.openedAt)
            log.warn('circuit opened', { dependency: service, until: wanted.openUntil });
          if (swapped && state.openUntil !== null && wanted.openUntil === null)
            log.info('circuit closed', { dependency: service });
          if (swapped) return true;
        }
        return false;
      }).catch((error: unknown) => {
        log.warn('a circuit breaker could not be changed', {
          dependency: service,
          error: describeError(error),
        });
        return false;
      });
    };

    /** The probe of this caller, or null where somebody else was faster. */
    const takeProbe = async (): Promise<Instant | null> => {
      const now = clock.now();
      const mine = await change((state) =>
        adviceOf(state, now, policy).kind === 'half-open' ? probing(state, now, policy) : state,
      );
      return mine ? knownOf(service).state.probeUntil : null;
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
        await refreshed();
        let probe: Instant | null = null;
        if (advice().kind === 'half-open') {
          probe = await takeProbe();
          // To ask for it may have taken longer than the probe, or what is known, is good for.
          await refreshed();
          if (probe !== null && clock.now() >= probe) probe = null;
        }
        const before = advice();
        if (probe === null && before.kind === 'open')
          return { kind: 'circuit-open', until: before.until };
        // It may be probed, but by nobody who could not say so.
        if (probe === null && before.kind === 'half-open')
          return { kind: 'circuit-open', until: plus(clock.now(), policy.askAgainMs) };
        let answer: Awaited<ReturnType<typeof call>>;
        try {
          answer = await call();
        } catch (error) {
          await report('unclear', probe);
          throw error;
        }
        await report(judge(answer, probe !== null), probe);
        const after = advice();
        return {
          kind: 'answered',
          answer,
          openUntil: after.kind === 'open' ? after.until : null,
        };
      },
    };
  };

  const all = {
    twilio: breakerOf('twilio'),
    aeroapi: breakerOf('aeroapi'),
    openai: breakerOf('openai'),
  };
  return {
    of: (service) => all[service],
    states: async () => {
      await refreshed();
      return {
        twilio: adviceNow('twilio'),
        aeroapi: adviceNow('aeroapi'),
        openai: adviceNow('openai'),
      };
    },
  };
};
