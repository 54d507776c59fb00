import type { Trip } from '#shared/domain/trip.ts';
import type {
  AddedTrip,
  EditJourneyResult,
  JourneyAct,
  JourneyDesk,
  JourneyPartResult,
  NewLeg,
} from '#shared/ports/journey-desk.ts';
import { countNewTrips } from './ceilings.ts';
import { addConsent } from './consents.ts';
import { changeContactsOf } from './contact-changes.ts';
import { bookingIdentity } from './identity.ts';
import { emitJourneyChanged } from './journey-events.ts';
import { journeyOf, ownJourney } from './journeys.ts';
import { contactFor, knownContact, legFor, withPeople } from './people.ts';
import type { JourneyRow } from './rows.ts';
import type { Tables } from './tables.ts';
import { changeTrip, takenByContact } from './trip-changes.ts';
import {
  confirming,
  emitBooked,
  emitChanged,
  tripOfContact,
  unmatched,
  withdraw,
} from './trips.ts';

type Parts = Pick<JourneyDesk, 'addToJourney' | 'editLeg' | 'withdrawLeg' | 'editPassenger'>;
type Request<K extends keyof Parts> = Parameters<Parts[K]>[0];

const edited = (
  tables: Tables,
  { agencyId, journeyId, now }: JourneyAct,
  change: { readonly fields: readonly string[]; readonly notify: boolean },
): EditJourneyResult => {
  const fields = [...new Set(change.fields)].sort();
  emitJourneyChanged(tables, journeyId, { ...change, fields, now });
  const row = ownJourney(tables, agencyId, journeyId);
  return row ? { kind: 'edited', journey: journeyOf(tables, row) } : { kind: 'not-found' };
};

/** The journey that an act is about; else why it cannot be done. */
const actedOn = (
  tables: Tables,
  { agencyId, journeyId, revision }: JourneyAct,
): JourneyRow | { readonly kind: 'not-found' | 'stale' } => {
  const row = ownJourney(tables, agencyId, journeyId);
  if (!row) return { kind: 'not-found' };
  return row.revision === revision ? row : { kind: 'stale' };
};

/** The contact of a trip that is to be added, where there is one already. */
const contactOf = (
  tables: Tables,
  { agencyId, journeyId }: JourneyAct,
  { contactId, trip }: AddedTrip,
) =>
  contactId === null ? knownContact(tables, agencyId, journeyId, trip) : tables.contact(contactId);

/** Puts passengers on a trip; who left it flies on it again. */
const enter = (tables: Tables, trip: Trip, ids: readonly string[], now: string): void => {
  const rows = tables.passengersOfTrip.get(trip.id) ?? [];
  const again = rows.map((row) =>
    row.leftAt !== null && ids.includes(row.passengerId)
      ? { ...row, joinedAt: now, leftAt: null }
      : row,
  );
  const added = ids
    .filter((id) => !rows.some(({ passengerId }) => passengerId === id))
    .map((passengerId) => ({
      passengerId,
      reference: null,
      idempotencyKey: null,
      bookedAs: bookingIdentity(trip, [tables.passengers.get(passengerId)?.name ?? '']),
      joinedAt: now,
      leftAt: null,
    }));
  tables.passengersOfTrip.set(trip.id, [...again, ...added]);
};

const addTrip = (
  tables: Tables,
  request: Request<'addToJourney'>,
  added: AddedTrip,
  passengers: readonly string[],
): 'trips' | 'passengers' => {
  const { agencyId, journeyId, notify, now } = request;
  const { email: _, ...flight } = added.trip;
  const contact =
    contactOf(tables, request, added) ?? contactFor(tables, agencyId, journeyId, added.trip);
  if (added.contactId === null) addConsent(tables, contact.id, added.consent);
  const there = tripOfContact(tables, contact.id, flight);
  if (there) {
    enter(tables, there, passengers, now);
    const next = withPeople(tables, { ...there, revision: there.revision + 1 });
    tables.putTrip(next);
    emitChanged(tables, next, next, { fields: ['passengers'], notify, now });
    return 'passengers';
  }
  const trip: Trip = {
    ...flight,
    ...unmatched(tables, flight.flightKey),
    id: tables.ids.random(),
    agencyId,
    revision: 1,
    journeyId,
    legId: legFor(tables, journeyId, flight),
    contactId: contact.id,
    role: added.role,
    passengers: [],
    clientDescription: null,
    metadata: {},
    reference: null,
    consent: added.consent,
    insertedAt: now,
  };
  enter(tables, trip, passengers, now);
  const written = withPeople(tables, trip);
  tables.putTrip(written);
  emitBooked(tables, written, now, confirming(request));
  return 'trips';
};

