import { type FlightFacts, flightKeyParts } from '#shared/domain/flight.ts';
import { latest } from '#shared/domain/instant.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import { bookingOf } from './booking.ts';
import { initialState, type NotificationsState } from './state.ts';
import type { NotificationsTurn } from './turn.ts';

const newest = (a: FlightFacts | null, b: FlightFacts | null): FlightFacts | null =>
  a === null ? b : b === null || b.version < a.version ? a : b;

/** The facts that an event brings about the flight that the trip is on. */
const factsOf = ({ event }: NotificationsTurn, flightKey: string): FlightFacts | null =>
  (event.type === 'FlightMatched' || event.type === 'FlightStatusChanged') &&
  event.data.flightKey === flightKey
    ? event.data.facts
    : null;

/** An itinerary stays valid for another flight that arrives at the same place on the same day. */
const hasSamePlaceAndDate = (before: string | undefined, now: string): boolean => {
  if (before === undefined) return true;
  const [a, b] = [flightKeyParts(before), flightKeyParts(now)];
  return a.destination === b.destination && a.date === b.date;
};

/** A new flight or time starts with nothing told; what was decided once for the trip stays. */
const startLeg = (
  state: NotificationsState,
  { trip }: TripContext,
  now: string,
): NotificationsState => ({
  ...initialState,
  leg: trip.revision,
  legFlight: { flightKey: trip.flightKey, departure: trip.departure },
  legSince: state.legFlight === null ? trip.insertedAt : now,
  revisionSeen: state.revisionSeen,
  editPending: state.editPending,
  heldBooking: state.heldBooking,
  withdrawn: state.withdrawn,
  confirmationDecided: state.confirmationDecided,
  isBookingSeen: state.isBookingSeen,
  confirmFrom: state.confirmFrom,
  isNewNumber: state.isNewNumber,
  knowsUntil: state.knowsUntil,
  calls: state.calls,
  itinerary: hasSamePlaceAndDate(state.legFlight?.flightKey, trip.flightKey)
    ? state.itinerary
    : null,
  itineraryStay: state.itineraryStay,
  episodes: state.episodes,
  timers: state.timers,
});

/** A passenger who was put on this flight alone: the contact holds the booking of before. */
const movedFrom = (
  state: NotificationsState,
  { journey }: TripContext,
  { tripId, notify }: { readonly tripId: string; readonly notify: boolean },
  now: string,
): NotificationsState => {
  const before = journey.legs.find((leg) => leg.tripId === tripId);
  return before === undefined || state.confirmationDecided
    ? state
    : {
        ...state,
        confirmationDecided: true,
        editPending: notify,
        heldBooking: { booking: bookingOf(before), at: now },
      };
};

/** Versions count up within a stay; another stay is another itinerary. */
const withItinerary = (
  state: NotificationsState,
  { version, stay: key }: { readonly version: number; readonly stay?: string | undefined },
): NotificationsState => {
  const stay = key ?? null;
  return {
    ...state,
    itinerary: state.itineraryStay === stay ? Math.max(state.itinerary ?? 0, version) : version,
    itineraryStay: stay,
  };
};

/** Takes the event into the state: the newest facts, an edit, an itinerary, a withdrawal. */
export const absorb = (turn: NotificationsTurn, context: TripContext): NotificationsState => {
  const { event, now } = turn;
  const { trip } = context;
  const { [event.type]: _fired, ...timers } = turn.state.timers;
  const { legFlight } = turn.state;
  const isSameLeg =
    legFlight !== null &&
    legFlight.flightKey === trip.flightKey &&
    legFlight.departure === trip.departure;
  let state: NotificationsState = isSameLeg
    ? { ...turn.state, timers }
    : startLeg({ ...turn.state, timers }, context, now);
  state = {
    ...state,
    facts: newest(newest(state.facts, context.flight), factsOf(turn, trip.flightKey)),
  };
  if (
    event.type === 'FlightStatusChanged' &&
    event.data.flightKey === trip.flightKey &&
    event.data.cause === 'look'
  )
    state = { ...state, lookAnsweredAt: latest(state.lookAnsweredAt, event.time) };
  if (event.type === 'TripChanged') {
    const { before, after, notify, revision } = event.data;
    const isFlightChanged =
      before.flightKey !== after.flightKey || before.departure !== after.departure;
    state = { ...state, revisionSeen: Math.max(state.revisionSeen, revision) };
    if (isFlightChanged && notify) state = { ...state, editPending: true };
    if (isFlightChanged && !notify)
      state = { ...state, editPending: false, heldBooking: { booking: bookingOf(trip), at: now } };
  }
  if (event.type === 'TripChanged' && event.data.fields.includes('whatsapp'))
    state = event.data.notify
      ? { ...state, isNewNumber: true, confirmationDecided: false }
      : { ...state, knowsUntil: now };
  if (event.type === 'TripBooked')
    state = { ...state, isBookingSeen: true, confirmFrom: event.data.confirmFrom ?? null };
  if (event.type === 'TripBooked' && event.data.notify === false)
    state = {
      ...state,
      confirmationDecided: true,
      heldBooking: state.heldBooking ?? { booking: bookingOf(trip), at: now },
    };
  if (event.type === 'TripBooked' && event.data.movedFrom)
    state = movedFrom(state, context, event.data.movedFrom, now);
  if (event.type === 'ItineraryReady') state = withItinerary(state, event.data);
  if (event.type === 'TripCancelled')
    state = { ...state, withdrawn: { notify: event.data.notify } };
  return state.facts?.phase === 'landed'
    ? { ...state, landingSeenAt: state.landingSeenAt ?? now }
    : state;
};
