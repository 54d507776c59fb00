import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { flightKeyParts } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { BookedTrip } from '#shared/ports/trip-desk.ts';
import { releasePassengers, withPeople } from './people.ts';
import type { TripPassengerRow } from './rows.ts';
import type { Tables } from './tables.ts';
import { closeTask } from './tasks.ts';

/** What a trip that has come to a flight knows of it: when it is looked up next, if it is. */
export const unmatched = (tables: Tables, flightKey: string) =>
  ({
    status: 'booked',
    scheduledDeparture: null,
    estimatedDeparture: null,
    estimatedArrival: null,
    gate: null,
    terminal: null,
    faFlightId: null,
    nextCheckAt: tables.flights.get(flightKey)?.nextCheckAt ?? null,
  }) as const;

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

/** The names of passengers on trips. */
export const namesOn = (tables: Tables, rows: readonly TripPassengerRow[]): string[] =>
  rows.flatMap(({ passengerId }) => tables.passengers.get(passengerId)?.name ?? []);

/** Emits `TripBooked` for a trip. */
export const emitBooked = (
  tables: Tables,
  trip: Trip,
  now: Instant,
  more: Pick<EventOf<'TripBooked'>['data'], 'movedFrom' | 'notify' | 'confirmFrom'> = {},
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
      journeyId: trip.journeyId,
      ...more,
    },
  });
};

/** Whether and when we confirm a booking, as its event says it. */
export const confirming = ({
  notify,
  confirmFrom,
}: {
  readonly notify: boolean;
  readonly confirmFrom?: Instant | undefined;
}): Pick<EventOf<'TripBooked'>['data'], 'notify' | 'confirmFrom'> =>
  notify ? (confirmFrom === undefined ? {} : { confirmFrom }) : { notify: false };

/** Emits `TripChanged` for a revision of a trip. */
export const emitChanged = (
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
      journeyId: after.journeyId,
    },
  });
};

/** A trip of that agency; null where it is another’s or none. */
export const ownTrip = (tables: Tables, agencyId: string, tripId: string): Trip | null => {
  const trip = tables.trips.get(tripId);
  return trip?.agencyId === agencyId ? trip : null;
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
    data: { flightKey: trip.flightKey, notify, journeyId: trip.journeyId },
  });
  return next;
};