const addToJourney = (tables: Tables, request: Request<'addToJourney'>): JourneyPartResult => {
  const { agencyId, journeyId } = request;
  const own = ownJourney(tables, agencyId, journeyId);
  if (own && own.withdrawnAt !== null) return { kind: 'withdrawn' };
  const row = actedOn(tables, request);
  if ('kind' in row) return row;
  for (const added of request.trips) {
    const contact = contactOf(tables, request, added);
    const there = contact && tripOfContact(tables, contact.id, added.trip);
    if (there && (there.journeyId !== journeyId || there.role !== added.role))
      return { kind: 'duplicate', tripId: there.id };
  }
  const flights = request.trips.flatMap((added) => {
    const contact = contactOf(tables, request, added);
    return contact && tripOfContact(tables, contact.id, added.trip) ? [] : added.trip.flightKey;
  });
  countNewTrips(tables, agencyId, flights, request.now);
  const people = request.passengers.map((passenger) => ({
    ...passenger,
    id: tables.ids.random(),
    journeyId,
  }));
  for (const person of people) tables.passengers.set(person.id, person);
  const fields = request.trips.map((added) =>
    addTrip(
      tables,
      request,
      added,
      added.passengers.flatMap((by) => (typeof by === 'number' ? (people[by]?.id ?? []) : by)),
    ),
  );
  return edited(tables, request, {
    fields: fields.length === 0 ? ['passengers'] : fields,
    notify: request.notify,
  });
};

/** The live trips of a leg of a journey. */
const tripsOfLeg = (tables: Tables, journeyId: string, legId: string): readonly Trip[] =>
  tables
    .tripsOfJourney(journeyId)
    .filter((trip) => trip.legId === legId && trip.status !== 'withdrawn')
    .sort((a, b) => (`${a.clientName} ${a.id}` < `${b.clientName} ${b.id}` ? -1 : 1));

/** The leg keeps its id, unless the journey has a leg on the new flight already. */
const moveLeg = (
  tables: Tables,
  journeyId: string,
  legId: string,
  { stay: _, returnDate: __, originZone: ___, destinationZone: ____, ...flight }: Partial<NewLeg>,
): void => {
  const [key, leg] = [...tables.legs].find(([, { id }]) => id === legId) ?? [];
  const newKey = `${journeyId}|${flight.flightKey}`;
  if (flight.flightKey === undefined || key === undefined || !leg || tables.legs.has(newKey))
    return;
  tables.legs.delete(key);
  tables.legs.set(newKey, { ...leg, ...flight });
};

const editLeg = (tables: Tables, request: Request<'editLeg'>): JourneyPartResult => {
  const row = actedOn(tables, request);
  if ('kind' in row) return row;
  const { legId, set, notify } = request;
  const trips = tripsOfLeg(tables, row.id, legId);
  if (trips.length === 0) return { kind: 'not-found' };
  for (const trip of trips) {
    const taken = takenByContact(tables, trip, { ...trip, ...set });
    if (taken) return { kind: 'duplicate', tripId: taken.id };
  }
  moveLeg(tables, row.id, legId, set);
  const fields = trips.flatMap((trip) => {
    const result = changeTrip(tables, trip, request);
    return result.kind === 'edited' ? [result.fields] : [];
  });
  if (fields.length === 0) return { kind: 'unchanged', journey: journeyOf(tables, row) };
  return edited(tables, request, { fields: fields.flat(), notify });
};

const withdrawLeg = (tables: Tables, request: Request<'withdrawLeg'>): EditJourneyResult => {
  const { agencyId, journeyId, legId, notify, now } = request;
  const hasLeg =
    ownJourney(tables, agencyId, journeyId) &&
    [...tables.legs.values()].some((leg) => leg.id === legId && leg.journeyId === journeyId);
  if (!hasLeg) return { kind: 'not-found' };
  const row = actedOn(tables, request);
  if ('kind' in row) return row;
  const trips = tripsOfLeg(tables, journeyId, legId);
  if (trips.length === 0) return { kind: 'unchanged', journey: journeyOf(tables, row) };
  for (const trip of trips) withdraw(tables, trip, notify, now);
  return edited(tables, request, { fields: ['trips'], notify });
};

const editPassenger = (tables: Tables, request: Request<'editPassenger'>): EditJourneyResult => {
  const { passengerId, set } = request;
  const person = tables.passengers.get(passengerId);
  if (
    !ownJourney(tables, request.agencyId, request.journeyId) ||
    person?.journeyId !== request.journeyId
  )
    return { kind: 'not-found' };
  const row = actedOn(tables, request);
  if ('kind' in row) return row;
  if (set.name === person.name && set.callName === person.callName && set.kind === person.kind)
    return { kind: 'unchanged', journey: journeyOf(tables, row) };
  const { now } = request;
  const announced = changeContactsOf(tables, person, set, now);
  tables.passengers.set(passengerId, { ...person, ...set });
  for (const trip of tables.tripsOfJourney(row.id)) tables.putTrip(withPeople(tables, trip));
  for (const [journeyId, fields] of announced)
    if (journeyId !== row.id)
      emitJourneyChanged(tables, journeyId, {
        fields: [...new Set(fields)].sort(),
        notify: false,
        now,
      });
  const own = announced.get(row.id) ?? [];
  return edited(tables, request, { fields: [...own, 'passengers'], notify: false });
};

/** The part of `JourneyDesk` that changes legs and passengers of a journey. */
export const memoryJourneyParts = (tables: Tables): Parts => ({
  addToJourney: async (request) => addToJourney(tables, request),
  editLeg: async (request) => editLeg(tables, request),
  withdrawLeg: async (request) => withdrawLeg(tables, request),
  editPassenger: async (request) => editPassenger(tables, request),
});
