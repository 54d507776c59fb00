import type { FlightPhase } from '#shared/domain/flight.ts';
import { hashToUnitInterval } from '#shared/domain/hash-to-unit-interval.ts';
import {
  between,
  earliest,
  hour,
  type Instant,
  latest,
  minute,
  plus,
  second,
} from '#shared/domain/instant.ts';

/** How the last look ended. */
export type Outcome =
  | { readonly kind: 'ok' }
  | { readonly kind: 'not-found'; readonly inARow: number }
  | { readonly kind: 'failed'; readonly inARow: number; readonly retryAfterMs: number | null };

/** What decides when the next look is worth its price. */
export interface Knowledge {
  /** Null: not matched yet. */
  readonly phase: FlightPhase | null;
  /** Best departure, or the booked one. */
  readonly departure: Instant;
  readonly scheduledDeparture: Instant;
  readonly touchdown: Instant | null;
  /** When it left the gate, while it is not off yet; null: it is still there, or in the air. */
  readonly taxiingSince: Instant | null;
  /** It is on the ground for good, wherever that is. */
  readonly down: boolean;
  /** Landed: when that was first read, and how often a belt was looked for since; null: none is. */
  readonly belt: { readonly seenAt: Instant; readonly looks: number } | null;
  /** Instants of messages that want fresh facts (reminder, boarding). */
  readonly appointments: readonly Instant[];
  /** A reading that has to be confirmed, at this instant. */
  readonly confirmAt: Instant | null;
  /** Something about this flight has moved lately. */
  readonly disturbed: boolean;
  readonly outcome: Outcome;
  /** Pushes tell what changes. */
  readonly alerted: boolean;
  /** The flight's name: spreads retries without chance. */
  readonly seed: string;
}

/** The numbers of the policy; `npm run bench:polling` measures them. */
export interface PollingPolicy {
  /** AeroAPI shows a flight this long ahead; a little later it surely does. */
  readonly windowMs: number;
  readonly firstLookMs: number;
  /** Looks at an undisturbed flight, as times before departure: dense where change is likely. */
  readonly grid: readonly number[];
  /**
   * Longest pause for a disturbed flight, by time before departure: `[from this long before,
   * pause]`.
   */
  readonly disturbedPauses: readonly (readonly [beforeMs: number, pauseMs: number])[];
  /** A look this close before an appointment waits for it. */
  readonly mergeMs: number;
  readonly afterDepartureMs: number;
  /** Out and not off it is looked at this often, and so long at the most: it may come back. */
  readonly taxiing: { readonly pauseMs: number; readonly mostMs: number };
  /** A look this long before touchdown brings the estimate that can be relied on. */
  readonly approachMs: number;
  readonly touchdownMarginMs: number;
  /** When the belt is looked for, counted from the look that saw it landed. */
  readonly beltLooks: readonly number[];
  /** From `windowMs` on, two looks are no further apart than this. */
  readonly mostMs: number;
  /** A cancelled flight is watched this long after its departure as last known. */
  readonly cancelledWatchMs: number;
  readonly giveUpMs: number;
  readonly failureCapMs: number;
}

export const defaultPolicy: PollingPolicy = {
  windowMs: 48 * hour,
  firstLookMs: 41.5 * hour,
  grid: [6 * hour, 3.8 * hour, 145 * minute, 75 * minute, 12 * minute],
  disturbedPauses: [
    [12 * hour, 4 * hour],
    [6 * hour, 90 * minute],
    [3 * hour, 34 * minute],
    [1 * hour, 28 * minute],
  ],
  mergeMs: 8 * minute,
  afterDepartureMs: 30 * minute,
  taxiing: { pauseMs: 30 * minute, mostMs: 2 * hour },
  approachMs: 15 * minute,
  touchdownMarginMs: 60 * second,
  beltLooks: [11.5 * minute],
  mostMs: 6 * hour,
  cancelledWatchMs: 6 * hour,
  giveUpMs: 24 * hour,
  failureCapMs: 20 * minute,
};

/** Nobody looks for a belt later than this after the landing was seen. */
const beltWatchMs = 15 * minute;

const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), high);

const beforeDeparture = (now: Instant, k: Knowledge, policy: PollingPolicy): Instant => {
  const left = between(now, k.departure);
  if (left <= 0) {
    // Late and silent: look more seldom the longer it lasts.
    const next = plus(k.departure, policy.afterDepartureMs);
    return next > now ? next : plus(now, clamp(-left / 2, 8 * minute, 30 * minute));
  }
  if (left > policy.windowMs)
    return plus(k.departure, -policy.firstLookMs - hashToUnitInterval(k.seed) * 30 * minute);
  const grid = policy.grid.find((before) => before < left - policy.mergeMs / 2);
  const onGrid =
    grid === undefined ? plus(k.departure, policy.afterDepartureMs) : plus(k.departure, -grid);
  const pause = k.disturbed
    ? policy.disturbedPauses.findLast(([before]) => left <= before)?.[1]
    : undefined;
  // An advance is rare and costs most: it is seen within six hours, however far ahead.
  return earliest(onGrid, plus(now, pause ?? policy.mostMs)) ?? onGrid;
};

const airborne = (now: Instant, k: Knowledge, policy: PollingPolicy): Instant => {
  if (k.touchdown === null) return plus(now, 1 * hour);
  const expected = plus(k.touchdown, policy.touchdownMarginMs);
  const left = between(now, expected);
  if (left <= 0) return plus(now, clamp(-left / 2, 1.5 * minute, 30 * minute));
  // A long flight may be diverted or make up time long before it is expected.
  if (left > 4 * hour) return plus(now, left * 0.6);
  return left > 2 * policy.approachMs ? plus(expected, -policy.approachMs) : expected;
};

