import {
  type ConnectionReading,
  connectionAfter,
  connectionBefore,
  readConnection,
  watchedStatus,
} from '#shared/domain/connection.ts';
import { freshMs } from '#shared/domain/flight.ts';
import { between, earliest, type Instant, latest, minute, plus } from '#shared/domain/instant.ts';
import type { LedgerEntry } from '#shared/domain/message.ts';
import { quietEnd } from '#shared/domain/quiet-hours.ts';
import type { JourneyLeg } from '#shared/ports/turn-contexts.ts';
import { byTryOrder, countsAsTold } from '../ledger.ts';
import { type ConnectionNews, connectionDraft } from '../messages/connection.ts';
import type { Draft } from '../messages/draft.ts';
import { isToPhone } from '../phone.ts';
import type { Suppression } from '../suppression.ts';
import { type Hold, holdOf } from './hold.ts';
import { quietUntil } from './quiet-hours.ts';
import { gettingUpHours, isDisruptionTold, isStaleAt, lookGraceMs, type View } from './view.ts';

/** The way on from this flight, and what the traveller was told of it. */
export interface WayOn {
  readonly next: JourneyLeg;
  readonly reading: ConnectionReading;
  readonly news: ConnectionNews | null;
  /** The traveller was told that it cannot be made, and nothing else since. */
  readonly isToldMissed: boolean;
}

/** This trip as a leg of its journey, with what this turn knows of its flight. */
const ownLeg = ({ context: { trip, journey }, state }: View): JourneyLeg | undefined => {
  const leg = journey.legs.find(({ tripId }) => tripId === trip.id);
  return leg && { ...leg, departure: trip.departure, flight: state.facts };
};

/** What there is to tell (PEOPLE §3): what is known of a connection against what was told of it. */
const newsOf = (
  status: ConnectionReading['status'],
  told: View['told']['connection'],
  /** When it was last found possible without a word: a risk after that is another one. */
  fineSince: Instant | null,
): ConnectionNews | null => {
  if (status === 'missed') return told?.status === 'missed' ? null : 'connection_missed';
  if (told?.status === 'missed') return 'connection_restored';
  if (status === 'possible') return null;
  const isTold = told !== null && (fineSince === null || fineSince <= told.at);
  return isTold ? null : 'connection_at_risk';
};

/** The connection that this flight brings the traveller to; null: none, or not known yet. */
export const wayOn = (view: View): WayOn | null => {
  const { context, state, settings, now } = view;
  const { role } = context.trip;
  const first = ownLeg(view);
  if (!first || isDisruptionTold(view) || (role !== 'traveller' && role !== 'guardian'))
    return null;
  const { legs } = context.journey;
  const next = connectionAfter(first, legs);
  const reading = next && readConnection(first, next, settings.notification_preferences);
  if (!next || !reading) return null;
  const told = view.told.connection?.to === next.flightKey ? view.told.connection : null;
  const status = watchedStatus(
    first,
    reading,
    told?.status === 'missed' ? 'missed' : 'possible',
    now,
  );
  const isDown = state.facts?.phase === 'landed';
  const news = newsOf(status, told, state.connectionFineSince);
  return {
    next,
    reading: { ...reading, status },
    news: isDown && news === 'connection_at_risk' ? null : news,
    isToldMissed: told?.status === 'missed',
  };
};

/** Why the message waits and until when; null: it may go now. None waits once the flight left. */
const holdOfNews = (view: View, { news, next }: WayOn): Hold | null => {
  const { context, state, settings, told, now } = view;
  if (news === null || state.facts === null) return null;
  const isAhead = state.facts.phase === 'scheduled';
  const quietEndsAt = isAhead
    ? quietUntil({
        type:
          news === 'connection_at_risk'
            ? 'delayed'
            : news === 'connection_missed'
              ? 'cancelled'
              : news,
        now,
        zone: context.trip.originZone,
        quiet: settings.quiet_hours,
        gettingUpHours: gettingUpHours(view),
        toldDeparture: told.departure,
        newDeparture: state.facts.departure,
      })
    : null;
  const hold = holdOf(view, news, quietEndsAt);
  if (hold !== null) return hold;
  const calmEnds =
    told.lastDelayAt &&
    plus(told.lastDelayAt, settings.notification_preferences.delay_cooldown_minutes * minute);
  if (isAhead && news !== 'connection_missed' && calmEnds !== null && now < calmEnds)
    return { rule: 'pause_after_delay', until: calmEnds };
  return readingAwaited(view, news, next);
};

