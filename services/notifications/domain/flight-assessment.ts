import type { FlightFacts } from '#shared/domain/flight.ts';
import { between, hour, type Instant, latest, minute, plus } from '#shared/domain/instant.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { Baseline } from './baseline.ts';
import { isSameMoment, momentMs } from './moment.ts';
import type { Suppression } from './suppression.ts';

type Preferences = Settings['notification_preferences'];
/** News of a departure that is still to come. */
type DepartureNews =
  | { readonly type: 'departure_moved_earlier'; readonly kind: 'earlier' | 'shrank' }
  | { readonly type: 'back_on_time' | 'delayed' };

/** The one piece of news in a reading, by precedence (RULES §3, "one pass, one change"). */
export type FlightNews =
  | { readonly type: 'cancelled' | 'diverted' | 'reinstated' }
  | DepartureNews
  /** It left earlier than told, and is found out only now. */
  | { readonly type: 'departure_moved_earlier'; readonly kind: 'gone' }
  /** `isFirst`: the first gate after a boarding message that had none. */
  | { readonly type: 'gate_change'; readonly isFirst: boolean };

/** What comparing a flight with the baseline comes to, before quiet hours are looked at. */
export interface FlightAssessment {
  readonly news: FlightNews | null;
  /** What the departure is compared with the one told, also where a hold keeps that back. */
  readonly departure: DepartureNews | null;
  readonly suppressions: readonly Suppression[];
  /** When the pause ends that holds back a change of departure; null: none is held back. */
  readonly holdUntil: Instant | null;
}

/** The assessment of a flight of which nothing is known. */
export const nothingNew: FlightAssessment = {
  news: null,
  departure: null,
  suppressions: [],
  holdUntil: null,
};

/** It is said to fly again, at a time that is past: that waits for a time to come. */
const reinstatedInThePast: FlightAssessment = {
  ...nothingNew,
  suppressions: [{ subject: 'reinstated', rule: 'time_is_past', until: null }],
};

/** A departure, and all that it is compared with. */
export interface DepartureComparison {
  readonly told: Baseline;
  readonly departure: Instant;
  readonly scheduled: Instant;
  /** The departure as the agency booked it. */
  readonly booked: Instant;
  readonly preferences: Preferences;
}

/**
 * Told delayed, and within five minutes of the schedule again. A booking later than the schedule is
 * no delay: late means later than both.
 */
const isBackOnTime = (
  { told, departure, scheduled, booked, preferences }: DepartureComparison,
  isEarlierByThreshold: boolean,
): boolean => {
  const toldLateMs = between(latest(scheduled, booked) ?? scheduled, told.departure);
  return (
    Math.abs(between(scheduled, departure)) <= momentMs &&
    toldLateMs > momentMs &&
    (isEarlierByThreshold || toldLateMs >= preferences.delay_threshold_minutes * minute)
  );
};

/** What a departure is, compared with the one told (RULES §3); null: no news. */
export const departureNews = (comparison: DepartureComparison): DepartureNews | null => {
  const { told, departure, booked, preferences } = comparison;
  if (isSameMoment(departure, told.departure)) return null;
  const differenceMs = between(told.departure, departure);
  if (differenceMs < 0) {
    const isByThreshold = differenceMs <= -preferences.earlier_threshold_minutes * minute;
    if (isBackOnTime(comparison, isByThreshold)) return { type: 'back_on_time' };
    // Not earlier than the ticket, it is a delay that shrank.
    const kind = departure < booked ? 'earlier' : 'shrank';
    return isByThreshold ? { type: 'departure_moved_earlier', kind } : null;
  }
  const thresholdMinutes =
    told.delays >= 2
      ? Math.max(preferences.delay_threshold_later_minutes, preferences.delay_threshold_minutes)
      : preferences.delay_threshold_minutes;
  return differenceMs >= thresholdMinutes * minute ? { type: 'delayed' } : null;
};

/**
 * What facts are compared with where some messages were abandoned. An abandoned one counts as told
 * while the facts stay with it, so that it is not sent at every look; when they move on, `held`,
 * what the traveller really holds, is what they moved from. A cancellation that failed stays the
 * baseline: the agency has heard of it, and the reinstatement is told all the same.
 */
export const comparisonBaseline = (
  facts: FlightFacts,
  held: Baseline,
  { told, ...comparison }: Omit<DepartureComparison, 'departure'>,
): Baseline => ({
  ...told,
  phase: facts.phase === 'cancelled' && held.phase === 'cancelled' ? held.phase : told.phase,
  departure:
    departureNews({ told, departure: facts.departure, ...comparison }) === null
      ? told.departure
      : held.departure,
  gate: facts.gate === told.gate ? told.gate : held.gate,
  terminal: facts.terminal === told.terminal ? told.terminal : held.terminal,
  announced: held.announced,
});

