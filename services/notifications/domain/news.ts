import type { FlightFacts } from '#shared/domain/flight.ts';
import { between, hour, type Instant, latest, minute, plus } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { momentMs, sameMoment } from './moment.ts';
import type { Baseline } from './told.ts';

type Preferences = Settings['notification_preferences'];

/** The one piece of news in a reading, by precedence (RULES §3, "one pass, one change"). */
export type NewsItem =
  | { readonly type: 'cancelled' | 'diverted' | 'reinstated' }
  | { readonly type: 'departure_moved_earlier' | 'back_on_time' | 'delayed' }
  | { readonly type: 'gate_change'; readonly gate: boolean; readonly terminal: boolean };

/** A difference that is not told, and the rule that says so. */
export interface Suppression {
  readonly subject: MessageType;
  readonly rule: string;
  readonly until: Instant | null;
}

export interface Judgement {
  readonly news: NewsItem | null;
  readonly suppressions: readonly Suppression[];
  /** A departure change waits for the end of the pause. */
  readonly holdUntil: Instant | null;
}

export interface DepartureView {
  readonly told: Baseline;
  readonly departure: Instant;
  readonly scheduled: Instant;
  /** The departure as the agency booked it. */
  readonly booked: Instant;
  readonly preferences: Preferences;
}

/** What a departure is, compared with what was told: nothing, later, or earlier. */
export const departureNews = ({
  told,
  departure,
  scheduled,
  booked,
  preferences,
}: DepartureView): 'delayed' | 'departure_moved_earlier' | 'back_on_time' | null => {
  if (sameMoment(departure, told.departure)) return null;
  const differs = between(told.departure, departure);
  if (differs <= -preferences.earlier_threshold_minutes * minute) {
    // Late is later than the schedule and than the booking: whoever booked a later time than the schedule's was told of no delay.
    const toldLate = between(latest(scheduled, booked) ?? scheduled, told.departure) > momentMs;
    return toldLate && Math.abs(between(scheduled, departure)) <= momentMs
      ? 'back_on_time'
      : 'departure_moved_earlier';
  }
  const threshold =
    told.delays >= 2
      ? Math.max(preferences.delay_threshold_later_minutes, preferences.delay_threshold_minutes)
      : preferences.delay_threshold_minutes;
  return differs >= threshold * minute ? 'delayed' : null;
};

/**
 * What facts are compared with. What failed for good counts as told as long as the facts stay with it, so that nothing is sent again at every
 * look; when they move on, it is what the traveller really holds that they have moved from. Of a cancellation that failed the agency has heard:
 * that the flight is on again is told all the same.
 */
export const comparisonBaseline = (
  facts: FlightFacts,
  held: Baseline,
  { told, ...flight }: Omit<DepartureView, 'departure'>,
): Baseline => ({
  ...told,
  phase: facts.phase === 'cancelled' && held.phase === 'cancelled' ? held.phase : told.phase,
  departure:
    departureNews({ told, departure: facts.departure, ...flight }) === null
      ? told.departure
      : held.departure,
  gate: facts.gate === told.gate ? told.gate : held.gate,
  terminal: facts.terminal === told.terminal ? told.terminal : held.terminal,
  said: held.said,
});

/** Whether a departure earlier than told may break the pause: pushed, or seen in two readings at least a minute apart. */
const earlierIsSure = (facts: FlightFacts, earlierSince: Instant | null): boolean =>
  facts.source === 'push' ||
  (earlierSince !== null && between(earlierSince, facts.observedAt) >= minute);

const gateNews = (
  told: Baseline,
  facts: FlightFacts,
  now: Instant,
  preferences: Preferences,
): NewsItem | null => {
  const left = between(now, facts.departure);
  const differs = (known: string | null | undefined, value: string | null) =>
    value !== null && known !== undefined && known !== value;
  const gate =
    differs(told.gate, facts.gate) &&
    facts.gate !== told.said.gate &&
    left <= preferences.gate_alert_hours * hour;
  const terminal =
    told.terminal !== null &&
    differs(told.terminal, facts.terminal) &&
    facts.terminal !== told.said.terminal &&
    left <= preferences.terminal_alert_hours * hour;
  return gate || terminal ? { type: 'gate_change', gate, terminal } : null;
};

/** Compares what is known with what was told; pure, and the same for every order and repetition of readings. */
export const judge = (input: {
  readonly facts: FlightFacts;
  readonly told: Baseline;
  readonly scheduled: Instant;
  readonly booked: Instant;
  readonly earlierSince: Instant | null;
  readonly now: Instant;
  readonly preferences: Preferences;
}): Judgement => {
  const { facts, told, now, scheduled, booked, preferences } = input;
  const quietly = (news: NewsItem | null): Judgement => ({
    news,
    suppressions: [],
    holdUntil: null,
  });
  if (facts.phase === 'diverted')
    return quietly(
      told.phase === 'diverted' || told.phase === 'cancelled' ? null : { type: 'diverted' },
    );
  if (facts.phase === 'cancelled')
    return quietly(
      told.phase === 'cancelled' || told.phase === 'diverted' ? null : { type: 'cancelled' },
    );
  if (facts.phase !== 'scheduled' || told.phase === 'diverted') return quietly(null);
  if (told.phase === 'cancelled') return quietly({ type: 'reinstated' });
  if (facts.departure <= now) return quietly(null);

  const departure = departureNews({
    told,
    departure: facts.departure,
    scheduled,
    booked,
    preferences,
  });
  const pauseEnds =
    told.lastDelayAt && plus(told.lastDelayAt, preferences.delay_cooldown_minutes * minute);
  const paused = pauseEnds !== null && now < pauseEnds;
  if (departure === null) {
    const news = gateNews(told, facts, now, preferences);
    const belowThreshold = !sameMoment(facts.departure, told.departure);
    return {
      news,
      suppressions: belowThreshold
        ? [{ subject: 'delayed', rule: 'below_threshold', until: null }]
        : [],
      holdUntil: null,
    };
  }
  const breaksPause = departure !== 'delayed' && earlierIsSure(facts, input.earlierSince);
  if (!paused || breaksPause) return quietly({ type: departure });
  return {
    news: gateNews(told, facts, now, preferences),
    suppressions: [{ subject: departure, rule: 'pause_after_delay', until: pauseEnds }],
    holdUntil: pauseEnds,
  };
};

/**
 * The gate or terminal to remember silently: the first one, and one that changed outside the window in which changes are told
 * ("remembered, never announced later by itself"). Null: nothing to note.
 */
export const toRemember = (
  known: string | null | undefined,
  value: string | null,
  inWindow: boolean,
): string | null =>
  value === null || known === value || (known !== undefined && inWindow) ? null : value;
