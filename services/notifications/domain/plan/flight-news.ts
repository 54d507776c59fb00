import { between, earliest, type Instant, minute } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import type { TaskKind } from '#shared/domain/task.ts';
import type { AgencyKnowledge } from '#shared/templates/words.ts';
import {
  assessFlight,
  type FlightAssessment,
  type FlightNews,
  nothingNew,
} from '../flight-assessment.ts';
import type { ConnectionNews } from '../messages/connection.ts';
import type { Draft } from '../messages/draft.ts';
import { flightNewsDraft } from '../messages/flight-news.ts';
import type { Suppression } from '../suppression.ts';
import { isFor } from './audience.ts';
import { holdOf } from './hold.ts';
import { quietUntil } from './quiet-hours.ts';
import { gettingUpHours, type View } from './view.ts';

/** What there is to tell of the flight in this turn. */
export interface FlightNewsPlan {
  readonly assessment: FlightAssessment;
  /** The news that may go out now: that of the assessment, or null in quiet hours. */
  readonly news: FlightNews | null;
  readonly suppressions: readonly Suppression[];
  /** When news that quiet hours hold back is decided again. */
  readonly reconsiderAt: Instant | null;
}

const newsTypes: ReadonlySet<string> = new Set([
  'cancelled',
  'diverted',
  'reinstated',
  'departure_moved_earlier',
  'back_on_time',
  'delayed',
  'gate_change',
  'connection_at_risk',
  'connection_missed',
  'connection_restored',
] satisfies readonly (FlightNews['type'] | ConnectionNews)[]);

/** Whether a message is news of the flight. */
export const isFlightNews = (type: MessageType): boolean => newsTypes.has(type);

/** Whether news was held at the last turn: what is told in its place was held as well. */
const wasHeld = ({ state }: View): boolean => state.held.types.some(isFlightNews);

/** Said whatever the hour, and without waiting for anything. */
const isAtAnyHour = (news: FlightNews): boolean =>
  news.type === 'diverted' || (news.type === 'departure_moved_earlier' && news.kind === 'gone');

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
  const { role } = context.trip;
  const isHeard = assessment.news === null || isFor(role, assessment.news.type);
  const news = isHeard ? assessment.news : null;
  const suppressions: readonly Suppression[] = [
    ...assessment.suppressions.filter(({ subject }) => isFor(role, subject)),
    ...(assessment.news && !isHeard
      ? [{ subject: assessment.news.type, rule: 'not_for_role' as const, until: null }]
      : []),
  ];
  if (news === null || isAtAnyHour(news))
    return { assessment, news, suppressions, reconsiderAt: null };
  const quietEndsAt = quietUntil({
    type: news.type,
    now,
    zone: context.trip.originZone,
    quiet: settings.quiet_hours,
    gettingUpHours: gettingUpHours(view),
    toldDeparture: told.departure,
    newDeparture: facts.departure,
  });
  const hold = holdOf(view, news.type, quietEndsAt, wasHeld(view));
  if (hold === null) return { assessment, news, suppressions, reconsiderAt: null };
  return {
    assessment,
    news: null,
    suppressions: [...suppressions, { subject: news.type, ...hold }],
    reconsiderAt: hold.until,
  };
};

/** Whether news is another time of a departure that is still to come. */
export const isNewTime = (news: FlightNews | null): boolean =>
  news?.type === 'delayed' ||
  news?.type === 'back_on_time' ||
  (news?.type === 'departure_moved_earlier' && news.kind !== 'gone');

/** Whether news says that the flight does not bring the traveller there. */
export const isDisruption = (news: FlightNews | null): boolean =>
  news?.type === 'cancelled' || news?.type === 'diverted';

/** The departure that the traveller holds once the news is told. */
export const departureAfter = ({ state, told }: View, news: FlightNews | null): Instant =>
  state.facts && news && news.type !== 'gate_change' && !isDisruption(news)
    ? state.facts.departure
    : told.departure;

/** What the agency knows of the trouble in the news: whether there is a task, and who has it. */
const agencyKnowledge = (
  { context, state, settings, scheduled }: View,
  news: FlightNews,
): AgencyKnowledge => {
  const kind = taskKindOf(news);
  if (kind === null) return 'untold';
  const task = context.tasks.find((open) => open.kind === kind);
  if (task?.state === 'claimed') return 'acknowledged';
  if (kind !== 'long_delay') return 'told';
  const isLong =
    state.facts !== null &&
    between(earliest(scheduled, context.trip.departure) ?? scheduled, state.facts.departure) >=
      settings.notification_preferences.task_delay_minutes * minute;
  return isLong ? 'told' : 'untold';
};

/** The kind of task that is about the same trouble as the news; null: it is none for an agency. */
const taskKindOf = (news: FlightNews): TaskKind | null => {
  switch (news.type) {
    case 'cancelled':
    case 'reinstated':
      return 'cancelled';
    case 'diverted':
      return 'diverted';
    case 'delayed':
      return 'long_delay';
    case 'departure_moved_earlier':
      return news.kind === 'shrank' ? null : 'moved_earlier';
    case 'back_on_time':
    case 'gate_change':
      return null;
  }
};

/** The news as a message of its own. */
export const draftNews = (view: View, news: FlightNews): Draft | undefined => {
  const { context, state, told, now } = view;
  const { trip } = context;
  const { facts } = state;
  if (!facts) return undefined;
  return flightNewsDraft({
    news,
    trip,
    facts,
    told,
    leg: state.leg,
    agency: agencyKnowledge(view, news),
    now,
  });
};
