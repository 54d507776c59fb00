import { flightKeyParts, zonesOf } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { isLive } from '#shared/domain/trip.ts';
import type { FlightContext } from '#shared/ports/turn-contexts.ts';
import { appointmentsOf } from './appointments.ts';
import type { Booked } from './match.ts';
import type { TrackerState } from './state.ts';
import type { TrackerTurn } from './turn.ts';

/** A trip on the flight, as the store knows it. */
export type Follower = FlightContext['followers'][number];

/** Those who still want to hear of the flight. */
export const followersOf = (turn: TrackerTurn): readonly Follower[] =>
  (turn.flight?.followers ?? []).filter((f) => isLive(f.status));

/** The flight as its followers booked it; null where nobody follows it. */
export const bookedFlight = (turn: TrackerTurn): Booked | null => {
  const followers = followersOf(turn);
  const first = followers.reduce<Follower | undefined>(
    (a, b) => (a === undefined || b.departure < a.departure ? b : a),
    undefined,
  );
  if (first === undefined) return null;
  return {
    ...flightKeyParts(turn.actorId),
    departure: first.departure,
    originZone: first.originZone,
    destinationZone: first.destinationZone,
  };
};

/** When a follower's messages want a look; none once it has left or is cancelled. */
export const appointments = (
  turn: TrackerTurn,
  follower: Follower,
  state: TrackerState,
  booked: Booked,
): readonly Instant[] =>
  state.facts !== null && state.facts.phase !== 'scheduled'
    ? []
    : appointmentsOf(
        { ...follower, ...zonesOf(follower, state.facts) },
        turn.flight?.agencies[follower.agencyId] ?? {},
        state.facts ?? {
          scheduledDeparture: booked.departure,
          departure: booked.departure,
          observedAt: null,
        },
      );

/** Those whose reminder or boarding message has been waiting for a look. */
export const waitingForLook = (
  turn: TrackerTurn,
  state: TrackerState,
  booked: Booked,
): readonly Follower[] => {
  if (state.watch === null) return [];
  const { servedUntil: since } = state.watch;
  return followersOf(turn).filter((f) =>
    appointments(turn, f, state, booked).some((at) => at > since && at <= turn.now),
  );
};

/** Who hears of a flight. */
export type Listener = Pick<Follower, 'tripId' | 'agencyId'> & Partial<Pick<Follower, 'journeyId'>>;

/**
 * Who asked for a look with this event; none where it asks for none. A trip that changes to this
 * flight asks for it without following it.
 */
export const asking = (turn: TrackerTurn): readonly Listener[] => {
  const { type, tripId, agencyId } = turn.event;
  if (type !== 'FlightLookRequested' || tripId === null || agencyId === null) return [];
  const follower = followersOf(turn).find((f) => f.tripId === tripId);
  return [follower ?? { tripId, agencyId }];
};

/** Whether the event brings a trip that has not heard of this flight yet. */
export const isNewFollower = ({ event, actorId }: TrackerTurn): boolean =>
  event.type === 'TripBooked' ||
  (event.type === 'TripChanged' &&
    event.data.after.flightKey === actorId &&
    (event.data.before.flightKey !== actorId ||
      event.data.before.departure !== event.data.after.departure));
