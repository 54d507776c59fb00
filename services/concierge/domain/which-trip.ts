import { day, hour, type Instant, plus } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { regex } from './multiline.ts';
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

/**
 * The trip that a message is about where it names none: the one under way, else the next to depart,
 * else the last one (RULES §7).
 */
export const tripInMind = (trips: readonly Trip[], now: Instant): Trip | null => {
  const inOrder = byDeparture(trips);
  return (
    inOrder.findLast((trip) => underWayFrom(trip) <= now && now < underWayUntil(trip)) ??
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

/** Which of the traveller's trips a message is about. */
export const tripSpokenOf = (
  text: string,
  { slots, intents, follows }: Pick<Understanding, 'slots' | 'intents' | 'follows'>,
  trips: readonly Trip[],
  now: Instant,
): Trip | null => {
  const recentTrips = trips.filter((trip) => plus(underWayUntil(trip), rememberedForMs) > now);
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
  const followed = recentTrips.find(({ id }) => id === follows?.tripId);
  if (followed) return followed;
  const passengerTrips = recentTrips.filter((trip) =>
    fold(trip.clientName)
      .split(' ')
      .some((name) => name.length > 2 && new RegExp(`\\b${name}\\b`).test(words)),
  );
  return passengerTrips.some((trip) => trip.id === inMind.id)
    ? inMind
    : (tripInMind(passengerTrips, now) ?? inMind);
};

/**
 * Trips of others on the same flight with the same phone: a family asks for its documents at once.
 */
export const companionsOf = (trip: Trip, trips: readonly Trip[]): readonly Trip[] =>
  trips.filter((other) => other.id !== trip.id && other.flightKey === trip.flightKey).slice(0, 8);