/**
 * The departure that a cancelled flight would have had; one that was only expected early may still
 * be reinstated at its schedule.
 */
const calledOff = (k: Knowledge): Instant =>
  latest(k.scheduledDeparture, k.departure) ?? k.departure;

const cancelled = (now: Instant, k: Knowledge, policy: PollingPolicy): Instant | null => {
  const end = plus(calledOff(k), policy.cancelledWatchMs);
  if (now >= end) return null;
  const left = between(now, calledOff(k));
  const pause =
    left > 24 * hour
      ? 12 * hour
      : left > 12 * hour
        ? 4 * hour
        : left > 4 * hour || left < 0
          ? 90 * minute
          : 45 * minute;
  return k.alerted ? end : earliest(plus(now, pause), end);
};

/**
 * With pushes a look is only a safety net: for a departure or a landing of which nothing was heard.
 */
const alerted = (now: Instant, k: Knowledge): Instant => {
  const expected =
    k.phase === 'scheduled'
      ? plus(k.departure, 30 * minute)
      : plus(k.touchdown ?? plus(k.departure, 6 * hour), 25 * minute);
  return expected > now
    ? expected
    : plus(now, clamp(between(expected, now), 20 * minute, 2 * hour));
};

const unmatched = (now: Instant, k: Knowledge, policy: PollingPolicy): Instant => {
  const left = between(now, k.departure);
  if (left > policy.windowMs)
    return plus(k.departure, -policy.firstLookMs - hashToUnitInterval(k.seed) * 30 * minute);
  return plus(now, left > 24 * hour ? 1 * hour : policy.failureCapMs);
};

/**
 * Doubles with each failure up to a cap, a little apart for each flight; within a day of departure
 * never more than `failureCapMs`.
 */
const retry = (now: Instant, k: Knowledge, policy: PollingPolicy): Instant | null => {
  if (k.outcome.kind === 'ok') return null;
  const left = between(now, k.departure);
  const { inARow } = k.outcome;
  const [base, far] =
    k.outcome.kind === 'not-found' ? [10 * minute, 6 * hour] : [1 * minute, 1 * hour];
  const near =
    k.outcome.kind === 'failed' && Math.abs(left) <= 3 * hour
      ? policy.failureCapMs / 2
      : policy.failureCapMs;
  const cap = left > 24 * hour ? Math.min(far, left - 24 * hour + near) : near;
  const pause =
    base * 2 ** Math.min(inARow - 1, 12) * (0.85 + 0.3 * hashToUnitInterval(`${k.seed} ${inARow}`));
  return plus(now, Math.min(pause, cap));
};

const isOver = (now: Instant, k: Knowledge, policy: PollingPolicy): boolean => {
  if (k.phase === 'cancelled') return now >= plus(calledOff(k), policy.cancelledWatchMs);
  if (k.phase === null) return now >= plus(k.departure, policy.cancelledWatchMs);
  return now >= plus(latest(k.departure, k.touchdown) ?? k.departure, policy.giveUpMs);
};

const planned = (now: Instant, k: Knowledge, policy: PollingPolicy): Instant | null => {
  if (k.phase === null) return unmatched(now, k, policy);
  if (k.phase === 'cancelled') return cancelled(now, k, policy);
  const next = k.alerted
    ? alerted(now, k)
    : k.phase === 'scheduled'
      ? beforeDeparture(now, k, policy)
      : airborne(now, k, policy);
  const mayComeBack =
    k.taxiingSince !== null && between(k.taxiingSince, now) < policy.taxiing.mostMs;
  return mayComeBack ? earliest(next, plus(now, policy.taxiing.pauseMs)) : next;
};

/**
 * Of a flight that is down only its belt is looked for (RULES §2); where AeroAPI asks
 * to wait for longer, not again.
 */
const beltLook = (now: Instant, k: Knowledge, policy: PollingPolicy): Instant | null => {
  if (k.belt === null) return null;
  const after = policy.beltLooks[k.belt.looks];
  if (after === undefined) return null;
  const end = plus(k.belt.seenAt, beltWatchMs);
  const asked = k.outcome.kind === 'failed' ? (k.outcome.retryAfterMs ?? 0) : 0;
  const at = latest(plus(k.belt.seenAt, after), plus(now, Math.max(asked, 1 * second)));
  return at !== null && at <= end ? at : null;
};

/**
 * When to look next, strictly after `now`; null where nothing more is to be learned (RULES §2): it
 * is down, it was cancelled for good, or it never showed up. A longer Retry-After is obeyed even
 * past an appointment.
 */
export const nextCheck = (
  now: Instant,
  k: Knowledge,
  policy: PollingPolicy = defaultPolicy,
): Instant | null => {
  if (k.down) return beltLook(now, k, policy);
  if (isOver(now, k, policy)) return null;
  const soonest = plus(now, 1 * second);
  const appointment = earliest(...k.appointments.filter((at) => at > now));
  const again = retry(now, k, policy);
  if (k.outcome.kind === 'failed' && k.outcome.retryAfterMs !== null) {
    return plus(
      now,
      Math.max(k.outcome.retryAfterMs, 1 * second) + hashToUnitInterval(k.seed) * 10 * second,
    );
  }
  const confirm = k.confirmAt !== null && k.confirmAt > now ? k.confirmAt : null;
  const general = again ?? planned(now, k, policy);
  if (general === null) return null;
  const merged =
    again === null &&
    appointment !== null &&
    appointment > general &&
    between(general, appointment) <= policy.mergeMs
      ? appointment
      : general;
  return latest(earliest(merged, appointment, confirm), soonest);
};
