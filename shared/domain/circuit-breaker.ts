import { z } from 'zod';
import { between, earliest, Instant, minute, plus, second } from './instant.ts';

/**
 * What is known of a service that may be down, shared by every worker. Closed: `openUntil` is null.
 * Open: `openUntil` lies ahead. Half-open: `openUntil` has passed, and one call at a time, the
 * probe, finds out how it goes on.
 */
export const BreakerState = z.object({
  failures: z.int().describe('In a row, while closed.'),
  failingSince: Instant.nullable().describe('When the first of these failures was.'),
  openings: z.int().describe('Openings in a row: each waits longer than the one before.'),
  openedAt: Instant.nullable().describe('The last opening.'),
  openUntil: Instant.nullable(),
  probeUntil: Instant.nullable().describe(
    'Somebody probes and has the right to until then; it names the probe as well.',
  ),
});
export type BreakerState = z.infer<typeof BreakerState>;

/** A service of which nothing bad is known. */
export const closedBreaker: BreakerState = {
  failures: 0,
  failingSince: null,
  openings: 0,
  openedAt: null,
  openUntil: null,
  probeUntil: null,
};

/** When a breaker opens, for how long, and how it is probed. */
export interface BreakerPolicy {
  /** So many failures in a row, within the window, open it. */
  readonly failuresToOpen: number;
  readonly windowMs: number;
  /** The first opening; each further one lasts twice as long, up to the cap. */
  readonly openMs: number;
  readonly openCapMs: number;
  /** A breaker that opens again this soon after it opened goes on counting its openings. */
  readonly forgetMs: number;
  /** Longer than any call takes, so that a probe ends by itself only where its prober died. */
  readonly probeLeaseMs: number;
  /** How soon others ask again while somebody probes. */
  readonly askAgainMs: number;
}

/**
 * Twilio, AeroAPI and OpenAI are down for minutes at a time, seldom for hours: half a minute is
 * long enough to matter, four minutes are short enough for a boarding message. Two minutes of
 * window let a trickle of calls that each time out after 30 s be noticed.
 */
export const defaultBreakerPolicy: BreakerPolicy = {
  failuresToOpen: 5,
  windowMs: 2 * minute,
  openMs: 30 * second,
  openCapMs: 4 * minute,
  forgetMs: 10 * minute,
  probeLeaseMs: 2 * minute,
  askAgainMs: 5 * second,
};

/** Whether a call may be made. `half-open`: only by who gets the probe. */
export type BreakerAdvice =
  | { readonly kind: 'closed' }
  | { readonly kind: 'half-open' }
  | { readonly kind: 'open'; readonly until: Instant };

/** What a caller is to do now. */
export const adviceOf = (
  { openUntil, probeUntil }: BreakerState,
  now: Instant,
  { askAgainMs }: BreakerPolicy,
): BreakerAdvice => {
  if (openUntil === null) return { kind: 'closed' };
  if (now < openUntil) return { kind: 'open', until: openUntil };
  if (probeUntil !== null && now < probeUntil)
    return { kind: 'open', until: earliest(probeUntil, plus(now, askAgainMs)) ?? probeUntil };
  return { kind: 'half-open' };
};

/** The state in which somebody who found it half-open probes. */
export const probing = (
  state: BreakerState,
  now: Instant,
  { probeLeaseMs }: BreakerPolicy,
): BreakerState => ({
  ...state,
  probeUntil: plus(now, probeLeaseMs),
});

const opened = (
  openings: number,
  now: Instant,
  { openMs, openCapMs }: BreakerPolicy,
): BreakerState => ({
  failures: 0,
  failingSince: null,
  openings,
  openedAt: now,
  openUntil: plus(now, Math.min(openCapMs, openMs * 2 ** (openings - 1))),
  probeUntil: null,
});

/**
 * Whether this call is the probe of now. The result of any other call that began before it opened
 * says nothing new.
 */
const isProbe = (state: BreakerState, probe: Instant | null): boolean =>
  probe !== null && probe === state.probeUntil;

/**
 * After a call that says that the service is down; `probe` names the probe that the call was, null
 * where it was none.
 */
export const afterFailure = (
  state: BreakerState,
  probe: Instant | null,
  now: Instant,
  policy: BreakerPolicy,
): BreakerState => {
  if (state.openUntil !== null)
    return isProbe(state, probe) ? opened(state.openings + 1, now, policy) : state;
  const goesOn = state.failingSince !== null && between(state.failingSince, now) <= policy.windowMs;
  const failures = goesOn ? state.failures + 1 : 1;
  if (failures < policy.failuresToOpen)
    return { ...state, failures, failingSince: goesOn ? state.failingSince : now };
  const again = state.openedAt !== null && between(state.openedAt, now) <= policy.forgetMs;
  return opened(again ? state.openings + 1 : 1, now, policy);
};

/**
 * After a call that says that the service is up. Closing remembers how often it has opened, for a
 * service that is up only by halves.
 */
export const afterSuccess = (state: BreakerState, probe: Instant | null): BreakerState => {
  if (state.openUntil !== null && !isProbe(state, probe)) return state;
  if (state.openUntil === null && state.failures === 0) return state;
  return { ...state, failures: 0, failingSince: null, openUntil: null, probeUntil: null };
};

/** After a probe that found nothing out: the next caller probes. */
export const afterNothing = (state: BreakerState, probe: Instant | null): BreakerState =>
  isProbe(state, probe) ? { ...state, probeUntil: null } : state;
