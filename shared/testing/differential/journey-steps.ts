import fc from 'fast-check';
import { passengerOf } from '#shared/domain/passenger.ts';
import type { NewJourney } from '#shared/ports/journey-desk.ts';
import { aBookedTrip, aMoment } from '../builders.ts';
import {
  flights,
  foreign,
  index,
  journeyIdOf,
  knownTrip,
  maxTrips,
  names,
  phones,
  tenant,
} from './desk-steps.ts';
import { type Side, sorted } from './side.ts';
import { commandsOf, type StepCommand } from './step.ts';
import { type KnownTrip, pick, type World } from './world.ts';

const hasTrips = (world: World) => world.trips.length > 0;

const bookJourney = commandsOf({
  name: 'book journey',
  parameters: fc.record({
    agency: fc.nat(1),
    leg: index,
    secondLeg: fc.option(index),
    contacts: fc.uniqueArray(fc.nat(2), { minLength: 1, maxLength: 2 }),
    reference: fc.constantFrom(null, 'J1'),
    key: fc.constantFrom(null, 'K1'),
    title: fc.constantFrom(null, 'Sun'),
    group: fc.constantFrom(null, 'School'),
    notify: fc.boolean(),
    role: fc.constantFrom('guardian', 'follower', 'guide'),
  }),
  isPossible: (world) => world.trips.length < maxTrips,
  act: ({ subject }, world, p) => {
    const legs = [
      pick(flights, p.leg),
      ...(p.secondLeg === null ? [] : [pick(flights, p.secondLeg)]),
    ]
      .filter(
        (leg, nth, all) =>
          all.findIndex(
            ({ flightNumber, departure }) =>
              flightNumber === leg.flightNumber &&
              departure.slice(0, 10) === leg.departure.slice(0, 10),
          ) === nth,
      )
      .map((leg) => {
        const { clientName: _, callName: __, whatsapp: ___, ...trip } = aBookedTrip({ ...leg });
        const { language: ____, clientDescription, metadata, reference, ...flight } = trip;
        return flight;
      });
    const journey: NewJourney = {
      reference: p.reference,
      title: p.title,
      owner: null,
      group: p.group,
      notes: null,
      metadata: { of: p.title },
      passengers: [passengerOf('Ana Ruiz'), passengerOf('Beto Paz'), passengerOf('ana ruiz')],
      legs,
      contacts: p.contacts.map((nth) => ({
        name: pick(names, nth),
        callName: 'Ana',
        phone: phones[nth] ?? null,
        email: nth === 0 ? 'ana@example.org' : null,
        language: 'en',
        role: nth === 0 ? 'traveller' : p.role,
        consent: { how: 'explicit', at: aMoment, by: 'a form' },
        passengers: nth === 0 ? [0, 1, 2] : [1],
      })),
    };
    return subject.desk.bookJourney({
      ...journey,
      agencyId: pick(world.agencies, p.agency).id,
      idempotencyKey: p.key,
      bookedAs: JSON.stringify(journey),
      notify: p.notify,
      now: world.now,
    });
  },
  names: (side, answer, world) => {
    if (answer.kind !== 'booked') return;
    for (const [nth, trip] of inOrder(answer.journey.trips).entries())
      side.name(trip.id, `trip ${world.trips.length + 1 + nth}`);
    side.name(answer.journey.id, `journey of trip ${world.trips.length + 1}`);
  },
  learn: (world, answer, p) => {
    if (answer.kind !== 'booked') return;
    for (const trip of inOrder(answer.journey.trips))
      world.trips.push(
        knownTrip(`trip ${world.trips.length + 1}`, pick(world.agencies, p.agency), trip),
      );
  },
});

/** The trips of a new journey in an order that does not depend on their ids. */
const inOrder = <T extends { readonly flightKey: string; readonly whatsapp: string | null }>(
  trips: readonly T[],
): readonly T[] => {
  const key = (trip: T) => `${trip.flightKey} ${trip.whatsapp}`;
  return [...trips].sort((a, b) => (key(a) < key(b) ? -1 : 1));
};

