import {
  connectionsBefore,
  leadsTo,
  readConnection,
  watchedStatus,
} from '#shared/domain/connection.ts';
import { earliest, type Instant, latest, minute, plus } from '#shared/domain/instant.ts';
import type { LedgerEntry } from '#shared/domain/message.ts';
import { quietEnd } from '#shared/domain/quiet-hours.ts';
import type { JourneyLeg } from '#shared/ports/turn-contexts.ts';
import type { Baseline } from '../baseline.ts';
import { byTryOrder, countsAsTold, toldAt } from '../ledger.ts';
import { isToPhone } from '../phone.ts';
import { connectionNews, hearsOfConnections, isWithoutTemplate, ownLeg } from './connection.ts';
import { lookGraceMs, type View } from './view.ts';

/** How a traveller comes to this flight from the one before. */
export interface WayHere {
  /** Told that this flight will not be reached: nothing is said of it. */
  readonly isMissed: boolean;
  /** Until when its new time waits for the word of the connection, which tells it as well. */
  readonly toldWithConnectionUntil: Instant | null;
}

/** Words of a connection to this flight, as it is booked now. */
const wordsOf = ({ context, state }: View, { tripId }: JourneyLeg): readonly LedgerEntry[] =>
  context.confirmations.filter(
    (entry) =>
      entry.tripId === tripId &&
      entry.told.connection?.to === context.trip.flightKey &&
      (entry.told.legs?.[context.trip.id]?.leg ?? 0) >= state.leg &&
      isToPhone(entry, context.trip.whatsapp, state),
  );

/** What the traveller was last told of the connection from a leg. */
const toldOf = (view: View, leg: JourneyLeg): Baseline['connection'] => {
  const last = wordsOf(view, leg)
    .filter((entry) => countsAsTold(entry, view.settings.retry_limits.attempts))
    .sort(byTryOrder)
    .at(-1);
  return last?.told.connection ? { ...last.told.connection, at: toldAt(last) } : null;
};

/** How often a new time looks whether the word of the connection has told it. */
const recheckMs = 2 * minute;

/**
 * Until when the word of a connection from a leg may tell this flight's new time; null: it will
 * not. Past that time the flight tells it itself, whatever keeps the other.
 */
const wordAwaitedUntil = (view: View, own: JourneyLeg, previous: JourneyLeg): Instant | null => {
  const { context, settings, state, now } = view;
  const { facts } = state;
  const told = toldOf(view, previous);
  const reading = readConnection(previous, own, settings.notification_preferences);
  if (facts === null || reading === null || context.trip.whatsapp === null) return null;
  const status = watchedStatus(
    previous,
    reading,
    told?.status === 'missed' ? 'missed' : 'possible',
    now,
  );
  const news = connectionNews(status, told, null);
  const isOver = previous.flight?.phase === 'landed' && news === 'connection_at_risk';
  if (news === null || isOver || wordsOf(view, previous).some(isWithoutTemplate)) return null;
  const night = (at: Instant): Instant =>
    previous.flight?.phase === 'scheduled'
      ? quietEnd(at, previous.originZone, settings.quiet_hours)
      : at;
  const calmMs = settings.notification_preferences.delay_cooldown_minutes * minute;
  const deadline = plus(night(facts.departureSince), calmMs + 2 * lookGraceMs);
  return now < deadline ? earliest(deadline, latest(plus(now, recheckMs), night(now))) : null;
};

/** The connection that brings a traveller to this flight; null: none. */
export const wayHere = (view: View): WayHere | null => {
  const own = ownLeg(view);
  if (!own || !hearsOfConnections(view)) return null;
  const legs = view.context.journey.legs.map((leg) => (leg.tripId === own.tripId ? own : leg));
  const isToldMissed = (leg: JourneyLeg): boolean => toldOf(view, leg)?.status === 'missed';
  const previous = connectionsBefore(own, legs);
  return {
    // Also where the flight that was late has been cancelled since.
    isMissed:
      legs.some((leg) => leg.tripId !== own.tripId && leadsTo(leg, own) && isToldMissed(leg)) &&
      previous.every(isToldMissed),
    toldWithConnectionUntil: earliest(...previous.map((leg) => wordAwaitedUntil(view, own, leg))),
  };
};
