import { isDeepStrictEqual } from 'node:util';
import type { Journey, JourneySummary } from '#shared/domain/journey.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type {
  BookJourneyRequest,
  BookJourneyResult,
  EditJourneyResult,
  JourneyDesk,
  JourneyFilter,
  NewContact,
  WithdrawJourneyResult,
} from '#shared/ports/journey-desk.ts';
import { countNewTrips } from './ceilings.ts';
import { addConsent } from './consents.ts';
import { bookingIdentity, nameContains } from './identity.ts';
import { emitJourneyBooked, emitJourneyChanged } from './journey-events.ts';
import { departsWithin, ensureGroup, journeyOfReference, legFor, withPeople } from './people.ts';
import type { ContactRow, JourneyRow } from './rows.ts';
import type { Tables } from './tables.ts';
import { confirming, emitBooked, tripOfContact, unmatched, withdraw } from './trips.ts';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byDeparture = (a: Pick<Trip, 'departure'>, b: Pick<Trip, 'departure'>): number =>
  byText(a.departure, b.departure);

const summaryOf = (tables: Tables, row: JourneyRow): JourneySummary => {
  const trips = tables.tripsOfJourney(row.id);
  const legIds = new Set(trips.map(({ legId }) => legId));
  const contactIds = new Set(trips.map(({ contactId }) => contactId));
  const { idempotencyKey: _, bookedAs: __, withdrawnAt, ...journey } = row;
  return {
    ...journey,
    // There are no members here.
    keeper: null,
    state: withdrawnAt === null ? 'live' : 'withdrawn',
    passengers: [...tables.passengers.values()]
      .filter(({ journeyId }) => journeyId === row.id)
      .map(({ journeyId: _, ...passenger }) => passenger),
    legs: [...tables.legs.values()]
      .filter(({ id, journeyId }) => journeyId === row.id && legIds.has(id))
      .sort((a, b) => byDeparture(a, b) || byText(a.flightKey, b.flightKey))
      .map(({ journeyId: _, ...leg }) => leg),
    contacts: [...contactIds]
      .flatMap((id) => tables.contact(id) ?? [])
      .sort((a, b) => byText(a.name, b.name) || byText(a.id, b.id))
      .map(({ agencyId: _, isForgotten: __, voidConsents: ___, ...contact }) => contact),
  };
};

/** A journey with its trips. */
export const journeyOf = (tables: Tables, row: JourneyRow): Journey => ({
  ...summaryOf(tables, row),
  trips: tables.tripsOfJourney(row.id).sort((a, b) => byDeparture(a, b) || byText(a.id, b.id)),
});

const earlierJourney = (tables: Tables, request: BookJourneyRequest): BookJourneyResult | null => {
  const { agencyId, idempotencyKey, reference, bookedAs } = request;
  const keyed =
    idempotencyKey === null
      ? undefined
      : [...tables.journeys.values()].find(
          (row) => row.agencyId === agencyId && row.idempotencyKey === idempotencyKey,
        );
  const found = keyed ?? journeyOfReference(tables, agencyId, reference);
  if (found)
    return {
      kind: found.bookedAs === bookedAs ? 'same' : keyed ? 'key-differs' : 'reference-differs',
      journey: journeyOf(tables, found),
    };
  for (const [leg, flight] of request.legs.entries())
    for (const [contact, { phone }] of request.contacts.entries()) {
      const known = phone === null ? undefined : tables.contactOfPhone(agencyId, phone);
      const trip = known && tripOfContact(tables, known.id, flight);
      if (trip) return { kind: 'duplicate', tripId: trip.id, leg, contact };
    }
  return null;
};

const contactOf = (tables: Tables, agencyId: string, contact: NewContact): ContactRow => {
  const { name, callName, phone, email, language } = contact;
  const known = phone === null ? undefined : tables.contactOfPhone(agencyId, phone);
  const id = tables.ids.random();
  const row = known ?? { id, agencyId, name, callName, phone, email, language, revision: 1 };
  tables.putContact(row);
  addConsent(tables, row.id, contact.consent);
  return row;
};

const bookJourney = (tables: Tables, request: BookJourneyRequest): BookJourneyResult => {
  const earlier = earlierJourney(tables, request);
  if (earlier) return earlier;
  const { agencyId, passengers, legs, contacts, notify, confirmFrom, now, ...rest } = request;
  const flights = legs.flatMap(({ flightKey }) => contacts.map(() => flightKey));
  countNewTrips(tables, agencyId, flights, now);
  const row: JourneyRow = {
    ...rest,
    id: tables.ids.random(),
    agencyId,
    revision: 1,
    insertedAt: now,
    withdrawnAt: null,
  };
  tables.journeys.set(row.id, row);
  ensureGroup(tables, agencyId, row.group);
  const people = passengers.map((passenger) => ({
    ...passenger,
    id: tables.ids.random(),
    journeyId: row.id,
  }));
  for (const person of people) tables.passengers.set(person.id, person);
  const rows = contacts.map((contact) => contactOf(tables, agencyId, contact));
  for (const leg of legs)
    for (const [nth, contact] of contacts.entries()) {
      const id = tables.ids.random();
      const flying = contact.passengers.flatMap((position) => people[position] ?? []);
      const identified = { ...leg, clientName: contact.name, whatsapp: contact.phone };
      const bookedAs = bookingIdentity(
        identified,
        flying.map(({ name }) => name),
      );
      tables.passengersOfTrip.set(
        id,
        flying.map((person) => ({
          passengerId: person.id,
          reference: null,
          idempotencyKey: null,
          bookedAs,
          joinedAt: now,
          leftAt: null,
        })),
      );
      const trip = withPeople(tables, {
        ...identified,
        ...unmatched(tables, leg.flightKey),
        id,
        agencyId,
        revision: 1,
        journeyId: row.id,
        legId: legFor(tables, row.id, leg),
        contactId: rows[nth]?.id ?? '',
        role: contact.role,
        callName: '',
        passengers: [],
        language: contact.language,
        clientDescription: null,
        metadata: {},
        reference: null,
        consent: contact.consent,
        insertedAt: now,
      });
      tables.putTrip(trip);
      emitBooked(tables, trip, now, confirming({ notify, confirmFrom }));
    }
  emitJourneyBooked(tables, row, now);
  return { kind: 'booked', journey: journeyOf(tables, row) };
};