const withdrawJourney = commandsOf({
  name: 'withdraw journey',
  parameters: fc.record({ trip: index, foreign, notify: fc.boolean() }),
  isPossible: hasTrips,
  act: async (side, world, p) => {
    const trip = pick(world.trips, p.trip);
    return side.subject.desk.withdrawJourney({
      agencyId: tenant(world, trip, p.foreign).id,
      journeyId: await journeyIdOf(side, trip),
      notify: p.notify,
      now: world.now,
    });
  },
});

const editJourney = commandsOf({
  name: 'edit journey',
  parameters: fc.record({
    trip: index,
    title: fc.constantFrom(null, 'Sun', 'Moon'),
    group: fc.constantFrom(null, 'School', 'Choir'),
    stale: foreign,
    foreign,
  }),
  isPossible: hasTrips,
  act: async (side, world, p) => {
    const trip = pick(world.trips, p.trip);
    const journeyId = await journeyIdOf(side, trip);
    const journey = await side.subject.desk.journey(trip.agency.id, journeyId);
    const { title, group } = p;
    return side.subject.desk.editJourney({
      agencyId: tenant(world, trip, p.foreign).id,
      journeyId,
      revision: (journey?.revision ?? 1) - (p.stale ? 1 : 0),
      set: { title, group, owner: null, notes: null, metadata: { of: title }, keeperId: null },
      now: world.now,
    });
  },
});

const change = { trip: index, flight: index, foreign, stale: foreign, notify: fc.boolean() };

/** The act on the journey of a trip, as it is now in the store. */
const actOn = async (
  side: Side,
  world: World,
  p: { readonly trip: number; readonly foreign: boolean; readonly stale: boolean },
) => {
  const trip = pick(world.trips, p.trip);
  const journeyId = await journeyIdOf(side, trip);
  const journey = await side.subject.desk.journey(trip.agency.id, journeyId);
  return {
    journey,
    act: {
      agencyId: tenant(world, trip, p.foreign).id,
      journeyId,
      revision: (journey?.revision ?? 1) - (p.stale ? 1 : 0),
      now: world.now,
    },
  };
};

const flightOf = (nth: number) => {
  const { clientName: _, callName: __, whatsapp: ___, ...trip } = aBookedTrip(pick(flights, nth));
  const { language: ____, clientDescription, metadata, reference, ...flight } = trip;
  return flight;
};

/** The leg of a journey that its named trip flies, the same in both stores. */
const legOf = async (side: Side, { agency, name }: KnownTrip): Promise<string> =>
  (await side.subject.desk.trip(agency.id, side.id(name)))?.legId ?? side.id('nobody');

const addToJourney = commandsOf({
  name: 'add to journey',
  parameters: fc.record({
    ...change,
    contact: fc.nat(2),
    isKnown: fc.boolean(),
    role: fc.constantFrom('traveller', 'follower'),
    isNew: fc.boolean(),
  }),
  isPossible: (world) => hasTrips(world) && world.trips.length < maxTrips,
  act: async (side, world, p) => {
    const { act, journey } = await actOn(side, world, p);
    const somebody = journey?.passengers[0]?.id ?? side.id('nobody');
    const before = new Set(journey?.trips.map(({ id }) => id));
    // By a trip that both stores name the same: contacts of one name are in no order.
    const named = pick(world.trips, p.trip);
    const known = await side.subject.desk.trip(named.agency.id, side.id(named.name));
    const contact = journey?.contacts.find(({ id }) => id === known?.contactId);
    const answer = await side.subject.desk.addToJourney({
      ...act,
      passengers: p.isNew ? [passengerOf('Caro Gil')] : [],
      trips: [
        {
          contactId: p.isKnown ? (contact?.id ?? null) : null,
          role: p.role,
          consent: { how: 'explicit', at: aMoment, by: 'a form' },
          trip: {
            ...flightOf(p.flight),
            clientName: (p.isKnown && contact?.name) || pick(names, p.contact),
            callName: 'Ana',
            whatsapp: p.isKnown && contact ? contact.phone : (phones[p.contact] ?? null),
            language: 'en',
            email: null,
          },
          passengers: p.isNew ? [0, somebody] : [somebody],
        },
      ],
      notify: p.notify,
    });
    const trips = answer.kind === 'edited' ? answer.journey.trips : [];
    return { answer, added: trips.filter(({ id }) => !before.has(id)) };
  },
  names: (side, { added }, world) => {
    for (const trip of added) side.name(trip.id, `trip ${world.trips.length + 1}`);
  },
  learn: (world, { added }, p) => {
    for (const trip of added)
      world.trips.push(
        knownTrip(`trip ${world.trips.length + 1}`, pick(world.trips, p.trip).agency, trip),
      );
  },
});

