import { day, hour, type Instant, plus } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { regex } from './multiline.ts';
import { fold } from './plain-text.ts';

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
/** A flight number, apart from the times and dates that look like one. */
const designators = /\b([a-z][a-z\d]|\d[a-z])\s?(\d{2,4})\b/g;

/** Words of two letters before a figure, which are no airline. */
const wordBeforeNumber = regex`
  ^(?:
    DE|EL|LA|LAS|DA|DO|AS|AT|IN|ON|TO|ES|NO|EM|UN|OF|IS|MY|MI|AL|DIA|Y|E|A|OR|BY|HS|AM|PM|SE|SI|
    ME|TE|LO|GO|WE|HE|IT
  )\d
`;

/**
 * Which of the traveller's trips a message is about; `isForeign`: it names a flight that is none of
 * them.
 */
export const tripSpokenOf = (
  text: string,
  trips: readonly Trip[],
  now: Instant,
): { readonly trip: Trip | null; readonly isForeign: boolean } => {
  const recentTrips = trips.filter((trip) => plus(underWayUntil(trip), rememberedForMs) > now);
  const inMind = tripInMind(recentTrips, now);
  const words = fold(text);
  const flightNumbers = [...words.matchAll(designators)]
    .map(([, airline = '', number = '']) => `${airline}${number}`.toUpperCase())
    .filter((name) => !wordBeforeNumber.test(name));
  const ofNumber = byDeparture(recentTrips).filter((trip) =>
    flightNumbers.includes(trip.flightNumber),
  );
  const namedTrip =
    ofNumber.find((trip) => trip.id === inMind?.id) ??
    ofNumber.find((trip) => trip.departure > now) ??
    ofNumber.at(-1);
  if (namedTrip) return { trip: namedTrip, isForeign: false };
  const airlines = new Set(
    recentTrips.map((trip) => trip.flightNumber.replace(/(?<!\d)\d+[A-Z]?$/, '')),
  );
  const isForeign = flightNumbers.some(
    (name) =>
      airlines.has(name.replace(/(?<!\d)\d+$/, '')) ||
      /\b(?:vuelo|flight|voo) (?:numero |number |n )?[a-z][a-z\d] ?\d{2,4}\b/.test(words),
  );
  if (inMind === null) return { trip: null, isForeign };
  if (wayBack.test(words)) {
    const returnTrip = byDeparture(recentTrips).find(
      (trip) => trip.departure > inMind.departure && trip.originIata === inMind.destinationIata,
    );
    return { trip: returnTrip ?? inMind, isForeign };
  }
  const passengerTrips = recentTrips.filter((trip) =>
    fold(trip.clientName)
      .split(' ')
      .some((name) => name.length > 2 && new RegExp(`\\b${name}\\b`).test(words)),
  );
  const ofPassenger = passengerTrips.some((trip) => trip.id === inMind.id)
    ? inMind
    : tripInMind(passengerTrips, now);
  return { trip: ofPassenger ?? inMind, isForeign };
};

/**
 * Trips of others on the same flight with the same phone: a family asks for its documents at once.
 */
export const companionsOf = (trip: Trip, trips: readonly Trip[]): readonly Trip[] =>
  trips.filter((other) => other.id !== trip.id && other.flightKey === trip.flightKey).slice(0, 8);
