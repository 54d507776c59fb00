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
 * The trip a traveller speaks of: the one under way, else the next to depart, else the last one
 * (RULES §7).
 */
export const tripInMind = (trips: readonly Trip[], now: Instant): Trip | null => {
  const inOrder = byDeparture(trips);
  return (
    inOrder.findLast((t) => underWayFrom(t) <= now && now < underWayUntil(t)) ??
    inOrder.find((t) => t.departure > now) ??
    inOrder.at(-1) ??
    null
  );
};

/** How long after its end a trip is still something to talk about. */
const rememberedFor = 60 * day;
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
 * Which of the traveller's trips a message is about; `foreign`: it names a flight that is none of
 * them.
 */
export const tripSpokenOf = (
  text: string,
  trips: readonly Trip[],
  now: Instant,
): { readonly trip: Trip | null; readonly foreign: boolean } => {
  const live = trips.filter((trip) => plus(underWayUntil(trip), rememberedFor) > now);
  const inMind = tripInMind(live, now);
  const said = fold(text);
  const named = [...said.matchAll(designators)]
    .map(([, airline = '', number = '']) => `${airline}${number}`.toUpperCase())
    .filter((name) => !wordBeforeNumber.test(name));
  const ofNumber = byDeparture(live).filter((trip) => named.includes(trip.flightNumber));
  const spoken =
    ofNumber.find((trip) => trip.id === inMind?.id) ??
    ofNumber.find((trip) => trip.departure > now) ??
    ofNumber.at(-1);
  if (spoken) return { trip: spoken, foreign: false };
  const airlines = new Set(live.map((trip) => trip.flightNumber.replace(/\d+[A-Z]?$/, '')));
  const foreign = named.some(
    (name) =>
      airlines.has(name.replace(/\d+$/, '')) ||
      /\b(?:vuelo|flight|voo) (?:numero |number |n )?[a-z][a-z\d] ?\d{2,4}\b/.test(said),
  );
  if (inMind === null) return { trip: null, foreign };
  if (wayBack.test(said)) {
    const back = byDeparture(live).find(
      (trip) => trip.departure > inMind.departure && trip.originIata === inMind.destinationIata,
    );
    return { trip: back ?? inMind, foreign };
  }
  const passenger = live.filter((trip) =>
    fold(trip.clientName)
      .split(' ')
      .some((name) => name.length > 2 && new RegExp(`\\b${name}\\b`).test(said)),
  );
  const ofPassenger = passenger.some((trip) => trip.id === inMind.id)
    ? inMind
    : tripInMind(passenger, now);
  return { trip: ofPassenger ?? inMind, foreign };
};

/**
 * Trips of others who travel on the same flight from the same phone: a family's papers are one
 * question.
 */
export const companionsOf = (trip: Trip, trips: readonly Trip[]): readonly Trip[] =>
  trips.filter((other) => other.id !== trip.id && other.flightKey === trip.flightKey).slice(0, 8);