const editLeg = commandsOf({
  name: 'edit leg',
  parameters: fc.record({
    ...change,
    isFlight: fc.boolean(),
    stay: fc.constantFrom(undefined, null, 'Norte'),
  }),
  isPossible: hasTrips,
  act: async (side, world, p) => {
    const { act } = await actOn(side, world, p);
    const { stay: _, returnDate: __, ...flight } = flightOf(p.flight);
    return side.subject.desk.editLeg({
      ...act,
      legId: await legOf(side, pick(world.trips, p.trip)),
      set: {
        ...(p.isFlight && flight),
        ...(p.stay !== undefined && { stay: p.stay }),
      },
      notify: p.notify,
    });
  },
});

const withdrawLeg = commandsOf({
  name: 'withdraw leg',
  parameters: fc.record(change),
  isPossible: hasTrips,
  act: async (side, world, p) => {
    const { act } = await actOn(side, world, p);
    const legId = await legOf(side, pick(world.trips, p.trip));
    return side.subject.desk.withdrawLeg({ ...act, legId, notify: p.notify });
  },
});

const editPassenger = commandsOf({
  name: 'edit passenger',
  parameters: fc.record({
    ...change,
    name: fc.constantFrom('Ana Ruiz', 'Rosa Paz', 'RUIZ/ANA MRS'),
    callName: fc.constantFrom('Ana', 'Rosa', ''),
  }),
  isPossible: hasTrips,
  act: async (side, world, p) => {
    const { act, journey } = await actOn(side, world, p);
    return side.subject.desk.editPassenger({
      ...act,
      passengerId: journey?.passengers[0]?.id ?? side.id('nobody'),
      set: { name: p.name, callName: p.callName, kind: p.notify ? 'adult' : 'child' },
    });
  },
});

const editContact = commandsOf({
  name: 'edit contact',
  parameters: fc.record({
    ...change,
    name: fc.constantFrom('Ana Ruiz', 'Rosa Paz', 'Aná Ruiz'),
    callName: fc.constantFrom('Ana', 'Rosa'),
    phone: fc.option(fc.constantFrom(...phones)),
    consent: fc.option(fc.constantFrom('attested', 'explicit')),
  }),
  isPossible: hasTrips,
  act: async (side, world, p) => {
    const { subject } = side;
    const trip = pick(world.trips, p.trip);
    const known = await subject.desk.trip(trip.agency.id, side.id(trip.name));
    const contactId = known?.contactId ?? side.id('nobody');
    const before = await subject.desk.contact(trip.agency.id, contactId);
    const answer = await subject.desk.editContact({
      agencyId: tenant(world, trip, p.foreign).id,
      contactId,
      revision: (before?.contact.revision ?? 1) - (p.stale ? 1 : 0),
      set: { name: p.name, callName: p.callName, phone: p.phone, email: null, language: 'pt' },
      consent: p.consent && { how: p.consent, at: world.now, by: 'a form' },
      notify: p.notify,
      now: world.now,
    });
    const after = await subject.desk.contact(trip.agency.id, contactId);
    const listed = await subject.desk.contacts(trip.agency.id, { name: 'ana', limit: 50 });
    return { answer, after, listed: listed.map(({ name, phone }) => `${name} ${phone}`).sort() };
  },
});

