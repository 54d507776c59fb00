import { isDeepStrictEqual } from 'node:util';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { flightKeyParts } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type {
  BookedTrip,
  BookRequest,
  BookResult,
  CancelResult,
  EditRequest,
  EditResult,
  LeaveResult,
  MoveResult,
  TripDesk,
} from '#shared/ports/trip-desk.ts';
import { bookingIdentity, sameName } from './identity.ts';
import {
  contactFor,
  enterPassengers,
  journeyFor,
  legFor,
  passengersOn,
  releasePassengers,
  withPeople,
} from './people.ts';
import type { TripPassengerRow } from './rows.ts';
import type { Tables } from './tables.ts';
import { closeTask } from './tasks.ts';

/** The flight columns of a trip whose flight is not matched yet. */
export const unmatched = {
  status: 'booked',
  scheduledDeparture: null,
  estimatedDeparture: null,
  estimatedArrival: null,
  gate: null,
  terminal: null,
  faFlightId: null,
  nextCheckAt: null,
} as const;

/** The trip that a contact has on that flight and day. */
export const tripOfContact = (
  tables: Tables,
  contactId: string,
  { flightNumber, flightKey }: Pick<BookedTrip, 'flightNumber' | 'flightKey'>,
  except?: string,
): Trip | undefined =>
  tables
    .tripsOfContact(contactId)
    .find(
      (trip) =>
        trip.id !== except &&
        trip.flightNumber === flightNumber &&
        flightKeyParts(trip.flightKey).date === flightKeyParts(flightKey).date,
    );

const namesOn = (tables: Tables, rows: readonly TripPassengerRow[]): string[] =>
  rows.flatMap(({ passengerId }) => tables.passengers.get(passengerId)?.name ?? []);

/** The identity of the passengers booked together with one, as their trip now is. */
const identityNow = (tables: Tables, trip: Trip, entry: TripPassengerRow): string =>
  bookingIdentity(
    trip,
    namesOn(
      tables,
      (tables.passengersOfTrip.get(trip.id) ?? []).filter(
        ({ bookedAs }) => bookedAs === entry.bookedAs,
      ),
    ),
  );

const entryWhere = (
  tables: Tables,
  agencyId: string,
  matches: (entry: TripPassengerRow) => boolean,
): { readonly trip: Trip; readonly entry: TripPassengerRow } | undefined => {
  for (const [tripId, entries] of tables.passengersOfTrip) {
    const trip = tables.trips.get(tripId);
    const entry = trip?.agencyId === agencyId ? entries.find(matches) : undefined;
    if (trip && entry) return { trip, entry };
  }
  return undefined;
};

const earlierBooking = (tables: Tables, request: BookRequest): BookResult | null => {
  const { agencyId, trip, passengers, idempotencyKey } = request;
  const names = passengers.map(({ name }) => name);
  const identity = bookingIdentity(trip, names);
  const keyed =
    idempotencyKey === null
      ? undefined
      : entryWhere(tables, agencyId, (entry) => entry.idempotencyKey === idempotencyKey);
  if (keyed)
    return keyed.entry.bookedAs === identity
      ? { kind: 'same', trip: keyed.trip }
      : { kind: 'key-reused', tripId: keyed.trip.id };
  const referenced =
    trip.reference === null
      ? undefined
      : entryWhere(
          tables,
          agencyId,
          ({ reference, leftAt }) => reference === trip.reference && leftAt === null,
        );
  if (referenced)
    return [
      referenced.entry.bookedAs,
      identityNow(tables, referenced.trip, referenced.entry),
    ].includes(identity)
      ? { kind: 'same', trip: referenced.trip }
      : { kind: 'reference-taken', tripId: referenced.trip.id };
  const contact =
    trip.whatsapp === null ? undefined : tables.contactOfPhone(agencyId, trip.whatsapp);
  const there = contact && tripOfContact(tables, contact.id, trip);
  const isOnIt = (name: string): boolean =>
    there !== undefined &&
    namesOn(tables, passengersOn(tables, there.id)).some((other) => sameName(other, name));
  return there && names.some(isOnIt) ? { kind: 'duplicate', tripId: there.id } : null;
};

