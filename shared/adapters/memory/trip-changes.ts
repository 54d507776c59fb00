import { isDeepStrictEqual } from 'node:util';
import type { Instant } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type {
  CancelResult,
  EditRequest,
  EditResult,
  LeaveResult,
  MoveResult,
  TripDesk,
} from '#shared/ports/trip-desk.ts';
import { countNewTrips, followFlights } from './ceilings.ts';
import { asOf } from './consents.ts';
import { sameName } from './identity.ts';
import { emitJourneyChanged } from './journey-events.ts';
import { legFor, passengersOn, releasePassengers, withPeople } from './people.ts';
import type { Tables } from './tables.ts';
import { emitBooked, emitChanged, ownTrip, tripOfContact, unmatched, withdraw } from './trips.ts';

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
      ? asOf(tables, old, { ...old, phone: after.whatsapp, revision: old.revision + 1 })
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
export const takenByContact = (tables: Tables, trip: Trip, after: Trip): Trip | undefined => {
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
    tables.putContact(
      asOf(tables, contact, {
        ...contact,
        name: after.clientName,
        callName: callName ?? contact.callName,
        revision: contact.revision + 1,
      }),
    );
  for (const other of tables.trips.values())
    if (other.journeyId === before.journeyId || other.contactId === after.contactId)
      tables.putTrip(withPeople(tables, other));
};

/** Writes the changes of an edit to a trip and emits `TripChanged`. */
export const changeTrip = (
  tables: Tables,
  trip: Trip,
  { set, notify, now }: Pick<EditRequest, 'set' | 'notify' | 'now'>,
): Extract<EditResult, { kind: 'edited' | 'unchanged' | 'duplicate' }> => {
  const edited: Trip = { ...trip, ...set, revision: trip.revision + 1 };
  const fields = announcedFields.filter(hasChanged(trip, edited));
  if (fields.length === 0 && !derivedFields.some(hasChanged(trip, edited)))
    return { kind: 'unchanged', trip };
  const taken = takenByContact(tables, trip, edited);
  if (taken) return { kind: 'duplicate', tripId: taken.id };
  if (edited.flightKey !== trip.flightKey)
    followFlights(tables, trip.agencyId, [edited.flightKey], now);
  const isRebooked = edited.flightKey !== trip.flightKey || edited.departure !== trip.departure;
  const contactId =
    edited.whatsapp === trip.whatsapp
      ? trip.contactId
      : correctPhone(tables, trip, edited, { notify, now });
  if (edited.clientName !== trip.clientName)
    renameClient(tables, trip, { ...edited, contactId }, set.callName);
  const next = withPeople(tables, {
    ...edited,
    ...(isRebooked ? unmatched(tables, edited.flightKey) : {}),
    contactId,
    legId: legFor(tables, trip.journeyId, edited),
  });
  tables.putTrip(next);
  if (isRebooked) tables.rebookedAt.set(trip.id, now);
  emitChanged(tables, trip, next, { fields, notify, now });
  return { kind: 'edited', trip: next, fields };
};

/** `TripDesk.edit`. */
export const edit = (tables: Tables, request: EditRequest): EditResult => {
  const trip = ownTrip(tables, request.agencyId, request.tripId);
  if (!trip) return { kind: 'not-found' };
  if (trip.status === 'withdrawn') return { kind: 'withdrawn' };
  if (trip.revision !== request.revision) return { kind: 'stale' };
  const result = changeTrip(tables, trip, request);
  if (result.kind === 'edited')
    emitJourneyChanged(tables, trip.journeyId, { ...request, fields: result.fields });
  return result;
};

/** Withdraws one trip of a journey. */
const withdrawAlone = (tables: Tables, trip: Trip, notify: boolean, now: Instant): Trip => {
  const withdrawn = withdraw(tables, trip, notify, now);
  emitJourneyChanged(tables, trip.journeyId, { fields: ['trips'], notify, now });
  return withdrawn;
};

/** `TripDesk.cancel`. */
export const cancel = (
  tables: Tables,
  { agencyId, tripId, notify, now }: Parameters<TripDesk['cancel']>[0],
): CancelResult => {
  const trip = ownTrip(tables, agencyId, tripId);
  if (!trip) return { kind: 'not-found' };
  if (trip.status === 'withdrawn') return { kind: 'already', trip };
  return { kind: 'cancelled', trip: withdrawAlone(tables, trip, notify, now) };
};

/** `TripDesk.leave`. */
export const leave = (
  tables: Tables,
  { agencyId, tripId, passengerId, notify, now }: Parameters<TripDesk['leave']>[0],
): LeaveResult => {
  const trip = ownTrip(tables, agencyId, tripId);
  const entry =
    trip && tables.passengersOfTrip.get(tripId)?.find((row) => row.passengerId === passengerId);
  if (!trip || !entry) return { kind: 'not-found' };
  if (entry.leftAt !== null) return { kind: 'already', trip };
  if (passengersOn(tables, tripId).length === 1)
    return { kind: 'cancelled', trip: withdrawAlone(tables, trip, notify, now) };
  releasePassengers(tables, tripId, now, passengerId);
  const next = withPeople(tables, { ...trip, revision: trip.revision + 1 });
  tables.putTrip(next);
  emitChanged(tables, next, next, { fields: ['passengers'], notify, now });
  emitJourneyChanged(tables, trip.journeyId, { fields: ['passengers'], notify, now });
  return { kind: 'left', trip: next };
};

/** `TripDesk.movePassenger`. */
export const movePassenger = (
  tables: Tables,
  { agencyId, tripId, passengerId, set, notify, now }: Parameters<TripDesk['movePassenger']>[0],
): MoveResult => {
  const trip = ownTrip(tables, agencyId, tripId);
  if (!trip) return { kind: 'not-found' };
  if (trip.status === 'withdrawn') return { kind: 'withdrawn' };
  const entry = passengersOn(tables, tripId).find((row) => row.passengerId === passengerId);
  if (!entry) return { kind: 'not-found' };
  if (passengersOn(tables, tripId).length === 1) return { kind: 'alone' };
  const moved: Trip = { ...trip, ...set, ...unmatched(tables, set.flightKey ?? trip.flightKey) };
  const taken = tripOfContact(tables, trip.contactId, moved);
  if (taken) return { kind: 'duplicate', tripId: taken.id };
  countNewTrips(tables, agencyId, [moved.flightKey], now);
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
  emitJourneyChanged(tables, trip.journeyId, { fields: ['trips', 'passengers'], notify, now });
  return { kind: 'moved', trip: next };
};
