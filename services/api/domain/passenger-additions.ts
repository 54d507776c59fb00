import { between, type Instant } from '#shared/domain/instant.ts';
import type { Journey } from '#shared/domain/journey.ts';
import type { NewPassenger } from '#shared/domain/passenger.ts';
import type { Consent, Trip } from '#shared/domain/trip.ts';
import type { AddedTrip, NewContact } from '#shared/ports/journey-desk.ts';
import { maxAfterDepartureMs } from './booking.ts';
import {
  type Addition,
  contactOf,
  firstOfEach,
  liveTrips,
  type Normalised,
  refused,
  unlisted,
} from './journey-additions.ts';
import type { PassengerAddition, PassengerEdit } from './journey-input.ts';
import type { JourneyIssue } from './journey-issue.ts';
import { onlyLeg } from './journey-legs.ts';
import {
  type ConsentOf,
  calledContact,
  contactsOf,
  peopleOf,
  sameName,
  speaksFor,
  withoutContact,
} from './journey-people.ts';

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
    const onLeg = liveTrips(journey).find(
      ({ contactId, legId }) => contactId === trip.contactId && legId === leg.legId,
    );
    const { person, ...contact } = contactOf(journey, onLeg ?? trip);
    return { ...contact, trip: { ...onlyLeg(leg), ...person } };
  };

/** The trip of who speaks for the first passenger of a journey who is spoken for. */
const companionOf = ({ passengers }: Journey, trips: readonly Trip[]): Trip | undefined => {
  const spokenFor = trips.filter(({ role }) => speaksFor(role));
  return passengers
    .map(({ id }) => spokenFor.find((trip) => trip.passengers.some((one) => one.id === id)))
    .find((trip) => trip !== undefined);
};

/** A passenger for all legs of a journey that can still be flown. */
export const passengerAddition = (
  journey: Journey,
  { contact, notify: _, ...input }: PassengerAddition,
  options: { readonly consentOf: ConsentOf; readonly attested: Consent; readonly now: Instant },
): Normalised<Addition> => {
  const live = liveTrips(journey);
  const legs = firstOfEach(
    live.filter(({ departure }) => between(options.now, departure) >= -maxAfterDepartureMs),
    ({ legId }) => legId,
  );
  // An infant is accompanied by those who are on the journey already.
  const people = peopleOf({ passengers: [input] });
  const passenger = people.passengers[0];
  const problems = people.problems.filter(({ code }) => code !== 'infant_alone').map(unlisted);
  if (!passenger || problems.length > 0) return refused(...problems);
  if (legs.length === 0 && journey.state === 'live')
    return refused({ path: [], code: 'no_legs', message: 'would have no flight left to fly' });
  const added = (
    hearings: readonly Hearing[],
    warnings: readonly JourneyIssue[],
  ): Normalised<Addition> => ({
    ok: true,
    value: {
      passengers: [passenger],
      trips: legs.flatMap((leg) =>
        hearings.map((hearing) => ({ ...hearing(leg), passengers: [0] })),
      ),
    },
    warnings: [...nameTwice(journey, passenger.name), ...warnings],
  });
  const named = namedHearing(journey, contact, passenger, options.consentOf);
  if (!named.ok) return named;
  const hearings = named.value ? [named.value.hearing] : [];
  if (named.value && speaksFor(named.value.role)) return added(hearings, named.warnings);
  const warnings = [...named.warnings, withoutContact(['contact'], passenger.kind)];
  if (passenger.kind !== 'infant') {
    const called = calledContact(passenger, live[0]?.language ?? 'es', options.attested);
    return added([...hearings, hearingAs(called)], warnings);
  }
  const companion = companionOf(journey, live);
  return companion
    ? added([...hearings, hearingOf(journey, companion)], warnings)
    : refused({
        path: [],
        code: 'infant_alone',
        message: 'is an infant: somebody must fly with them',
      });
};

/** The contact that is named for a passenger who is added: one of the journey, or a person. */
const namedHearing = (
  journey: Journey,
  contact: PassengerAddition['contact'],
  passenger: NewPassenger,
  consentOf: ConsentOf,
): Normalised<{ readonly role: Trip['role']; readonly hearing: Hearing } | null> => {
  if (typeof contact === 'string') {
    const trip = liveTrips(journey).find(({ contactId }) => contactId === contact);
    return trip
      ? {
          ok: true,
          value: { role: trip.role, hearing: hearingOf(journey, trip) },
          warnings: [],
        }
      : refused({
          path: ['contact'],
          code: 'unknown_contact',
          message: 'is nobody who hears of this journey',
        });
  }
  const stated = contactsOf({ contacts: contact ? [contact] : [] }, [passenger], consentOf);
  const inContact = (issue: JourneyIssue) => ({
    ...issue,
    path: ['contact', ...issue.path.slice(2)],
  });
  if (stated.problems.length > 0) return refused(...stated.problems.map(inContact));
  const [person] = stated.contacts;
  return {
    ok: true,
    value: person ? { role: person.role, hearing: hearingAs(person) } : null,
    warnings: stated.warnings.map(inContact),
  };
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
