import type { Instant } from '#shared/domain/instant.ts';
import type { NewPassenger } from '#shared/domain/passenger.ts';
import type { Consent, Trip } from '#shared/domain/trip.ts';
import type { ContactWords } from '#shared/ports/contact-desk.ts';
import { addConsent, asOf } from './consents.ts';
import { sameName } from './identity.ts';
import { passengersOn, withPeople } from './people.ts';
import type { ContactRow, PassengerRow } from './rows.ts';
import type { Tables } from './tables.ts';
import { emitChanged } from './trips.ts';

/**
 * The passengers who are the contact: of the same name or, where a traveller's ticket is written
 * otherwise, the only one on the trip of the same call name.
 */
const ownPassengers = (tables: Tables, contact: ContactRow): readonly PassengerRow[] => {
  const own = tables.tripsOfContact(contact.id).flatMap((trip) => {
    const people = passengersOn(tables, trip.id).flatMap(
      ({ passengerId }) => tables.passengers.get(passengerId) ?? [],
    );
    const named = people.filter(({ name }) => sameName(name, contact.name));
    if (named.length > 0) return named;
    const called = people.filter(
      ({ callName }) => callName !== '' && callName === contact.callName,
    );
    return trip.role === 'traveller' && called.length === 1 ? called : [];
  });
  return [...new Map(own.map((person) => [person.id, person])).values()];
};

/** The trip of a contact after an edit of the contact. */
const tripAfter = (trip: Trip, before: ContactRow, after: ContactRow): Trip => ({
  ...trip,
  whatsapp: after.phone,
  language: before.language === after.language ? trip.language : after.language,
  clientName:
    before.name !== after.name && sameName(trip.clientName, before.name)
      ? after.name
      : trip.clientName,
});

/** Renames the passengers who are the contact; the journeys of those. */
const renamePassengers = (
  tables: Tables,
  before: ContactRow,
  after: ContactRow,
): ReadonlySet<string> => {
  if (before.name === after.name && before.callName === after.callName) return new Set();
  const own = ownPassengers(tables, before);
  for (const person of own)
    tables.passengers.set(person.id, {
      ...person,
      // The ticket keeps its name where it was written otherwise.
      name:
        before.name !== after.name && sameName(person.name, before.name) ? after.name : person.name,
      callName: before.callName === after.callName ? person.callName : after.callName,
    });
  return new Set(own.map(({ journeyId }) => journeyId));
};

/**
 * Writes what is said of a contact, of the passengers who are the same person, and on all their
 * trips, and adds a consent. Answers what is to be announced of each journey.
 */
export const changeContact = (
  tables: Tables,
  before: ContactRow,
  set: Partial<ContactWords>,
  change: { readonly consent: Consent | null; readonly notify: boolean; readonly now: Instant },
): ReadonlyMap<string, readonly string[]> => {
  const { consent, notify, now } = change;
  const after = asOf(tables, before, { ...before, ...set, revision: before.revision + 1 });
  const renamed = renamePassengers(tables, before, after);
  tables.putContact(after);
  if (consent) addConsent(tables, before.id, consent);
  const announced = new Map<string, readonly string[]>();
  for (const trip of tables.tripsOfContact(before.id)) {
    const next = tripAfter(trip, before, after);
    const fields = [
      ...(['clientName', 'whatsapp', 'language'] as const).filter(
        (field) => trip[field] !== next[field],
      ),
      ...(consent ? ['consent'] : []),
    ];
    const { journeyId } = trip;
    const known = announced.get(journeyId) ?? (renamed.has(journeyId) ? ['passengers'] : []);
    announced.set(journeyId, [...known, ...fields]);
    if (fields.length === 0) continue;
    const revised = { ...next, revision: trip.revision + 1 };
    tables.putTrip(revised);
    emitChanged(tables, trip, revised, { fields, notify, now });
  }
  // What trips say of their people is brought up to date where any of them was renamed.
  for (const trip of tables.trips.values())
    if (trip.agencyId === before.agencyId) tables.putTrip(withPeople(tables, trip));
  return new Map(
    [...announced].map(([journeyId, fields]) => [
      journeyId,
      fields.length === 0 ? ['contacts'] : [...new Set(fields)].sort(),
    ]),
  );
};

/** The contacts of a journey who are that passenger; nobody where two are of one name. */
const contactsWhoAre = (tables: Tables, passenger: PassengerRow): readonly ContactRow[] => {
  const ids = new Set(
    tables
      .tripsOfJourney(passenger.journeyId)
      .flatMap(({ contactId, status }) => (status === 'withdrawn' ? [] : [contactId])),
  );
  return [...ids].flatMap((id) => {
    const contact = tables.contact(id);
    const own = contact
      ? ownPassengers(tables, contact).filter(({ journeyId }) => journeyId === passenger.journeyId)
      : [];
    return contact && own.length === 1 && own[0]?.id === passenger.id ? [contact] : [];
  });
};

/** Says of the contacts who are a passenger what is said of the passenger. */
export const changeContactsOf = (
  tables: Tables,
  person: PassengerRow,
  set: NewPassenger,
  now: Instant,
): ReadonlyMap<string, readonly string[]> => {
  const announced = new Map<string, readonly string[]>();
  for (const contact of contactsWhoAre(tables, person)) {
    const name =
      person.name !== set.name && sameName(person.name, contact.name) ? set.name : contact.name;
    const callName = person.callName === set.callName ? contact.callName : set.callName;
    if (name === contact.name && callName === contact.callName) continue;
    const changes = changeContact(
      tables,
      contact,
      { name, callName },
      { consent: null, notify: false, now },
    );
    for (const [journeyId, fields] of changes)
      announced.set(journeyId, [...(announced.get(journeyId) ?? []), ...fields]);
  }
  return announced;
};
