import type { BreakerState } from '#shared/domain/circuit-breaker.ts';
import type { Instant } from '#shared/domain/instant.ts';

/**
 * The services that have a breaker: those that others run, and that may be down while we are up.
 */
export const breakerServices = ['twilio', 'aeroapi', 'openai'] as const;
/** One of them. */
export type BreakerService = (typeof breakerServices)[number];

/**
 * What is stored of one breaker; the version goes up with every change, 0: nothing was ever stored.
 */
export interface StoredBreaker {
  readonly service: BreakerService;
  readonly version: number;
  readonly state: BreakerState;
}

/**
 * Where every worker finds and changes the same breakers. Rows hold no tenant and no personal data,
 * and belong to no agency.
 * @throws ServiceUnavailable where the database did not answer.
 * @example
 * const { swapped } = await breakers.swap({ service: 'twilio', expectedVersion, state, now });
 */
export interface CircuitBreakers {
  /** Those of which something is stored. */
  all(): Promise<readonly StoredBreaker[]>;
  /**
   * Stores the state where the version is still the expected one; answers whether it did, and what
   * is stored now.
   */
  swap(request: {
    readonly service: BreakerService;
    readonly expectedVersion: number;
    readonly state: BreakerState;
    readonly now: Instant;
  }): Promise<{ readonly swapped: boolean; readonly current: StoredBreaker }>;
}

/**
 * What a call said about its service: `unclear` is neither, as a 429, which is the service's own
 * way to say "later".
 */
export type BreakerVerdict = 'up' | 'down' | 'unclear';

/**
 * How a guarded call ended: with the answer, or not made at all because the circuit is open until
 * then.
 */
export type Guarded<T> =
  | { readonly kind: 'answered'; readonly answer: T; readonly openUntil: Instant | null }
  | { readonly kind: 'circuit-open'; readonly until: Instant };

/**
 * One service's breaker as one process sees it. While the service is well a call costs nothing more
 * than a look at what is known, which is read anew every few seconds. A breaker that cannot be read
 * lets calls through: it must never be the reason why work fails.
 * @example
 * const result = await breaker.run(() => sender.send(message), verdictOf);
 * if (result.kind === 'circuit-open') waitUntil(result.until);
 */
export interface Breaker {
  /**
   * Makes the call unless the breaker is open; what `judge` says of the answer, knowing whether the
   * call was the probe, moves the breaker. `openUntil` is set where the breaker is open after it. A
   * call that throws says nothing about the service.
   */
  run<T>(
    call: () => Promise<T>,
    judge: (answer: T, isProbe: boolean) => BreakerVerdict,
  ): Promise<Guarded<T>>;
}