const testContact = commandsOf({
  name: 'test contact',
  parameters: fc.record({ trip: index, foreign }),
  isPossible: hasTrips,
  act: async ({ subject, id }, world, p) => {
    const trip = pick(world.trips, p.trip);
    const known = await subject.desk.trip(trip.agency.id, id(trip.name));
    return subject.desk.requestTest({
      agencyId: tenant(world, trip, p.foreign).id,
      contactId: known?.contactId ?? id('nobody'),
      now: world.now,
    });
  },
});

const writeGroup = commandsOf({
  name: 'write group',
  parameters: fc.record({
    name: fc.constantFrom('School', 'Choir', 'Band'),
    renamed: fc.constantFrom(undefined, 'School', 'Choir', 'Band'),
    leader: fc.constantFrom(undefined, null, 'of a trip'),
    trip: index,
  }),
  isPossible: hasTrips,
  act: async (side, world, { name, renamed, leader, trip }) => {
    const { subject } = side;
    const [{ id: agencyId }] = world.agencies;
    const present = (await subject.desk.groups(agencyId)).find((group) => group.name === name);
    const known = pick(world.trips, trip);
    const leaderId =
      typeof leader === 'string'
        ? ((await subject.desk.trip(known.agency.id, side.id(known.name)))?.contactId ?? null)
        : leader;
    const more = { agencyId, leaderId, now: world.now };
    const answer = await subject.desk.writeGroup(
      present
        ? { ...more, groupId: present.id, name: renamed }
        : { ...more, groupId: null, name: renamed ?? name },
    );
    return {
      answer,
      group: present ? await subject.desk.group(agencyId, present.id) : null,
      groups: await subject.desk.groups(agencyId),
    };
  },
});

const listJourneys = commandsOf({
  name: 'list journeys',
  parameters: fc.record(
    {
      state: fc.constantFrom('live' as const, 'withdrawn' as const),
      reference: fc.constant('J1'),
      group: fc.constantFrom('School', 'Choir'),
      name: fc.constantFrom('ána', 'paz'),
      from: fc.constantFrom('2027-03-04', '2027-03-03T20:00:00.000Z'),
      to: fc.constantFrom('2027-03-04', '2027-03-03T20:00:00.000Z'),
    },
    { requiredKeys: [] },
  ),
  act: async ({ subject }, world, filter) => ({
    journeys: await subject.desk.journeys(world.agencies[0].id, { ...filter, limit: 50 }),
    trips: await subject.desk.trips(world.agencies[0].id, {
      limit: 50,
      live: filter.state === 'live',
      ...(filter.group && { group: filter.group }),
      ...(filter.name && { name: filter.name }),
      ...(filter.from && { from: filter.from }),
      ...(filter.to && { to: filter.to }),
    }),
  }),
  compared: (side, { journeys, trips }) => ({
    journeys: sorted(journeys.map((journey) => side.read(journey))),
    trips: sorted(trips.map((trip) => side.read(trip))),
  }),
});

/** What agencies do with whole journeys. */
export const journeySteps: readonly fc.WeightedArbitrary<StepCommand>[] = [
  { weight: 10, arbitrary: bookJourney },
  { weight: 3, arbitrary: editJourney },
  { weight: 4, arbitrary: addToJourney },
  { weight: 4, arbitrary: editLeg },
  { weight: 2, arbitrary: withdrawLeg },
  { weight: 2, arbitrary: editPassenger },
  { weight: 3, arbitrary: editContact },
  { weight: 3, arbitrary: testContact },
  { weight: 2, arbitrary: writeGroup },
  { weight: 3, arbitrary: listJourneys },
  { weight: 2, arbitrary: withdrawJourney },
];