/**
 * Both flights are read afresh where what is known is old, and the agency's task is opened first,
 * which the message speaks of; neither is waited for longer than a look takes.
 */
const readingAwaited = (view: View, news: ConnectionNews, next: JourneyLeg): Hold | null => {
  const { context, state, now } = view;
  const isStale =
    state.facts === null ||
    isStaleAt(state.facts, now) ||
    next.flight === null ||
    between(next.flight.observedAt, now) > freshMs;
  // What was entered already is not taken back for another look.
  const isEntered = context.ledger.some(
    ({ type, status }) => type === news && status === 'PENDING',
  );
  const kind = news === 'connection_restored' ? null : news;
  const isUnknownToAgency = kind !== null && !context.tasks.some((task) => task.kind === kind);
  if (isEntered || (!isStale && !isUnknownToAgency)) return null;
  const { lookAskedAt } = state.held;
  const until = plus(lookAskedAt ?? now, lookGraceMs);
  return now < until ? { rule: 'fresh_look', until } : null;
};

/** What a connection adds to the plan. */
export interface ConnectionPart {
  readonly wayOn: WayOn | null;
  readonly draft?: Draft;
  readonly suppression?: Suppression;
  readonly reconsiderAt?: Instant;
}

/** Word of the connection: one message for what the times of either flight do to it. */
export const connection = (view: View): ConnectionPart => {
  const way = wayOn(view);
  const { facts } = view.state;
  const news = way?.news ?? null;
  if (way === null || facts === null || news === null) return { wayOn: way };
  const hold = holdOfNews(view, way);
  if (hold !== null)
    return {
      wayOn: way,
      suppression: { subject: news, ...hold },
      reconsiderAt: hold.until,
    };
  return {
    wayOn: way,
    draft: connectionDraft({
      news,
      trip: view.context.trip,
      facts,
      next: way.next,
      reading: way.reading,
      told: view.told,
      leg: view.state.leg,
      fineSince: view.state.connectionFineSince,
    }),
  };
};

/** How a traveller comes to this flight from the one before. */
export interface WayHere {
  /** Told that this flight will not be reached: nothing is said of it. */
  readonly isMissed: boolean;
  /** Until when its new time waits for the word of the connection, which tells it as well. */
  readonly toldWithConnectionUntil: Instant | null;
}

const toldOfConnection = (
  { context, settings, state }: View,
  previous: JourneyLeg,
): LedgerEntry | undefined =>
  [...context.confirmations]
    .filter(
      (entry) =>
        entry.tripId === previous.tripId &&
        entry.told.connection?.to === context.trip.flightKey &&
        (entry.told.legs?.[context.trip.id]?.leg ?? 0) >= state.leg &&
        isToPhone(entry, context.trip.whatsapp, state) &&
        countsAsTold(entry, settings.retry_limits.attempts),
    )
    .sort(byTryOrder)
    .at(-1);

/** How often a new time looks whether the word of the connection has told it. */
const recheckMs = 2 * minute;

/** The connection that brings a traveller to this flight; null: none. */
export const wayHere = (view: View): WayHere | null => {
  const { context, settings, now } = view;
  const own = ownLeg(view);
  const { role } = context.trip;
  if (!own || (role !== 'traveller' && role !== 'guardian')) return null;
  const legs = context.journey.legs.map((leg) => (leg.tripId === own.tripId ? own : leg));
  const previous = connectionBefore(own, legs);
  if (previous === null) return null;
  const last = toldOfConnection(view, previous);
  const told = last?.told.connection ?? null;
  const reading = readConnection(previous, own, settings.notification_preferences);
  const status =
    reading &&
    watchedStatus(previous, reading, told?.status === 'missed' ? 'missed' : 'possible', now);
  const news =
    status &&
    newsOf(status, told && last ? { ...told, at: last.sentAt ?? last.createdAt } : null, null);
  const isToBeTold =
    news !== null && !(previous.flight?.phase === 'landed' && news === 'connection_at_risk');
  return {
    isMissed: told?.status === 'missed',
    toldWithConnectionUntil: isToBeTold
      ? (latest(
          plus(now, recheckMs),
          previous.flight?.phase === 'scheduled'
            ? earliest(
                quietEnd(now, previous.originZone, settings.quiet_hours),
                previous.flight.departure,
              )
            : null,
        ) ?? null)
      : null,
  };
};