/** A journey of that agency; null where it is another’s or none. */
export const ownJourney = (tables: Tables, agencyId: string, id: string): JourneyRow | null => {
  const row = tables.journeys.get(id);
  return row?.agencyId === agencyId ? row : null;
};

const journeys = (
  tables: Tables,
  agencyId: string,
  { reference, group, state, from, to, name, before, limit }: JourneyFilter,
): readonly JourneySummary[] =>
  [...tables.journeys.values()]
    .filter((row) => {
      const trips = tables.tripsOfJourney(row.id);
      const names = [...tables.passengers.values()]
        .filter(({ journeyId }) => journeyId === row.id)
        .map((passenger) => passenger.name)
        .concat(trips.map(({ clientName }) => clientName));
      return (
        row.agencyId === agencyId &&
        (reference === undefined || row.reference === reference) &&
        (group === undefined || row.group === group) &&
        (state === undefined || (state === 'live') === (row.withdrawnAt === null)) &&
        (from === undefined || trips.some(departsWithin({ from }))) &&
        (to === undefined || trips.some(departsWithin({ to }))) &&
        (name === undefined || names.some((one) => nameContains(one, name))) &&
        (before === undefined ||
          row.insertedAt < before.insertedAt ||
          (row.insertedAt === before.insertedAt && row.id < before.id))
      );
    })
    .sort((a, b) => byText(b.insertedAt, a.insertedAt) || byText(b.id, a.id))
    .slice(0, limit)
    .map((row) => summaryOf(tables, row));

/** The journey of a row that may have been replaced since. */
const journeyNow = (tables: Tables, row: JourneyRow): Journey =>
  journeyOf(tables, tables.journeys.get(row.id) ?? row);

const noteFields = ['group', 'metadata', 'notes', 'owner', 'title'] as const;

const editJourney = (
  tables: Tables,
  { agencyId, journeyId, revision, set: edit, now }: Parameters<JourneyDesk['editJourney']>[0],
): EditJourneyResult => {
  const row = ownJourney(tables, agencyId, journeyId);
  if (!row) return { kind: 'not-found' };
  if (row.revision !== revision) return { kind: 'stale' };
  const { keeperId: _, ...set } = edit;
  const fields = noteFields.filter((field) => !isDeepStrictEqual(set[field], row[field]));
  if (fields.length === 0) return { kind: 'unchanged', journey: journeyOf(tables, row) };
  tables.journeys.set(journeyId, { ...row, ...set });
  ensureGroup(tables, agencyId, set.group);
  emitJourneyChanged(tables, journeyId, { fields, notify: false, now });
  return { kind: 'edited', journey: journeyNow(tables, row) };
};

const withdrawJourney = (
  tables: Tables,
  { agencyId, journeyId, notify, now }: Parameters<JourneyDesk['withdrawJourney']>[0],
): WithdrawJourneyResult => {
  const row = ownJourney(tables, agencyId, journeyId);
  if (!row) return { kind: 'not-found' };
  if (row.withdrawnAt !== null) return { kind: 'already', journey: journeyOf(tables, row) };
  for (const trip of tables.tripsOfJourney(journeyId))
    if (trip.status !== 'withdrawn') withdraw(tables, trip, notify, now);
  tables.journeys.set(journeyId, { ...row, withdrawnAt: now });
  emitJourneyChanged(tables, journeyId, { fields: ['state', 'trips'], notify, now });
  return { kind: 'withdrawn', journey: journeyNow(tables, row) };
};

/** The part of `JourneyDesk` that is about whole journeys. */
export const memoryJourneyDesk = (
  tables: Tables,
): Pick<
  JourneyDesk,
  'bookJourney' | 'journey' | 'journeys' | 'editJourney' | 'withdrawJourney'
> => ({
  bookJourney: async (request) => bookJourney(tables, request),
  journey: async (agencyId, journeyId) => {
    const row = ownJourney(tables, agencyId, journeyId);
    return row && journeyOf(tables, row);
  },
  journeys: async (agencyId, filter) => journeys(tables, agencyId, filter),
  editJourney: async (request) => editJourney(tables, request),
  withdrawJourney: async (request) => withdrawJourney(tables, request),
});
