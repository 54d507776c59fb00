import { between, earliest, type Instant, minute } from '#shared/domain/instant.ts';
import {
  assessFlight,
  type FlightAssessment,
  type FlightNews,
  nothingNew,
} from '../flight-assessment.ts';
import type { Draft } from '../messages/draft.ts';
import { flightNewsDraft } from '../messages/flight-news.ts';
import type { Suppression } from '../suppression.ts';
import { quietUntil } from './quiet-hours.ts';
import type { View } from './view.ts';

/** What there is to tell of the flight in this turn. */
export interface FlightNewsPlan {
  readonly assessment: FlightAssessment;
  /** The news that may go out now: that of the assessment, or null in quiet hours. */
  readonly news: FlightNews | null;
  readonly suppressions: readonly Suppression[];
  /** When news that quiet hours hold back is decided again. */
  readonly reconsiderAt: Instant | null;
}

/** Compares the flight with what was told (RULES §3), and holds news back in quiet hours (§4). */
export const planFlightNews = (view: View): FlightNewsPlan => {
  const { context, state, settings, told, now, scheduled } = view;
  const { facts } = state;
  if (!facts) return { assessment: nothingNew, news: null, suppressions: [], reconsiderAt: null };
  const assessment = assessFlight({
    facts,
    told,
    scheduled,
    booked: context.trip.departure,
    earlierSince: state.earlierSince,
    now,
    preferences: settings.notification_preferences,
  });
  const { news, suppressions } = assessment;
  const until =
    news &&
    quietUntil({
      type: news.type,
      now,
      zone: context.trip.originZone,
      quiet: settings.quiet_hours,
      toldDeparture: told.departure,
      newDeparture: facts.departure,
    });
  if (news === null || until === null)
    return { assessment, news, suppressions, reconsiderAt: null };
  return {
    assessment,
    news: null,
    suppressions: [...suppressions, { subject: news.type, rule: 'quiet_hours', until }],
    reconsiderAt: until,
  };
};

/** Whether news says that the flight does not bring the traveller there. */
export const isDisruption = (news: FlightNews | null): boolean =>
  news?.type === 'cancelled' || news?.type === 'diverted';

/** The departure that the traveller holds once the news is told. */
export const departureAfter = ({ state, told }: View, news: FlightNews | null): Instant =>
  state.facts && news && news.type !== 'gate_change' && !isDisruption(news)
    ? state.facts.departure
    : told.departure;

/** The news as a message of its own. */
export const draftNews = (view: View, news: FlightNews): Draft | undefined => {
  const { context, state, settings, told, scheduled } = view;
  const { trip } = context;
  const { facts } = state;
  if (!facts) return undefined;
  const scheduledOrBooked = earliest(scheduled, trip.departure) ?? scheduled;
  return flightNewsDraft({
    news,
    trip,
    facts,
    told,
    leg: state.leg,
    isLongDelay:
      between(scheduledOrBooked, facts.departure) >=
      settings.notification_preferences.task_delay_minutes * minute,
  });
};
