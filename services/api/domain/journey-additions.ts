import type { Instant } from '#shared/domain/instant.ts';
import type { Journey } from '#shared/domain/journey.ts';
import type { NewPassenger } from '#shared/domain/passenger.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { AddedTrip, NewLeg } from '#shared/ports/journey-desk.ts';
import type { LegAddition, LegEdit } from './journey-input.ts';
import type { JourneyIssue } from './journey-issue.ts';
import { flightAndDay, impossibleConnections, legsOf, onlyLeg } from './journey-legs.ts';
import { applyEdit } from './trip-edit.ts';

/** What is to be written, or why it cannot be; the places are those of the request's body. */
export type Normalised<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly JourneyIssue[] }
  | { readonly ok: false; readonly problems: readonly JourneyIssue[] };

/** What is to be added to a journey. */
export interface Addition {
  readonly passengers: readonly NewPassenger[];
  readonly trips: readonly AddedTrip[];
}

/** Says why something cannot be written. */
export const refused = (...problems: readonly JourneyIssue[]): Normalised<never> => ({
  ok: false,
  problems,
});

/** The place of something in a list, as the place of the one thing that the request is. */
export const unlisted = ({ path, ...issue }: JourneyIssue): JourneyIssue => ({
  ...issue,
  path: path.slice(2),
});

/** The trips of a journey that are not withdrawn. */
export const liveTrips = ({ trips }: Journey): readonly Trip[] =>
  trips.filter(({ status }) => status !== 'withdrawn');

/** One trip of each, by what `key` says. */
export const firstOfEach = (
  trips: readonly Trip[],
  key: (trip: Trip) => string,
): readonly Trip[] => [...new Map([...trips].reverse().map((trip) => [key(trip), trip])).values()];

/** A contact of a journey as one who is to hear of more. */
export const contactOf = (
  journey: Journey,
  trip: Trip,
): Omit<AddedTrip, 'passengers' | 'trip'> & {
  readonly person: Pick<
    AddedTrip['trip'],
    'clientName' | 'callName' | 'whatsapp' | 'language' | 'email'
  >;
} => {
  const contact = journey.contacts.find(({ id }) => id === trip.contactId);
  return {
    contactId: trip.contactId,
    role: trip.role,
    consent: trip.consent,
    person: {
      // A trip that was withdrawn keeps the name and number of its day.
      clientName: contact?.name ?? trip.clientName,
      callName: contact?.callName ?? trip.callName,
      whatsapp: contact ? contact.phone : trip.whatsapp,
      language: trip.language,
      email: contact?.email ?? null,
    },
  };
};

/** A leg for everybody who flies on a journey, told to the contacts that there are. */
export const legAddition = (
  journey: Journey,
  { notify: _, ...input }: LegAddition,
  now: Instant,
): Normalised<Addition> => {
  const { legs, problems, warnings } = legsOf({ legs: [input] }, now);
  const [leg] = legs;
  if (!leg) return refused(...problems.map(unlisted));
  const live = liveTrips(journey);
  // Where every leg was withdrawn, all who flew one fly the new one.
  const trips = live.length > 0 ? live : journey.trips;
  const flown = firstOfEach(live, ({ legId }) => legId);
  if (flown.some((other) => flightAndDay(other) === flightAndDay(leg)))
    return refused({
      path: [],
      code: 'duplicate_leg',
      message: 'is the same flight on the same day as another leg',
    });
  return {
    ok: true,
    value: {
      passengers: [],
      trips: firstOfEach(trips, ({ contactId }) => contactId).map((trip) => {
        const { person, ...contact } = contactOf(journey, trip);
        const theirs = trips.filter(({ contactId }) => contactId === trip.contactId);
        return {
          ...contact,
          trip: { ...leg, ...person },
          passengers: [
            ...new Set(theirs.flatMap(({ passengers }) => passengers.map(({ id }) => id))),
          ],
        };
      }),
    },
    warnings: [...warnings.map(unlisted), ...connectionsWith(flown, leg)],
  };
};

/** Whether a leg leaves before the one before it can have landed, or lands after the next left. */
const connectionsWith = (
  others: readonly Pick<NewLeg, 'originIata' | 'destinationIata' | 'departure'>[],
  leg: Pick<NewLeg, 'originIata' | 'destinationIata' | 'departure'>,
): readonly JourneyIssue[] => {
  const legs = [...others, leg].sort((a, b) => (a.departure < b.departure ? -1 : 1));
  const nth = legs.indexOf(leg);
  return impossibleConnections(legs)
    .filter(({ path }) => path[1] === nth || path[1] === nth + 1)
    .map(({ path, ...issue }) => ({
      ...issue,
      path: ['departure'],
      ...(path[1] !== nth && {
        code: 'arrives_after_next',
        message: 'is too late for the leg after it: that leaves before this one can have landed',
      }),
    }));
};

/** The fields of an edit that give a leg another flight or time. */
const flightFields = ['flightNumber', 'originIata', 'destinationIata', 'departure'] as const;

/** A leg after an edit, checked as a booking; what the edit does not name stays each trip's own. */
export const legAfterEdit = (
  journey: Journey,
  legId: string,
  edit: LegEdit,
  now: Instant,
): Normalised<Partial<NewLeg>> | null => {
  const live = liveTrips(journey);
  const trip = live.find((one) => one.legId === legId);
  if (!trip) return null;
  const result = applyEdit(trip, edit, now);
  if (!result.ok)
    return refused(
      ...result.problems.map(({ field, code, message }) => ({ path: [field], code, message })),
    );
  const { stay, returnDate, ...flight } = onlyLeg(result.value.trip);
  const kept = {
    ...(edit.stay !== undefined && { stay }),
    ...(edit.returnDate !== undefined && { returnDate }),
  };
  if (flightFields.every((field) => edit[field] === undefined))
    return { ok: true, value: kept, warnings: [] };
  const others = firstOfEach(live, (one) => one.legId).filter((one) => one.legId !== legId);
  if (others.some((other) => flightAndDay(other) === flightAndDay(flight)))
    return refused({
      path: [],
      code: 'duplicate_leg',
      message: 'is the same flight on the same day as another leg',
    });
  return {
    ok: true,
    value: { ...flight, ...kept },
    warnings: [
      ...result.value.warnings.map(({ field, code, message }) => ({
        path: [field],
        code,
        message,
      })),
      ...connectionsWith(others, flight),
    ],
  };
};
