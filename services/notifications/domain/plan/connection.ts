import {
  type ConnectionReading,
  connectionAfter,
  readConnection,
  watchedStatus,
} from '#shared/domain/connection.ts';
import { freshMs } from '#shared/domain/flight.ts';
import { between, type Instant, minute, plus } from '#shared/domain/instant.ts';
import { type LedgerEntry, templateUnusableCode } from '#shared/domain/message.ts';
import type { JourneyLeg } from '#shared/ports/turn-contexts.ts';
import type { AgencyKnowledge } from '#shared/templates/words.ts';
import { type ConnectionNews, connectionDraft } from '../messages/connection.ts';
import { isOwnTrip } from './audience.ts';
import { type Hold, holdOf } from './hold.ts';
import { heldPart, type PlanPart } from './part.ts';
import { quietUntil } from './quiet-hours.ts';
import { gettingUpHours, isDisruptionTold, isStaleAt, lookGraceMs, type View } from './view.ts';

/** The way on from this flight, and what the traveller was told of it. */
export interface WayOn {
  readonly next: JourneyLeg;
  readonly reading: ConnectionReading;
  readonly news: ConnectionNews | null;
  /** The traveller was told that it cannot be made, and nothing else since. */
  readonly isToldMissed: boolean;
  /** No template can say the news: it tells nothing in the place of other news. */
  readonly isBlocked: boolean;
}

/** This trip as a leg of its journey, with what this turn knows of its flight. */
export const ownLeg = ({ context: { trip, journey }, state }: View): JourneyLeg | undefined => {
  const leg = journey.legs.find(({ tripId }) => tripId === trip.id);
  return leg && { ...leg, departure: trip.departure, flight: state.facts };
};

/** Whether a contact hears of connections: whoever is written to for those who change planes. */
export const hearsOfConnections = ({ context: { trip, optedOut } }: View): boolean =>
  isOwnTrip(trip) && !optedOut;

/** Whether a message waits for a template. */
export const isWithoutTemplate = ({ status, errorCode }: LedgerEntry): boolean =>
  status === 'PENDING' && errorCode === templateUnusableCode;

/**
 * What there is to tell (PEOPLE §3): what is known of a connection against what was told of it.
 * `fineSince`: when it was last found possible without a word; a risk after that is another one.
 */
export const connectionNews = (
  status: ConnectionReading['status'],
  told: View['told']['connection'],
  fineSince: Instant | null,
): ConnectionNews | null => {
  if (status === 'missed') return told?.status === 'missed' ? null : 'connection_missed';
  if (told?.status === 'missed') return 'connection_restored';
  if (status === 'possible') return null;
  const isTold = told !== null && (fineSince === null || fineSince <= told.at);
  return isTold ? null : 'connection_at_risk';
};

/** Who has landed sees how much time is left; who is called is called with what is critical. */
const isWorthTelling = (news: ConnectionNews | null, { context, state }: View): boolean =>
  news !== 'connection_at_risk' ||
  (state.facts?.phase !== 'landed' && context.trip.whatsapp !== null);

/** The connection that this flight brings the traveller to; null: none, or not known yet. */
export const wayOn = (view: View): WayOn | null => {
  const { context, state, settings, now } = view;
  const first = ownLeg(view);
  if (!first || isDisruptionTold(view) || !hearsOfConnections(view)) return null;
  const next = connectionAfter(first, context.journey.legs);
  const reading = next && readConnection(first, next, settings.notification_preferences);
  if (!next || !reading) return null;
  const told = view.told.connection?.to === next.flightKey ? view.told.connection : null;
  const isToldMissed = told?.status === 'missed';
  const status = watchedStatus(first, reading, isToldMissed ? 'missed' : 'possible', now);
  const news = connectionNews(status, told, state.connectionFineSince);
  return {
    next,
    reading: { ...reading, status },
    news: isWorthTelling(news, view) ? news : null,
    isToldMissed,
    isBlocked: context.ledger.some((entry) => entry.type === news && isWithoutTemplate(entry)),
  };
};

/** By which rule of quiet hours a word of a connection goes (PEOPLE §3). */
const quietLike = {
  connection_at_risk: 'delayed',
  connection_missed: 'cancelled',
  connection_restored: 'connection_restored',
} as const;

/** Until when quiet hours or the calm after a delay hold the news of a flight not yet gone. */
const heldAhead = (view: View, news: ConnectionNews): Hold | null => {
  const { context, state, settings, told, now } = view;
  if (state.facts?.phase !== 'scheduled') return holdOf(view, news, null);
  const quietEndsAt = quietUntil({
    type: quietLike[news],
    now,
    zone: context.trip.originZone,
    quiet: settings.quiet_hours,
    gettingUpHours: gettingUpHours(view),
    toldDeparture: told.departure,
    newDeparture: state.facts.departure,
  });
  const hold = holdOf(view, news, quietEndsAt);
  if (hold !== null || news === 'connection_missed' || told.lastDelayAt === null) return hold;
  const calmEnds = plus(
    told.lastDelayAt,
    settings.notification_preferences.delay_cooldown_minutes * minute,
  );
  return now < calmEnds ? { rule: 'pause_after_delay', until: calmEnds } : null;
};

/**
 * Both flights are read afresh where what is known is old, and the agency's task is opened first,
 * which the message speaks of; neither is waited for longer than a look takes.
 */
const awaited = (view: View, news: ConnectionNews, { flight }: JourneyLeg): Hold | null => {
  const { context, state, now } = view;
  // What was entered already is not taken back for another look.
  if (context.ledger.some(({ type, status }) => type === news && status === 'PENDING')) return null;
  const isStale =
    state.facts === null ||
    isStaleAt(state.facts, now) ||
    flight === null ||
    between(flight.observedAt, now) > freshMs;
  const isUnknownToAgency =
    news !== 'connection_restored' && !context.tasks.some(({ kind }) => kind === news);
  if (!isStale && !isUnknownToAgency) return null;
  const until = plus(state.held.lookAskedAt ?? now, lookGraceMs);
  return now < until ? { rule: 'fresh_look', until } : null;
};

/** What the agency knows of it: the task is opened by another agent, which may be late. */
const agencyKnowledge = ({ context }: View, news: ConnectionNews): AgencyKnowledge => {
  const task = context.tasks.find(({ kind }) => kind === news);
  return task === undefined ? 'untold' : task.state === 'claimed' ? 'acknowledged' : 'told';
};

/** What a connection adds to the plan. */
export interface ConnectionPart extends PlanPart {
  readonly wayOn: WayOn | null;
}

/** Word of the connection: one message for what the times of either flight do to it. */
export const connection = (view: View): ConnectionPart => {
  const way = wayOn(view);
  const { facts } = view.state;
  if (way === null || facts === null || way.news === null) return { wayOn: way };
  const { news, next, reading } = way;
  const hold = heldAhead(view, news) ?? awaited(view, news, next);
  if (hold !== null) return { wayOn: way, ...heldPart(news, hold.rule, hold.until) };
  return {
    wayOn: way,
    draft: connectionDraft({
      news,
      trip: view.context.trip,
      facts,
      next,
      reading,
      told: view.told,
      leg: view.state.leg,
      fineSince: view.state.connectionFineSince,
      agency: agencyKnowledge(view, news),
    }),
  };
};
