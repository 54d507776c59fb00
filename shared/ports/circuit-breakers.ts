import type { BreakerAdvice, BreakerState } from '#shared/domain/circuit-breaker.ts';
import type { Instant } from '#shared/domain/instant.ts';

/** The outside services that have a circuit breaker. */
export const breakerServices = ['twilio', 'aeroapi', 'openai'] as const;
/** An outside service with a circuit breaker; a further account at Twilio by its SID. */
export type BreakerService = (typeof breakerServices)[number] | `twilio/${string}`;

/** What all breakers tell a health check. */
export interface BreakerStates {
  readonly services: Readonly<Record<(typeof breakerServices)[number], BreakerAdvice>>;
  /** SIDs of further accounts at Twilio whose circuit is not closed. */
  readonly accounts: readonly string[];
}

/** A breaker as stored; `version` grows with every change, 0: nothing was ever stored. */
export interface StoredBreaker {
  readonly service: BreakerService;
  readonly version: number;
  readonly state: BreakerState;
}

/**
 * Stores the breakers that all workers share. Rows belong to no agency and hold no personal data.
 * @throws ServiceUnavailable where the database did not answer.
 * @example
 * const { swapped } = await breakers.swap({ service: 'twilio', expectedVersion, state, now });
 */
export interface CircuitBreakers {
  /** All stored breakers. */
  all(): Promise<readonly StoredBreaker[]>;
  /**
   * Stores the state if the version is still the expected one; resolves to whether it did, and to
   * what is stored now.
   */
  swap(request: {
    readonly service: BreakerService;
    readonly expectedVersion: number;
    readonly state: BreakerState;
    readonly now: Instant;
  }): Promise<{ readonly swapped: boolean; readonly current: StoredBreaker }>;
}

/**
 * What the outcome of a call means for its service. `unclear` moves nothing, such as a 429, by
 * which a healthy service asks to wait.
 */
export type BreakerVerdict = 'up' | 'down' | 'unclear';

/** The outcome of a guarded call: its answer, or no call at all since the circuit is open. */
export type Guarded<T> =
  | { readonly kind: 'answered'; readonly answer: T; readonly openUntil: Instant | null }
  | { readonly kind: 'circuit-open'; readonly until: Instant };

/**
 * One service's breaker as one process sees it. It works on a cached state that is read again every
 * few seconds, so a call costs no query while the service is well. A breaker that cannot be read
 * lets calls through: it must never be the reason why work fails.
 * @example
 * const result = await breaker.run(() => sender.send(message), verdictOf);
 * if (result.kind === 'circuit-open') waitUntil(result.until);
 */
export interface Breaker {
  /**
   * Makes the call unless the circuit is open. The verdict of `judge`, which is told whether the
   * call was the probe, moves the breaker; a call that throws counts as `unclear`. `openUntil` is
   * set where the circuit is open after the call.
   */
  run<T>(
    call: () => Promise<T>,
    judge: (answer: T, isProbe: boolean) => BreakerVerdict,
  ): Promise<Guarded<T>>;
}
