import { isDeepStrictEqual } from 'node:util';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type {
  BookedTrip,
  BookRequest,
  BookResult,
  CancelResult,
  EditRequest,
  EditResult,
  TripDesk,
} from '#shared/ports/trip-desk.ts';
import { bookingIdentity } from './identity.ts';
import type { Tables } from './tables.ts';
import { closeTask } from './tasks.ts';

const journeyIdOf = (tables: Tables, agencyId: string, reference: string | null): string | null => {
  if (reference === null) return null;
  const key = `${agencyId}|${reference}`;
  const id = tables.journeys.get(key) ?? tables.ids.random();
  tables.journeys.set(key, id);
  return id;
};

/** The flight columns of a trip whose flight is not matched yet. */
const unmatched = {
  status: 'booked',
  scheduledDeparture: null,
  estimatedDeparture: null,
  estimatedArrival: null,
  gate: null,
  terminal: null,
  faFlightId: null,
  nextCheckAt: null,
} as const;

const duplicateOf = (
  tables: Tables,
  agencyId: string,
  trip: BookedTrip,
  except?: string,
): Trip | undefined =>
  tables
    .tripsOfPhone(agencyId, trip.whatsapp)
    .find((other) => other.id !== except && bookingIdentity(other) === bookingIdentity(trip));

const earlierBooking = (
  tables: Tables,
  { agencyId, trip, idempotencyKey }: BookRequest,
): BookResult | null => {
  const identity = bookingIdentity(trip);
  const keyedId =
    idempotencyKey === null ? undefined : tables.bookingKeys.get(`${agencyId}|${idempotencyKey}`);
  if (keyedId !== undefined) {
    const booked = tables.trips.get(keyedId);
    return booked && tables.bookedIdentities.get(keyedId) === identity
      ? { kind: 'same', trip: booked }
      : { kind: 'key-reused', tripId: keyedId };
  }
  if (trip.reference !== null) {
    for (const other of tables.trips.values()) {
      if (
        other.agencyId !== agencyId ||
        other.reference !== trip.reference ||
        other.status === 'withdrawn'
      )
        continue;
      return [bookingIdentity(other), tables.bookedIdentities.get(other.id)].includes(identity)
        ? { kind: 'same', trip: other }
        : { kind: 'reference-taken', tripId: other.id };
    }
  }
  const duplicate = duplicateOf(tables, agencyId, trip);
  return duplicate ? { kind: 'duplicate', tripId: duplicate.id } : null;
};

const book = (tables: Tables, request: BookRequest): BookResult => {
  const earlier = earlierBooking(tables, request);
  if (earlier) return earlier;
  const { agencyId, now } = request;
  const trip: Trip = {
    ...request.trip,
    ...unmatched,
    id: tables.ids.random(),
    agencyId,
    revision: 1,
    journeyId: journeyIdOf(tables, agencyId, request.journeyReference),
    consent: request.consent,
    insertedAt: now,
  };
  tables.putTrip(trip);
  tables.bookedIdentities.set(trip.id, bookingIdentity(trip));
  if (request.idempotencyKey !== null)
    tables.bookingKeys.set(`${agencyId}|${request.idempotencyKey}`, trip.id);
  const id = uuidV5('TripBooked', trip.id);
  tables.emit({
    id,
    type: 'TripBooked',
    version: 1,
    time: now,
    agencyId,
    tripId: trip.id,
    correlationId: id,
    causationId: null,
    data: { flightKey: trip.flightKey, departure: trip.departure },
  });
  return { kind: 'booked', trip };
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
  const duplicate = duplicateOf(tables, agencyId, edited, tripId);
  if (duplicate) return { kind: 'duplicate', tripId: duplicate.id };
  const isRebooked = edited.flightKey !== trip.flightKey || edited.departure !== trip.departure;
  const next: Trip = isRebooked ? { ...edited, ...unmatched } : edited;
  tables.putTrip(next);
  if (isRebooked) tables.rebookedAt.set(tripId, now);
  const id = uuidV5('TripChanged', tripId, next.revision);
  tables.emit({
    id,
    type: 'TripChanged',
    version: 1,
    time: now,
    agencyId,
    tripId,
    correlationId: id,
    causationId: null,
    data: {
      revision: next.revision,
      before: { flightKey: trip.flightKey, departure: trip.departure },
      after: { flightKey: next.flightKey, departure: next.departure },
      fields,
      notify,
    },
  });
  return { kind: 'edited', trip: next, fields };
};

const cancel = (
  tables: Tables,
  { agencyId, tripId, notify, now }: Parameters<TripDesk['cancel']>[0],
): CancelResult => {
  const trip = ownTrip(tables, agencyId, tripId);
  if (!trip) return { kind: 'not-found' };
  if (trip.status === 'withdrawn') return { kind: 'already', trip };
  const next: Trip = { ...trip, status: 'withdrawn', nextCheckAt: null };
  tables.putTrip(next);
  for (const { kind } of tables.tasksOfTrip(tripId))
    closeTask(tables, tripId, kind, 'trip_withdrawn', now);
  const id = uuidV5('TripCancelled', tripId);
  tables.emit({
    id,
    type: 'TripCancelled',
    version: 1,
    time: now,
    agencyId,
    tripId,
    correlationId: id,
    causationId: null,
    data: { flightKey: trip.flightKey, notify },
  });
  return { kind: 'cancelled', trip: next };
};

/** The part of `TripDesk` that books, edits and cancels trips. */
export const memoryBooking = (
  tables: Tables,
): Pick<TripDesk, 'book' | 'edit' | 'cancel' | 'trip'> => ({
  book: async (request) => book(tables, request),
  edit: async (request) => edit(tables, request),
  cancel: async (request) => cancel(tables, request),
  trip: async (agencyId, tripId) => ownTrip(tables, agencyId, tripId),
});
