import type { Trip } from '#shared/domain/trip.ts';
import type { BookRequest, BookResult, TripDesk } from '#shared/ports/trip-desk.ts';
import { bookingIdentity, sameName } from './identity.ts';
import { emitJourneyBooked, emitJourneyChanged } from './journey-events.ts';
import {
  contactFor,
  enterPassengers,
  journeyFor,
  legFor,
  passengersOn,
  withPeople,
} from './people.ts';
import type { TripPassengerRow } from './rows.ts';
import type { Tables } from './tables.ts';
import { cancel, edit, leave, movePassenger } from './trip-changes.ts';
import { emitBooked, emitChanged, namesOn, ownTrip, tripOfContact, unmatched } from './trips.ts';

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
  return there && (there.role !== request.role || names.some(isOnIt))
    ? { kind: 'duplicate', tripId: there.id }
    : null;
};

const book = (tables: Tables, request: BookRequest): BookResult => {
  const { agencyId, now } = request;
  const phone = request.trip.whatsapp;
  const erasedAt = tables.erasures.get(`${agencyId}|${phone}`);
  if (request.saidAt !== undefined && erasedAt !== undefined && request.saidAt <= erasedAt)
    return { kind: 'erased' };
  const earlier = earlierBooking(tables, request);
  if (earlier) return earlier;
  const known = phone === null ? undefined : tables.contactOfPhone(agencyId, phone);
  const journeyId =
    (known && tripOfContact(tables, known.id, request.trip)?.journeyId) ??
    journeyFor(tables, agencyId, request.journeyReference, now);
  const isNewJourney = ![...tables.trips.values()].some((other) => other.journeyId === journeyId);
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
        role: request.role,
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
    emitJourneyChanged(tables, journeyId, { fields: ['passengers'], notify: true, now });
    return { kind: 'joined', trip: written };
  }
  emitBooked(tables, written, now);
  if (isNewJourney) emitJourneyBooked(tables, { id: journeyId, agencyId }, now);
  else emitJourneyChanged(tables, journeyId, { fields: ['trips'], notify: true, now });
  return { kind: 'booked', trip: written };
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