/** Emits `TripBooked` for a trip. */
export const emitBooked = (
  tables: Tables,
  trip: Trip,
  now: Instant,
  more: Pick<EventOf<'TripBooked'>['data'], 'movedFrom' | 'notify'> = {},
): void => {
  const id = uuidV5('TripBooked', trip.id);
  tables.emit({
    id,
    type: 'TripBooked',
    version: 1,
    time: now,
    agencyId: trip.agencyId,
    tripId: trip.id,
    correlationId: id,
    causationId: null,
    data: {
      flightKey: trip.flightKey,
      departure: trip.departure,
      ...more,
    },
  });
};

const emitChanged = (
  tables: Tables,
  before: Trip,
  after: Trip,
  change: { readonly fields: readonly string[]; readonly notify: boolean; readonly now: Instant },
): void => {
  const id = uuidV5('TripChanged', after.id, after.revision);
  tables.emit({
    id,
    type: 'TripChanged',
    version: 1,
    time: change.now,
    agencyId: after.agencyId,
    tripId: after.id,
    correlationId: id,
    causationId: null,
    data: {
      revision: after.revision,
      before: { flightKey: before.flightKey, departure: before.departure },
      after: { flightKey: after.flightKey, departure: after.departure },
      fields: [...change.fields],
      notify: change.notify,
    },
  });
};

const book = (tables: Tables, request: BookRequest): BookResult => {
  const earlier = earlierBooking(tables, request);
  if (earlier) return earlier;
  const { agencyId, now } = request;
  const phone = request.trip.whatsapp;
  const known = phone === null ? undefined : tables.contactOfPhone(agencyId, phone);
  const journeyId =
    (known && tripOfContact(tables, known.id, request.trip)?.journeyId) ??
    journeyFor(tables, agencyId, request.journeyReference, now);
  const contact = contactFor(tables, agencyId, journeyId, request.trip);
  const there = tripOfContact(tables, contact.id, request.trip);
  const trip: Trip = there
    ? { ...there, revision: there.revision + 1 }
    : {
        ...request.trip,
        ...unmatched,
        id: tables.ids.random(),
        agencyId,
        revision: 1,
        journeyId,
        legId: legFor(tables, journeyId, request.trip),
        contactId: contact.id,
        role: 'traveller',
        passengers: [],
        consent: request.consent,
        insertedAt: now,
      };
  enterPassengers(tables, trip, request.passengers, {
    reference: request.trip.reference,
    idempotencyKey: request.idempotencyKey,
    bookedAs: bookingIdentity(
      request.trip,
      request.passengers.map(({ name }) => name),
    ),
    at: now,
  });
  const written = withPeople(tables, trip);
  tables.putTrip(written);
  if (there) {
    emitChanged(tables, written, written, { fields: ['passengers'], notify: true, now });
    return { kind: 'joined', trip: written };
  }
  emitBooked(tables, written, now);
  return { kind: 'booked', trip: written };
};

const ownTrip = (tables: Tables, agencyId: string, tripId: string): Trip | null => {
  const trip = tables.trips.get(tripId);
  return trip?.agencyId === agencyId ? trip : null;
};

/** The fields that `TripChanged` announces, in this order. */
const announcedFields = [
  'clientName',
  'whatsapp',
  'language',
  'flightNumber',
  'originIata',
  'destinationIata',
  'departure',
  'stay',
  'returnDate',
  'clientDescription',
  'metadata',
] as const;
/** They follow from other fields: an edit that changes only these announces none. */
const derivedFields = ['flightKey', 'originZone', 'destinationZone'] as const;

const hasChanged = (before: Trip, after: Trip) => (field: keyof Trip) =>
  !isDeepStrictEqual(before[field], after[field]);

