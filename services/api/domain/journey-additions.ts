import type { Instant } from '#shared/domain/instant.ts';
import type { Journey } from '#shared/domain/journey.ts';
import type { NewPassenger } from '#shared/domain/passenger.ts';
import type { Consent, Trip } from '#shared/domain/trip.ts';
import type { AddedTrip, NewContact, NewLeg } from '#shared/ports/journey-desk.ts';
import type { LegAddition, LegEdit, PassengerAddition, PassengerEdit } from './journey-input.ts';
import type { JourneyIssue } from './journey-issue.ts';
import { flightAndDay, impossibleConnections, legsOf, onlyLeg } from './journey-legs.ts';
import {
  type ConsentOf,
  calledContact,
  contactsOf,
  peopleOf,
  sameName,
  withoutContact,
} from './journey-people.ts';
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

const refused = (...problems: readonly JourneyIssue[]): Normalised<never> => ({
  ok: false,
  problems,
});

/** The place of something in a list, as the place of the one thing that the request is. */
const unlisted = ({ path, ...issue }: JourneyIssue): JourneyIssue => ({
  ...issue,
  path: path.slice(2),
});

/** The trips of a journey that were not withdrawn, or all where none is left. */
const standing = ({ trips }: Journey): readonly Trip[] => {
  const live = trips.filter(({ status }) => status !== 'withdrawn');
  return live.length > 0 ? live : trips;
};

/** One trip of each, by what `key` says. */
const firstOfEach = (trips: readonly Trip[], key: (trip: Trip) => string): readonly Trip[] => [
  ...new Map([...trips].reverse().map((trip) => [key(trip), trip])).values(),
];

const contactOf = (
  journey: Journey,
  trip: Trip,
): Omit<AddedTrip, 'passengers' | 'trip'> & {
  readonly person: Pick<
    AddedTrip['trip'],
    'clientName' | 'callName' | 'whatsapp' | 'language' | 'email'
  >;
} => ({
  contactId: trip.contactId,
  role: trip.role,
  consent: trip.consent,
  person: {
    clientName: trip.clientName,
    callName: trip.callName,
    whatsapp: trip.whatsapp,
    language: trip.language,
    email: journey.contacts.find(({ id }) => id === trip.contactId)?.email ?? null,
  },
});