/** A departure earlier than told breaks the pause once pushed, or read twice a minute apart. */
const isEarlierConfirmed = (facts: FlightFacts, earlierSince: Instant | null): boolean =>
  facts.source === 'push' ||
  (earlierSince !== null && between(earlierSince, facts.observedAt) >= minute);

/**
 * A gate or terminal that is another than the known one, inside its window. The first one is no
 * change, but for the gate after a boarding message that had none; what the last message said, the
 * traveller holds.
 */
const gateNews = (
  told: Baseline,
  facts: FlightFacts,
  now: Instant,
  preferences: Preferences,
): FlightNews | null => {
  const leftMs = between(now, facts.departure);
  const isOther = (
    known: string | null | undefined,
    announced: string | null | undefined,
    value: string | null,
  ): boolean => value !== null && known !== undefined && known !== value && announced !== value;
  const isGateNews =
    isOther(told.gate, told.announced.gate, facts.gate) &&
    leftMs <= preferences.gate_alert_hours * hour;
  const isTerminalNews =
    told.terminal !== null &&
    isOther(told.terminal, told.announced.terminal, facts.terminal) &&
    leftMs <= preferences.terminal_alert_hours * hour;
  if (!isGateNews && !isTerminalNews) return null;
  return { type: 'gate_change', isFirst: told.gate === null && !isTerminalNews };
};

/** It left, at least ten minutes before the told departure; landed, it counts only before that. */
const isGoneBeforeTold = (facts: FlightFacts, told: Baseline, preferences: Preferences): boolean =>
  between(facts.departure, told.departure) >= preferences.earlier_threshold_minutes * minute &&
  (facts.phase === 'departed' ||
    (facts.phase === 'landed' && (facts.landedAt ?? facts.observedAt) < told.departure));

/**
 * Compares what is known of a flight with what the traveller was told (RULES §3). Pure, so that
 * the order and the repetition of readings change nothing.
 */
export const assessFlight = ({
  facts,
  earlierSince,
  now,
  ...comparison
}: Omit<DepartureComparison, 'departure'> & {
  readonly facts: FlightFacts;
  /** When a departure earlier than told was first read; see `NotificationsState`. */
  readonly earlierSince: Instant | null;
  readonly now: Instant;
}): FlightAssessment => {
  const { told, preferences } = comparison;
  const only = (news: FlightNews | null): FlightAssessment => ({ ...nothingNew, news });
  const isDisruptionTold = told.phase === 'diverted' || told.phase === 'cancelled';
  if (facts.phase === 'diverted' || facts.phase === 'cancelled')
    return only(isDisruptionTold ? null : { type: facts.phase });
  if (facts.phase !== 'scheduled')
    return only(
      !isDisruptionTold && isGoneBeforeTold(facts, told, preferences)
        ? { type: 'departure_moved_earlier', kind: 'gone' }
        : null,
    );
  if (told.phase === 'diverted') return nothingNew;
  // A time that is past is never told.
  if (facts.departure <= now) return told.phase === 'cancelled' ? reinstatedInThePast : nothingNew;
  if (told.phase === 'cancelled') return only({ type: 'reinstated' });

  const departure = departureNews({ ...comparison, departure: facts.departure });
  if (departure === null) {
    const isBelowThreshold = !isSameMoment(facts.departure, told.departure);
    return {
      news: gateNews(told, facts, now, preferences),
      departure,
      suppressions: isBelowThreshold
        ? [{ subject: 'delayed', rule: 'below_threshold', until: null }]
        : [],
      holdUntil: null,
    };
  }
  const pauseEnd =
    told.lastDelayAt && plus(told.lastDelayAt, preferences.delay_cooldown_minutes * minute);
  const breaksPause = departure.type !== 'delayed' && isEarlierConfirmed(facts, earlierSince);
  if (pauseEnd === null || now >= pauseEnd || breaksPause) return { ...only(departure), departure };
  return {
    news: gateNews(told, facts, now, preferences),
    departure,
    suppressions: [{ subject: departure.type, rule: 'pause_after_delay', until: pauseEnd }],
    holdUntil: pauseEnd,
  };
};

/**
 * The gate or terminal to remember silently, null where there is none: the first one, and one that
 * changed outside the window in which changes are told (it is never announced later by itself).
 */
export const valueToRemember = (
  known: string | null | undefined,
  value: string | null,
  isInWindow: boolean,
): string | null =>
  value === null || known === value || (known !== undefined && isInWindow) ? null : value;