/** Gives the contact of a trip another number, on all its legs of the journey. */
const correctPhone = (
  tables: Tables,
  trip: Trip,
  after: Trip,
  change: { readonly notify: boolean; readonly now: Instant },
): string => {
  const old = tables.contact(trip.contactId);
  const others = tables.tripsOfContact(trip.contactId).filter(({ id }) => id !== trip.id);
  const known =
    after.whatsapp === null ? undefined : tables.contactOfPhone(trip.agencyId, after.whatsapp);
  const staysRight = others.some(({ journeyId }) => journeyId !== trip.journeyId);
  const contact =
    known ??
    (old && !staysRight
      ? { ...old, phone: after.whatsapp, revision: old.revision + 1 }
      : {
          id: tables.ids.random(),
          agencyId: trip.agencyId,
          name: after.clientName,
          callName: after.callName,
          phone: after.whatsapp,
          email: old?.email ?? null,
          language: after.language,
          revision: 1,
        });
  tables.putContact(contact);
  for (const other of others.filter(({ journeyId }) => journeyId === trip.journeyId)) {
    const next = withPeople(tables, {
      ...other,
      contactId: contact.id,
      whatsapp: after.whatsapp,
      revision: other.revision + 1,
    });
    tables.putTrip(next);
    emitChanged(tables, other, next, { ...change, fields: ['whatsapp'] });
  }
  return contact.id;
};

/** Whether the number is another contact's who is on one of these flights already. */
const takenByContact = (tables: Tables, trip: Trip, after: Trip): Trip | undefined => {
  const contactId =
    after.whatsapp === trip.whatsapp
      ? trip.contactId
      : after.whatsapp === null
        ? undefined
        : tables.contactOfPhone(trip.agencyId, after.whatsapp)?.id;
  if (contactId === undefined) return undefined;
  const moved =
    contactId === trip.contactId
      ? []
      : tables
          .tripsOfContact(trip.contactId)
          .filter(({ id, journeyId }) => id !== trip.id && journeyId === trip.journeyId);
  const first = tripOfContact(tables, contactId, after, trip.id);
  return (
    first ??
    moved.map((other) => tripOfContact(tables, contactId, other)).find((one) => one !== undefined)
  );
};

const renameClient = (
  tables: Tables,
  before: Trip,
  after: Trip,
  callName: string | undefined,
): void => {
  for (const { passengerId } of passengersOn(tables, before.id)) {
    const person = tables.passengers.get(passengerId);
    if (person && sameName(person.name, before.clientName))
      tables.passengers.set(passengerId, {
        ...person,
        name: after.clientName,
        callName: callName ?? person.callName,
      });
  }
  const contact = tables.contact(after.contactId);
  if (contact && sameName(contact.name, before.clientName))
    tables.putContact({
      ...contact,
      name: after.clientName,
      callName: callName ?? contact.callName,
      revision: contact.revision + 1,
    });
  for (const other of tables.trips.values())
    if (other.journeyId === before.journeyId || other.contactId === after.contactId)
      tables.putTrip(withPeople(tables, other));
};

const edit = (
  tables: Tables,
  { agencyId, tripId, revision, set, notify, now }: EditRequest,
): EditResult => {
  const trip = ownTrip(tables, agencyId, tripId);
  if (!trip) return { kind: 'not-found' };
  if (trip.status === 'withdrawn') return { kind: 'withdrawn' };
  if (trip.revision !== revision) return { kind: 'stale' };
  const edited: Trip = { ...trip, ...set, revision: revision + 1 };
  const fields = announcedFields.filter(hasChanged(trip, edited));
  if (fields.length === 0 && !derivedFields.some(hasChanged(trip, edited)))
    return { kind: 'unchanged', trip };
  const taken = takenByContact(tables, trip, edited);
  if (taken) return { kind: 'duplicate', tripId: taken.id };
  const isRebooked = edited.flightKey !== trip.flightKey || edited.departure !== trip.departure;
  const contactId =
    edited.whatsapp === trip.whatsapp
      ? trip.contactId
      : correctPhone(tables, trip, edited, { notify, now });
  if (edited.clientName !== trip.clientName)
    renameClient(tables, trip, { ...edited, contactId }, set.callName);
  const next = withPeople(tables, {
    ...edited,
    ...(isRebooked ? unmatched : {}),
    contactId,
    legId: legFor(tables, trip.journeyId, edited),
  });
  tables.putTrip(next);
  if (isRebooked) tables.rebookedAt.set(tripId, now);
  emitChanged(tables, trip, next, { fields, notify, now });
  return { kind: 'edited', trip: next, fields };
};

