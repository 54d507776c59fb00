import { flightKeyParts } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { NewPassenger, Passenger } from '#shared/domain/passenger.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { BookedTrip } from '#shared/ports/trip-desk.ts';
import { sameName } from './identity.ts';
import type { ContactRow, JourneyRow, LegRow, TripPassengerRow } from './rows.ts';
import type { Tables } from './tables.ts';

/** Whether a trip departs within two bounds, each an instant or a date at the origin. */
export const departsWithin =
  ({ from, to }: { readonly from?: string; readonly to?: string }) =>
  ({ departure, flightKey }: Pick<Trip, 'departure' | 'flightKey'>): boolean => {
    const moment = (bound: string) =>
      bound.length === 10 ? flightKeyParts(flightKey).date : departure;
    return (from === undefined || moment(from) >= from) && (to === undefined || moment(to) <= to);
  };

/** The journey of that reference that is not withdrawn. */
export const journeyOfReference = (
  tables: Tables,
  agencyId: string,
  reference: string | null,
): JourneyRow | undefined =>
  reference === null
    ? undefined
    : [...tables.journeys.values()].find(
        (journey) =>
          journey.agencyId === agencyId &&
          journey.reference === reference &&
          journey.withdrawnAt === null,
      );

/** Makes the group of that name, if it is new. */
export const ensureGroup = (tables: Tables, agencyId: string, name: string | null): void => {
  const key = `${agencyId}|${name}`;
  if (name !== null && !tables.groups.has(key))
    tables.groups.set(key, { id: tables.ids.random(), agencyId, name, leaderId: null });
};

/** The live journey of that reference, or a new one; without a reference always a new one. */
export const journeyFor = (
  tables: Tables,
  agencyId: string,
  reference: string | null,
  now: Instant,
): string => {
  const known = journeyOfReference(tables, agencyId, reference);
  if (known) return known.id;
  const id = tables.ids.random();
  tables.journeys.set(id, {
    id,
    agencyId,
    reference,
    title: null,
    owner: null,
    group: null,
    notes: null,
    metadata: {},
    idempotencyKey: null,
    bookedAs: null,
    revision: 1,
    insertedAt: now,
    withdrawnAt: null,
  });
  return id;
};

type BookedContact = Pick<BookedTrip, 'clientName' | 'callName' | 'whatsapp' | 'language'> & {
  readonly email?: string | null;
};

/** The contact that a booking is of, where there is one: by phone, else by name in the journey. */
export const knownContact = (
  tables: Tables,
  agencyId: string,
  journeyId: string,
  { clientName, whatsapp }: BookedContact,
): ContactRow | undefined =>
  whatsapp === null
    ? [...tables.trips.values()]
        .filter((trip) => trip.journeyId === journeyId)
        .flatMap((trip) => tables.contact(trip.contactId) ?? [])
        .find((contact) => contact.phone === null && sameName(contact.name, clientName))
    : tables.contactOfPhone(agencyId, whatsapp);

/** The contact of a booking, a new one where none is known. */
export const contactFor = (
  tables: Tables,
  agencyId: string,
  journeyId: string,
  booking: BookedContact,
): ContactRow => {
  const known = knownContact(tables, agencyId, journeyId, booking);
  if (known) return known;
  const { clientName, callName, whatsapp, language, email = null } = booking;
  const contact: ContactRow = {
    id: tables.ids.random(),
    agencyId,
    name: clientName,
    callName,
    phone: whatsapp,
    email,
    language,
    revision: 1,
  };
  tables.putContact(contact);
  return contact;
};

/** The leg of a journey that a flight is, created if new. */
export const legFor = (
  tables: Tables,
  journeyId: string,
  {
    flightNumber,
    originIata,
    destinationIata,
    departure,
    flightKey,
  }: Omit<LegRow, 'id' | 'journeyId'>,
): string => {
  const key = `${journeyId}|${flightKey}`;
  const known = tables.legs.get(key);
  const isFlown = [...tables.trips.values()].some(({ legId }) => legId === known?.id);
  const leg = (isFlown ? known : undefined) ?? {
    id: tables.ids.random(),
    journeyId,
    flightNumber,
    originIata,
    destinationIata,
    flightKey,
  };
  tables.legs.set(key, { ...leg, departure });
  return leg.id;
};

/** The passengers of a trip: those who are on it or, once it is withdrawn, those who last were. */
export const passengersOn = (tables: Tables, tripId: string): readonly TripPassengerRow[] => {
  const all = tables.passengersOfTrip.get(tripId) ?? [];
  const last = all.some(({ leftAt }) => leftAt === null)
    ? null
    : all.map(({ leftAt }) => leftAt ?? '').reduce((a, b) => (a > b ? a : b), '');
  return all
    .filter(({ leftAt }) => leftAt === last)
    .sort((a, b) => (a.joinedAt < b.joinedAt ? -1 : a.joinedAt > b.joinedAt ? 1 : 0));
};

/** Brings what a trip says of its people up to date. */
export const withPeople = (tables: Tables, trip: Trip): Trip => {
  const rows = passengersOn(tables, trip.id);
  const passengers = rows.flatMap(({ passengerId, reference, joinedAt }): Passenger[] => {
    const person = tables.passengers.get(passengerId);
    return person
      ? [
          {
            id: passengerId,
            name: person.name,
            callName: person.callName,
            kind: person.kind,
            reference,
            joinedAt,
          },
        ]
      : [];
  });
  return {
    ...trip,
    callName: tables.contact(trip.contactId)?.callName ?? '',
    reference: rows.find(({ reference }) => reference !== null)?.reference ?? null,
    passengers,
  };
};

/** Puts the passengers of a booking on its trip, new ones into the journey. */
export const enterPassengers = (
  tables: Tables,
  trip: Trip,
  passengers: readonly NewPassenger[],
  booking: Pick<TripPassengerRow, 'reference' | 'idempotencyKey' | 'bookedAs'> & {
    readonly at: Instant;
  },
): void => {
  passengers.forEach(({ name, callName, kind }, index) => {
    const rows = tables.passengersOfTrip.get(trip.id) ?? [];
    const known = [...tables.passengers.values()].find(
      (person) =>
        person.journeyId === trip.journeyId &&
        sameName(person.name, name) &&
        !rows.some(({ passengerId }) => passengerId === person.id),
    );
    const person = known ?? {
      id: tables.ids.random(),
      journeyId: trip.journeyId,
      name,
      callName,
      kind,
    };
    tables.passengers.set(person.id, person);
    tables.passengersOfTrip.set(trip.id, [
      ...rows,
      {
        passengerId: person.id,
        reference: index === 0 ? booking.reference : null,
        idempotencyKey: index === 0 ? booking.idempotencyKey : null,
        bookedAs: booking.bookedAs,
        joinedAt: booking.at,
        leftAt: null,
      },
    ]);
  });
};

/** Sets passengers of a trip free. */
export const releasePassengers = (
  tables: Tables,
  tripId: string,
  at: Instant,
  only?: string,
): void => {
  tables.passengersOfTrip.set(
    tripId,
    (tables.passengersOfTrip.get(tripId) ?? []).map((row) =>
      row.leftAt === null && (only === undefined || row.passengerId === only)
        ? { ...row, leftAt: at }
        : row,
    ),
  );
};