/** A leg for everybody who flies on a journey, told to the contacts that there are. */
export const legAddition = (
  journey: Journey,
  { notify: _, ...input }: LegAddition,
  now: Instant,
): Normalised<Addition> => {
  const { legs, problems, warnings } = legsOf({ legs: [input] }, now);
  const [leg] = legs;
  if (!leg) return refused(...problems.map(unlisted));
  const trips = standing(journey);
  const flown = firstOfEach(trips, ({ legId }) => legId).filter(
    ({ status }) => status !== 'withdrawn',
  );
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

/** A leg after an edit, checked as a booking; what the edit does not name stays each trip's own. */
export const legAfterEdit = (
  journey: Journey,
  legId: string,
  edit: LegEdit,
  now: Instant,
): Normalised<Omit<NewLeg, 'stay' | 'returnDate'> & Partial<NewLeg>> | null => {
  const live = journey.trips.filter(({ status }) => status !== 'withdrawn');
  const trip = live.find((one) => one.legId === legId);
  if (!trip) return null;
  const result = applyEdit(trip, edit, now);
  if (!result.ok)
    return refused(
      ...result.problems.map(({ field, code, message }) => ({ path: [field], code, message })),
    );
  const { stay, returnDate, ...flight } = onlyLeg(result.value.trip);
  const others = firstOfEach(live, (one) => one.legId).filter((one) => one.legId !== legId);
  if (others.some((other) => flightAndDay(other) === flightAndDay(flight)))
    return refused({
      path: [],
      code: 'duplicate_leg',
      message: 'is the same flight on the same day as another leg',
    });
  return {
    ok: true,
    value: {
      ...flight,
      ...(edit.stay !== undefined && { stay }),
      ...(edit.returnDate !== undefined && { returnDate }),
    },
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

const nameTwice = (journey: Journey, name: string, except?: string): readonly JourneyIssue[] =>
  journey.passengers.some((other) => other.id !== except && sameName(other.name, name))
    ? [{ path: ['name'], code: 'name_twice', message: 'is the name of another passenger too' }]
    : [];

/** The contact of a passenger who is added, on a leg. */
type Hearing = (leg: Trip) => Omit<AddedTrip, 'passengers'>;

const hearingAs =
  (contact: Omit<NewContact, 'passengers'>): Hearing =>
  (leg) => ({
    contactId: null,
    role: contact.role,
    consent: contact.consent,
    trip: {
      ...onlyLeg(leg),
      clientName: contact.name,
      callName: contact.callName,
      whatsapp: contact.phone,
      language: contact.language,
      email: contact.email,
    },
  });

const hearingOf =
  (journey: Journey, trip: Trip): Hearing =>
  (leg) => {
    const { person, ...contact } = contactOf(journey, trip);
    return { ...contact, trip: { ...onlyLeg(leg), ...person } };
  };

/** A passenger for all legs of a journey that are flown. */
export const passengerAddition = (
  journey: Journey,
  { contact, notify: _, ...input }: PassengerAddition,
  options: { readonly consentOf: ConsentOf; readonly attested: Consent },
): Normalised<Addition> => {
  const trips = standing(journey);
  // An infant is accompanied by those who are on the journey already.
  const people = peopleOf({ passengers: [input] });
  const passenger = people.passengers[0];
  const problems = people.problems.filter(({ code }) => code !== 'infant_alone').map(unlisted);
  if (!passenger || problems.length > 0) return refused(...problems);
  const added = (hearing: Hearing, warnings: readonly JourneyIssue[]): Normalised<Addition> => ({
    ok: true,
    value: {
      passengers: [passenger],
      trips: firstOfEach(trips, ({ legId }) => legId).map((leg) => ({
        ...hearing(leg),
        passengers: [0],
      })),
    },
    warnings: [...nameTwice(journey, passenger.name), ...warnings],
  });
  if (typeof contact === 'string') {
    const theirs = trips.find(({ contactId }) => contactId === contact);
    return theirs
      ? added(hearingOf(journey, theirs), [])
      : refused({
          path: ['contact'],
          code: 'unknown_contact',
          message: 'is nobody who hears of this journey',
        });
  }
  const stated = contactsOf({ contacts: contact ? [contact] : [] }, [passenger], options.consentOf);
  const inContact = (issue: JourneyIssue) => ({
    ...issue,
    path: ['contact', ...issue.path.slice(2)],
  });
  if (stated.problems.length > 0) return refused(...stated.problems.map(inContact));
  const [person] = stated.contacts;
  if (person) return added(hearingAs(person), stated.warnings.map(inContact));
  const spokenFor = trips.filter(({ role }) => role === 'traveller' || role === 'guardian');
  const companion = journey.passengers
    .map(({ id }) => spokenFor.find((trip) => trip.passengers.some((one) => one.id === id)))
    .find((trip) => trip !== undefined);
  const hearing =
    passenger.kind === 'infant' && companion
      ? hearingOf(journey, companion)
      : hearingAs(calledContact(passenger, trips[0]?.language ?? 'es', options.attested));
  return added(hearing, [withoutContact(['contact'], passenger.kind)]);
};

/** What is said of a passenger after an edit. */
export const passengerAfterEdit = (
  journey: Journey,
  passengerId: string,
  edit: PassengerEdit,
): Normalised<NewPassenger> | null => {
  const present = journey.passengers.find(({ id }) => id === passengerId);
  if (!present) return null;
  const read = peopleOf({ passengers: [{ ...edit, name: edit.name ?? present.name }] });
  const problems = read.problems.filter(({ code }) => code !== 'infant_alone').map(unlisted);
  const [passenger] = read.passengers;
  if (!passenger || problems.length > 0) return refused(...problems);
  const isRenamed = edit.name !== undefined && edit.name !== present.name;
  const { id: _, ...kept } = present;
  const value = isRenamed
    ? { ...passenger, kind: edit.kind ?? present.kind }
    : { ...kept, callName: edit.callName ?? kept.callName, kind: edit.kind ?? kept.kind };
  const others = journey.passengers.filter(({ id }) => id !== passengerId);
  if (value.kind === 'infant' && others.every(({ kind }) => kind === 'infant'))
    return refused({
      path: ['kind'],
      code: 'infant_alone',
      message: 'is an infant: somebody must fly with them',
    });
  return { ok: true, value, warnings: nameTwice(journey, value.name, passengerId) };
};