/** Withdraws a trip: closes its tasks, sets its passengers free, emits `TripCancelled`. */
export const withdraw = (tables: Tables, trip: Trip, notify: boolean, now: Instant): Trip => {
  releasePassengers(tables, trip.id, now);
  const next = withPeople(tables, { ...trip, status: 'withdrawn', nextCheckAt: null });
  tables.putTrip(next);
  for (const { kind } of tables.tasksOfTrip(trip.id))
    closeTask(tables, trip.id, kind, 'trip_withdrawn', now);
  const id = uuidV5('TripCancelled', trip.id);
  tables.emit({
    id,
    type: 'TripCancelled',
    version: 1,
    time: now,
    agencyId: trip.agencyId,
    tripId: trip.id,
    correlationId: id,
    causationId: null,
    data: { flightKey: trip.flightKey, notify },
  });
  return next;
};

const cancel = (
  tables: Tables,
  { agencyId, tripId, notify, now }: Parameters<TripDesk['cancel']>[0],
): CancelResult => {
  const trip = ownTrip(tables, agencyId, tripId);
  if (!trip) return { kind: 'not-found' };
  if (trip.status === 'withdrawn') return { kind: 'already', trip };
  return { kind: 'cancelled', trip: withdraw(tables, trip, notify, now) };
};

const leave = (
  tables: Tables,
  { agencyId, tripId, passengerId, notify, now }: Parameters<TripDesk['leave']>[0],
): LeaveResult => {
  const trip = ownTrip(tables, agencyId, tripId);
  const entry =
    trip && tables.passengersOfTrip.get(tripId)?.find((row) => row.passengerId === passengerId);
  if (!trip || !entry) return { kind: 'not-found' };
  if (entry.leftAt !== null) return { kind: 'already', trip };
  if (passengersOn(tables, tripId).length === 1)
    return { kind: 'cancelled', trip: withdraw(tables, trip, notify, now) };
  releasePassengers(tables, tripId, now, passengerId);
  const next = withPeople(tables, { ...trip, revision: trip.revision + 1 });
  tables.putTrip(next);
  emitChanged(tables, next, next, { fields: ['passengers'], notify, now });
  return { kind: 'left', trip: next };
};

const movePassenger = (
  tables: Tables,
  { agencyId, tripId, passengerId, set, notify, now }: Parameters<TripDesk['movePassenger']>[0],
): MoveResult => {
  const trip = ownTrip(tables, agencyId, tripId);
  if (!trip) return { kind: 'not-found' };
  if (trip.status === 'withdrawn') return { kind: 'withdrawn' };
  const entry = passengersOn(tables, tripId).find((row) => row.passengerId === passengerId);
  if (!entry) return { kind: 'not-found' };
  if (passengersOn(tables, tripId).length === 1) return { kind: 'alone' };
  const moved: Trip = { ...trip, ...set, ...unmatched };
  const taken = tripOfContact(tables, trip.contactId, moved);
  if (taken) return { kind: 'duplicate', tripId: taken.id };
  releasePassengers(tables, tripId, now, passengerId);
  const stayed = withPeople(tables, { ...trip, revision: trip.revision + 1 });
  tables.putTrip(stayed);
  const id = tables.ids.random();
  tables.passengersOfTrip.set(id, [
    { ...entry, idempotencyKey: null, joinedAt: now, leftAt: null },
  ]);
  const next = withPeople(tables, {
    ...moved,
    id,
    revision: 1,
    legId: legFor(tables, trip.journeyId, moved),
    insertedAt: now,
  });
  tables.putTrip(next);
  // Nobody who stays has anything to hear.
  emitChanged(tables, stayed, stayed, { fields: ['passengers'], notify: false, now });
  emitBooked(tables, next, now, { movedFrom: { tripId, notify } });
  return { kind: 'moved', trip: next };
};

/** The part of `TripDesk` that books, edits and cancels trips. */
export const memoryBooking = (
  tables: Tables,
): Pick<TripDesk, 'book' | 'edit' | 'leave' | 'movePassenger' | 'cancel' | 'trip'> => ({
  book: async (request) => book(tables, request),
  edit: async (request) => edit(tables, request),
  leave: async (request) => leave(tables, request),
  movePassenger: async (request) => movePassenger(tables, request),
  cancel: async (request) => cancel(tables, request),
  trip: async (agencyId, tripId) => ownTrip(tables, agencyId, tripId),
});
