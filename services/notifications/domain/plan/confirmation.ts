import { earliest, type Instant, latest, minute, plus } from '#shared/domain/instant.ts';
import type { LedgerEntry, Told } from '#shared/domain/message.ts';
import type { Passenger } from '#shared/domain/passenger.ts';
import type { JourneyLeg } from '#shared/ports/turn-contexts.ts';
import { isDecided } from '../ledger.ts';
import { confirmationDraft } from '../messages/confirmation.ts';
import { isToPhone } from '../phone.ts';
import type { PlanPart } from './part.ts';
import { isFlightAhead, type View } from './view.ts';

const type = 'reservation_confirmation';

/** How long the first piece of a journey, or the first who joins a trip, waits for the others. */
const piecesMs = minute;

/** How long other events may come before the one of the booking. */
const bookingGraceMs = 2 * minute;

/**
 * `isWaiting`: the trip is still to be confirmed. `isUnseen`: whether it is to be at all is not
 * known yet, so nothing may be said before it.
 */
export interface ConfirmationPart extends PlanPart {
  readonly isWaiting?: boolean;
  readonly isUnseen?: boolean;
}

const confirmationsToPhone = ({ context, state }: View): readonly LedgerEntry[] =>
  [...context.ledger, ...context.confirmations].filter(
    (entry) => entry.type === type && isToPhone(entry, context.trip.whatsapp, state),
  );

/** Whether a confirmation names a trip: its own, or that of another leg of the journey. */
const names = (entry: LedgerEntry, tripId: string): boolean =>
  entry.tripId === tripId || entry.told.legs?.[tripId] !== undefined;

const isOnItsWay = (entry: LedgerEntry, maxAttempts: number): boolean =>
  entry.status === 'PENDING' || isDecided(entry, maxAttempts);

/** The legs of the journey that nobody has confirmed to this contact, by departure. */
const unconfirmedLegs = (view: View): readonly JourneyLeg[] => {
  const { context, settings } = view;
  const sent = confirmationsToPhone(view).filter((entry) =>
    isOnItsWay(entry, settings.retry_limits.attempts),
  );
  return context.journey.legs.filter(
    ({ tripId, status }) =>
      tripId === context.trip.id ||
      (status !== 'cancelled' && !sent.some((entry) => names(entry, tripId))),
  );
};

/** Passengers who joined after the trip was confirmed, infants excepted. */
const unconfirmedPassengers = (
  { context: { trip } }: View,
  confirmations: readonly LedgerEntry[],
): readonly Passenger[] =>
  trip.passengers.filter(
    ({ id, kind, joinedAt }) =>
      kind !== 'infant' &&
      !confirmations.some(({ told, createdAt }) =>
        told.passengers ? told.passengers.includes(id) : joinedAt <= createdAt,
      ),
  );

/** Those who joined later are confirmed alone, a minute after the first of them. */
const joining = (
  view: View,
  confirmations: readonly LedgerEntry[],
  isSomethingElseDue: boolean,
): ConfirmationPart => {
  const { context, state, told, now } = view;
  const passengers = unconfirmedPassengers(view, confirmations);
  const due = earliest(...passengers.map(({ joinedAt }) => plus(joinedAt, piecesMs)));
  if (due === null || confirmations.length === 0 || !isFlightAhead(view)) return {};
  if (now < due && !isSomethingElseDue) return { reconsiderAt: due };
  return {
    draft: confirmationDraft({
      trip: context.trip,
      facts: state.facts,
      departure: told.departure,
      leg: state.leg,
      passengers,
      otherLegs: [],
      isJoining: true,
      isNewNumber: false,
    }),
  };
};

/**
 * The confirmation, exactly once for each contact and journey: by the leg that leaves first, with
 * all legs known then (PEOPLE §1). One that had to wait names the departure told meanwhile, or told
 * in this turn; a flight known not to fly is not confirmed. Where many are booked at once the
 * agency may have them confirmed little by little (`confirmFrom`). A corrected number is told how
 * things stand.
 */
export const confirmation = (
  view: View,
  toldInThisTurn: readonly Told[],
  isSomethingElseDue: boolean,
): ConfirmationPart => {
  const { context, state, told, now, settings } = view;
  const { trip, journey } = context;
  const { attempts } = settings.retry_limits;
  const mine = confirmationsToPhone(view).filter((entry) => names(entry, trip.id));
  const decided = mine.filter(
    (entry) =>
      isDecided(entry, attempts) || (entry.tripId !== trip.id && isOnItsWay(entry, attempts)),
  );
  if (decided.length > 0 || (state.confirmationDecided && mine.length === 0))
    return joining(view, decided, isSomethingElseDue);
  const seenBy = plus(trip.insertedAt, bookingGraceMs);
  if (!state.isBookingSeen && mine.length === 0 && now < seenBy)
    return { reconsiderAt: seenBy, isWaiting: true, isUnseen: true };
  const phase = toldInThisTurn.find((facts) => facts.phase)?.phase ?? told.phase;
  if (phase === 'cancelled' || phase === 'diverted') return {};
  if (state.isNewNumber && !isFlightAhead(view)) return {};
  const legs = unconfirmedLegs(view);
  const complete: Instant = journey.comesInPieces
    ? (earliest(...legs.map(({ insertedAt }) => plus(insertedAt, piecesMs))) ?? now)
    : now;
  const due = latest(state.confirmFrom, complete) ?? complete;
  if (now < due && !isSomethingElseDue) return { reconsiderAt: due, isWaiting: true };
  if (legs[0]?.tripId !== trip.id) return { reconsiderAt: plus(now, piecesMs), isWaiting: true };
  const toldNow = toldInThisTurn.find((facts) => facts.departure)?.departure;
  return {
    draft: confirmationDraft({
      trip,
      facts: state.facts,
      departure: state.isNewNumber
        ? (state.facts?.departure ?? trip.departure)
        : (toldNow ?? told.departure),
      leg: state.leg,
      passengers: trip.passengers,
      otherLegs: legs.filter(({ tripId }) => tripId !== trip.id),
      isJoining: false,
      isNewNumber: state.isNewNumber,
    }),
  };
};
