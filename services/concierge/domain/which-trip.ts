import { leadsTo } from '#shared/domain/connection.ts';
import { day, hour, type Instant, plus } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { regex } from './multiline.ts';
import { nthFlight } from './nth-flight.ts';
import { fold } from './plain-text.ts';
import type { Understanding } from './understanding/understand.ts';
import { wayHome } from './way-home.ts';

const underWayFrom = (trip: Trip): Instant =>
  plus(trip.scheduledDeparture ?? trip.departure, -24 * hour);
const underWayUntil = (trip: Trip): Instant =>
  trip.returnDate
    ? plus(`${trip.returnDate}T00:00:00.000Z`, 2 * day)
    : plus(trip.estimatedArrival ?? trip.departure, 2 * day);

const byDeparture = (trips: readonly Trip[]): readonly Trip[] =>
  [...trips].sort((a, b) => (a.departure < b.departure ? -1 : 1));

/** When it has been flown, as far as is known. */
const flownAt = (trip: Trip): Instant => trip.estimatedArrival ?? trip.departure;

/**
 * The trip that a message is about where it names none: of those under way the one that is flown
 * next, or was flown last; else the next to depart, else the last one (RULES §7).
 */
export const tripInMind = (trips: readonly Trip[], now: Instant): Trip | null => {
  const inOrder = byDeparture(trips);
  const underWay = inOrder.filter((trip) => underWayFrom(trip) <= now && now < underWayUntil(trip));
  return (
    underWay.find((trip) => now < flownAt(trip)) ??
    underWay.at(-1) ??
    inOrder.find((trip) => trip.departure > now) ??
    inOrder.at(-1) ??
    null
  );
};

/** How long after its end a message may still be about a trip. */
const rememberedForMs = 60 * day;
const wayBack = regex`
  \b(?:
    vuelta|regreso|retorno|volta|return|inbound|way back|flight back|flight home|vuelo a casa|
    voo de volta
  )\b
`;

/** What a message says of the trip that it is about. */
type Spoken = Pick<Understanding, 'slots' | 'intents' | 'follows'> & {
  /** The one of several that they said they mean. */
  readonly meantTripId: string | null;
};

const recentOf = (trips: readonly Trip[], now: Instant): readonly Trip[] =>
  trips.filter((trip) => plus(underWayUntil(trip), rememberedForMs) > now);

/** The trip that a message names in one way or another; null: it names none. */
const tripNamed = (
  text: string,
  { slots, intents, follows, meantTripId }: Spoken,
  recentTrips: readonly Trip[],
  now: Instant,
): Trip | null => {
  const inMind = tripInMind(recentTrips, now);
  const named = slots.flights.map(({ flightNumber }) => flightNumber);
  const ofNumber = byDeparture(recentTrips).filter(({ flightNumber }) =>
    named.includes(flightNumber),
  );
  const namedTrip =
    ofNumber.find((trip) => trip.id === inMind?.id) ??
    ofNumber.find((trip) => trip.departure > now) ??
    ofNumber.at(-1);
  if (namedTrip) return namedTrip;
  if (inMind === null) return null;
  const words = fold(text);
  if (intents.includes('return_flight') || wayBack.test(words)) {
    const own = recentTrips.filter(({ contactId }) => contactId === inMind.contactId);
    return wayHome(own) ?? wayHome(recentTrips) ?? inMind;
  }
  const nth = nthFlight(words, inMind, byDeparture(recentTrips));
  if (nth) return nth;
  const followed = recentTrips.find(({ id }) => id === follows?.tripId);
  if (followed) return followed;
  const passengerTrips = recentTrips.filter((trip) =>
    fold(trip.clientName)
      .split(' ')
      .some((name) => name.length > 2 && new RegExp(`\\b${name}\\b`).test(words)),
  );
  if (passengerTrips.length > 0)
    return passengerTrips.some((trip) => trip.id === inMind.id)
      ? inMind
      : tripInMind(passengerTrips, now);
  return recentTrips.find(({ id }) => id === meantTripId) ?? null;
};

/** Which of the traveller's trips a message is about. */
export const tripSpokenOf = (
  text: string,
  spoken: Spoken,
  trips: readonly Trip[],
  now: Instant,
): Trip | null => {
  const recentTrips = recentOf(trips, now);
  return tripNamed(text, spoken, recentTrips, now) ?? tripInMind(recentTrips, now);
};

/** In the hours before it and in the air: from a day before its departure until it has arrived. */
const isAbout = (trip: Trip, now: Instant): boolean =>
  underWayFrom(trip) <= now && now < flownAt(trip);

/**
 * The flights that a message is about as much as any other: several of the same hours, of which none
 * leads to another, and none is named. Empty: it is clear.
 */
export const tripsAsLikely = (
  text: string,
  spoken: Spoken,
  trips: readonly Trip[],
  now: Instant,
): readonly Trip[] => {
  const recentTrips = recentOf(trips, now);
  if (tripNamed(text, spoken, recentTrips, now) !== null) return [];
  const current = byDeparture(recentTrips).filter((trip) => isAbout(trip, now));
  const flights = [...new Map(current.map((trip) => [trip.flightKey, trip])).values()];
  const goesOn = flights.some((first) =>
    flights.some((next) => first !== next && leadsTo(first, next)),
  );
  return flights.length > 1 && !goesOn ? flights : [];
};

/**
 * Trips of others on the same flight with the same phone: a family asks for its documents at once.
 */
export const companionsOf = (trip: Trip, trips: readonly Trip[]): readonly Trip[] =>
  trips.filter((other) => other.id !== trip.id && other.flightKey === trip.flightKey).slice(0, 8);
