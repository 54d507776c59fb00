import fc from 'fast-check';
import { FiledAs } from '#shared/domain/document.ts';
import { flightKey } from '#shared/domain/flight.ts';
import { hour, minute, plus } from '#shared/domain/instant.ts';
import { passengerOf } from '#shared/domain/passenger.ts';
import { SoldPlan } from '#shared/domain/stay-plan.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { IncidentMove } from '#shared/ports/incidents.ts';
import type { EditableTrip, EditResult } from '#shared/ports/trip-desk.ts';
import { aBooking, aMoment } from '../builders.ts';
import { type Side, sorted } from './side.ts';
import { commandsOf, type StepCommand } from './step.ts';
import { type KnownTrip, pick, type World } from './world.ts';

/** Picks one of few. */
export const index = fc.nat(3);
/** Whether another agency makes the call; seldom. */
export const foreign = fc.boolean().chain((maybe) => (maybe ? fc.boolean() : fc.constant(false)));

/** Names of travellers, of which some are one. */
export const names = ['Ana Ruiz', ' ana  RUIZ', 'Aná Ruíz', 'Beto Paz'] as const;
/** Phone numbers of travellers. */
export const phones = ['+5491155550111', '+5491155550112'] as const;
/** A phone of the staff, which gets what is sent in a test. */
const staffPhone = '+5491155550119';
const flightOf = (flightNumber: string, departure: string, originIata = 'LHR') => ({
  flightNumber,
  departure,
  originIata,
  flightKey: flightKey({
    designator: flightNumber,
    origin: originIata,
    destination: 'CPH',
    date: departure.slice(0, 10),
    hour: departure.slice(11, 13),
  }),
});
/** Flights to book, which differ in time, in number, and in day and airport. */
export const flights = [
  flightOf('BA820', '2027-03-03T16:20:00.000Z'),
  flightOf('BA820', '2027-03-03T20:05:00.000Z'),
  // Not of the same minute as the one before: equal departures are in no order.
  flightOf('BA822', '2027-03-03T20:10:00.000Z'),
  flightOf('BA820', '2027-03-05T09:00:00.000Z', 'LGW'),
] as const;

/** Each trip is read after each run, and few are enough to interact. */
export const maxTrips = 3;
const hasTrips = (world: World) => world.trips.length > 0;
/** The agency of a trip, or the other one. */
export const tenant = (world: World, trip: KnownTrip, isForeign: boolean) =>
  isForeign ? world.otherThan(trip.agency) : trip.agency;

const book = commandsOf({
  name: 'book',
  parameters: fc.record({
    agency: fc.nat(1),
    passenger: index,
    /** The third: none. */
    phone: fc.nat(2),
    companion: fc.option(index),
    flight: index,
    reference: fc.constantFrom(null, null, 'R1', 'R2'),
    key: fc.constantFrom(null, null, 'R1', 'K1'),
    journey: fc.constantFrom(null, 'J1'),
    role: fc.constantFrom('traveller', 'traveller', 'guardian', 'guide'),
    wasSaidBefore: fc.boolean(),
  }),
  isPossible: (world) => world.trips.length < maxTrips,
  act: ({ subject }, world, p) =>
    subject.desk.book(
      aBooking(pick(world.agencies, p.agency).id, {
        passengers: [p.passenger, ...(p.companion === null ? [] : [p.companion])].map((name) =>
          passengerOf(pick(names, name)),
        ),
        now: world.now,
        saidAt: p.wasSaidBefore ? aMoment : undefined,
        idempotencyKey: p.key,
        journeyReference: p.journey,
        role: p.role,
        trip: {
          ...pick(flights, p.flight),
          clientName: pick(names, p.passenger),
          whatsapp: phones[p.phone] ?? null,
          reference: p.reference,
        },
      }),
    ),
  names: (side, answer, world, { agency, journey }) => {
    if (answer.kind !== 'booked') return;
    side.name(answer.trip.id, `trip ${world.trips.length + 1}`);
    if (answer.trip.journeyId !== null)
      side.name(answer.trip.journeyId, `journey ${journey} of agency ${agency}`);
  },
  learn: (world, answer, { agency }) => {
    if (answer.kind === 'joined') {
      const at = world.trips.findIndex(
        (trip) =>
          trip.agency === pick(world.agencies, agency) &&
          trip.whatsapp === answer.trip.whatsapp &&
          trip.flightKey === answer.trip.flightKey,
      );
      const trip = world.trips[at];
      if (trip) world.trips[at] = { ...trip, revision: answer.trip.revision };
    }
    if (answer.kind !== 'booked') return;
    const name = `trip ${world.trips.length + 1}`;
    world.trips.push(knownTrip(name, pick(world.agencies, agency), answer.trip));
  },
});

/** A trip as the world knows it. */
export const knownTrip = (
  name: string,
  agency: KnownTrip['agency'],
  { whatsapp, flightKey: key, revision }: Trip,
): KnownTrip => ({
  name,
  agency,
  whatsapp: whatsapp ?? phones[0],
  flightKey: key,
  revision,
});

const edits: readonly Partial<EditableTrip>[] = [
  { stay: 'Hotel Norte' },
  { stay: null, language: 'en' },
  { clientName: 'Ána Ruiz' },
  { clientName: 'Beto Paz', metadata: { seat: '12A', bags: { hold: 1 } } },
  { metadata: { bags: { hold: 1 }, seat: '12A' }, clientDescription: 'Likes castles' },
  { whatsapp: phones[1] },
  { whatsapp: null },
  { returnDate: '2027-03-09' },
  { originZone: 'Europe/Dublin' },
  ...flights.map((flight) => ({ ...flight })),
];

const edit = commandsOf({
  name: 'edit',
  parameters: fc.record({
    trip: index,
    set: fc.nat(edits.length - 1),
    stale: foreign,
    foreign,
    notify: fc.boolean(),
  }),
  isPossible: hasTrips,
  act: (side, world, p): Promise<EditResult> => {
    const trip = pick(world.trips, p.trip);
    return side.subject.desk.edit({
      agencyId: tenant(world, trip, p.foreign).id,
      tripId: side.id(trip.name),
      revision: trip.revision - (p.stale ? 1 : 0),
      set: pick(edits, p.set),
      notify: p.notify,
      now: world.now,
    });
  },
  learn: (world, answer, p) => {
    if (answer.kind !== 'edited') return;
    const at = p.trip % world.trips.length;
    const { name, agency } = pick(world.trips, at);
    world.trips[at] = knownTrip(name, agency, answer.trip);
  },
});

/** The id of a passenger of a trip, by any number; one that nobody has where there is none. */
const passengerId = async (side: Side, trip: KnownTrip, passenger: number): Promise<string> => {
  const known = await side.subject.desk.trip(trip.agency.id, side.id(trip.name));
  const passengers = known?.passengers ?? [];
  return passengers[passenger % Math.max(passengers.length, 1)]?.id ?? side.id('nobody');
};

const leave = commandsOf({
  name: 'leave',
  parameters: fc.record({ trip: index, passenger: index, foreign, notify: fc.boolean() }),
  isPossible: hasTrips,
  act: async (side, world, p) => {
    const trip = pick(world.trips, p.trip);
    return side.subject.desk.leave({
      agencyId: tenant(world, trip, p.foreign).id,
      tripId: side.id(trip.name),
      passengerId: await passengerId(side, trip, p.passenger),
      notify: p.notify,
      now: world.now,
    });
  },
  learn: (world, answer, p) => {
    if (answer.kind !== 'left') return;
    const at = p.trip % world.trips.length;
    world.trips[at] = { ...pick(world.trips, at), revision: answer.trip.revision };
  },
});

const move = commandsOf({
  name: 'move',
  parameters: fc.record({
    trip: index,
    passenger: index,
    flight: index,
    foreign,
    notify: fc.boolean(),
  }),
  isPossible: (world) => hasTrips(world) && world.trips.length < maxTrips,
  act: async (side, world, p) => {
    const trip = pick(world.trips, p.trip);
    return side.subject.desk.movePassenger({
      agencyId: tenant(world, trip, p.foreign).id,
      tripId: side.id(trip.name),
      passengerId: await passengerId(side, trip, p.passenger),
      set: pick(flights, p.flight),
      notify: p.notify,
      now: world.now,
    });
  },
  names: (side, answer, world) => {
    if (answer.kind === 'moved') side.name(answer.trip.id, `trip ${world.trips.length + 1}`);
  },
  learn: (world, answer, p) => {
    if (answer.kind !== 'moved') return;
    const at = p.trip % world.trips.length;
    const from = pick(world.trips, at);
    world.trips[at] = { ...from, revision: from.revision + 1 };
    world.trips.push(knownTrip(`trip ${world.trips.length + 1}`, from.agency, answer.trip));
  },
});

const cancel = commandsOf({
  name: 'cancel',
  parameters: fc.record({ trip: index, foreign, notify: fc.boolean() }),
  isPossible: hasTrips,
  act: (side, world, p) => {
    const trip = pick(world.trips, p.trip);
    return side.subject.desk.cancel({
      agencyId: tenant(world, trip, p.foreign).id,
      tripId: side.id(trip.name),
      notify: p.notify,
      now: world.now,
    });
  },
});

const moveTask = commandsOf({
  name: 'move task',
  parameters: fc.record({
    agency: fc.nat(1),
    task: index,
    state: fc.constantFrom('open' as const, 'claimed' as const, 'done' as const),
    foreign,
  }),
  act: async (side, world, p) => {
    const agency = pick(world.agencies, p.agency);
    const tasks = await side.subject.desk.tasks(agency.id, { limit: 100 });
    const task = sorted(tasks, (row) => side.read(row))[p.task];
    if (!task) return null;
    return side.subject.desk.updateTask({
      agencyId: p.foreign ? world.otherThan(agency).id : agency.id,
      taskId: task.id,
      state: p.state,
      by: 'Lucía',
      now: world.now,
    });
  },
});

const moveIncident = commandsOf({
  name: 'move incident',
  parameters: fc.record({
    agency: fc.nat(1),
    incident: fc.nat(3),
    isDone: fc.boolean(),
    foreign,
    by: fc.constantFrom('Lucía', 'Marta'),
    act: fc.constantFrom('claim', 'steal', 'release', 'snooze', 'note', 'resolve', 'reopen'),
  }),
  act: async (side, world, p) => {
    const { incidents } = side.subject;
    const agency = pick(world.agencies, p.agency);
    const { now } = world;
    const listed = await incidents.list(agency.id, {
      isDone: p.isDone,
      now,
      limit: 50,
      offset: 0,
    });
    const found = sorted(listed, (row) => side.read(row))[p.incident];
    if (!found) return null;
    const who = { by: { id: null, name: p.by }, now };
    const move = (): IncidentMove => {
      switch (p.act) {
        case 'claim':
        case 'steal':
          return { ...who, act: 'claim', steal: p.act === 'steal' };
        case 'snooze':
          return { ...who, act: 'snooze', until: plus(now, hour) };
        case 'note':
          return { ...who, act: 'note', text: 'noted' };
        default:
          return { ...who, act: p.act };
      }
    };
    const agencyId = p.foreign ? world.otherThan(agency).id : agency.id;
    return incidents.move(agencyId, found.id, move());
  },
});

const putSetting = commandsOf({
  name: 'set',
  parameters: fc.record({ agency: fc.nat(1), perMinute: fc.constantFrom(1, 2, 60) }),
  act: ({ subject }, world, { agency, perMinute }) =>
    subject.desk.putSetting(
      pick(world.agencies, agency).id,
      'rate_limiting',
      { messages_per_minute: perMinute },
      world.now,
    ),
});

const putBrake = commandsOf({
  name: 'brake',
  parameters: fc.record({
    trip: index,
    scope: fc.constantFrom('agency', 'journey', 'contact', 'type'),
    state: fc.constantFrom('live', 'live', 'paused', 'paused', 'shadow', 'test'),
    minutes: fc.constantFrom(null, 5, 60),
    foreign,
  }),
  isPossible: hasTrips,
  act: async (side, world, p) => {
    const trip = pick(world.trips, p.trip);
    const known = await side.subject.desk.trip(trip.agency.id, side.id(trip.name));
    const subjects = {
      agency: null,
      journey: known?.journeyId ?? side.id('nobody'),
      contact: known?.contactId ?? side.id('nobody'),
      type: 'delayed',
    };
    return side.subject.desk.putBrake({
      agencyId: tenant(world, trip, p.foreign).id,
      scope: p.scope,
      subject: subjects[p.scope],
      state: p.state,
      reason: 'why',
      until: p.minutes === null ? null : plus(world.now, p.minutes * minute),
      phones: p.state === 'test' ? [staffPhone] : [],
      by: 'Lucía',
      now: world.now,
    });
  },
});

const fileDocument = commandsOf({
  name: 'file document',
  parameters: fc.record({
    trip: index,
    type: fc.constantFrom(...FiledAs.options.slice(0, 3)),
    nth: fc.nat(1),
    foreign,
  }),
  isPossible: hasTrips,
  act: (side, world, p) => {
    const at = p.trip % world.trips.length;
    const trip = pick(world.trips, at);
    const id = `0000d000-0000-4000-8000-${String(at * 10 + p.nth).padStart(12, '0')}`;
    return side.subject.conversations.addDocument({
      agencyId: tenant(world, trip, p.foreign).id,
      document: {
        id,
        tripId: side.id(trip.name),
        type: p.type,
        path: `${trip.agency.id}/${id}.pdf`,
        fileName: 'pass.pdf',
        contentType: 'application/pdf',
        bytes: 10,
        uploadedBy: 'main key',
        uploadedByType: 'api_integration',
        passengerId: null,
        uploadedAt: world.now,
      },
    });
  },
});

/** The journey of a trip; an id that no row has where the trip is gone. */
export const journeyIdOf = async (side: Side, { agency, name }: KnownTrip): Promise<string> =>
  (await side.subject.desk.trip(agency.id, side.id(name)))?.journeyId ?? side.id('nobody');

const approveItinerary = commandsOf({
  name: 'approve itinerary',
  parameters: fc.record({ trip: index, version: fc.integer({ min: 1, max: 3 }), foreign }),
  isPossible: hasTrips,
  act: async (side, world, { trip: nth, version, foreign: isForeign }) => {
    const trip = pick(world.trips, nth);
    return side.subject.store.approveItinerary({
      agencyId: tenant(world, trip, isForeign).id,
      journeyId: await journeyIdOf(side, trip),
      stay: trip.name,
      version,
      now: world.now,
    });
  },
});

const putPlan = commandsOf({
  name: 'put plan',
  parameters: fc.record({
    trip: index,
    hotel: fc.constantFrom(null, 'Hotel Alexandra', 'Hotel Skt Petri'),
    remove: fc.boolean(),
    revision: fc.constantFrom(null, 1, 2),
    foreign,
  }),
  isPossible: hasTrips,
  act: async (side, world, p) => {
    const trip = pick(world.trips, p.trip);
    return side.subject.store.putPlan({
      agencyId: tenant(world, trip, p.foreign).id,
      journeyId: await journeyIdOf(side, trip),
      stay: trip.name,
      plan: p.remove ? null : SoldPlan.parse({ hotel: p.hotel && { name: p.hotel } }),
      revision: p.revision,
      now: world.now,
    });
  },
});

const requestItinerary = commandsOf({
  name: 'request itinerary',
  parameters: fc.record({ trip: index, foreign }),
  isPossible: hasTrips,
  act: (side, world, p) => {
    const trip = pick(world.trips, p.trip);
    return side.subject.store.requestItinerary({
      agencyId: tenant(world, trip, p.foreign).id,
      tripId: side.id(trip.name),
      requestId: world.newId('event'),
      now: world.now,
    });
  },
});

const spend = commandsOf({
  name: 'spend on the model',
  parameters: fc.record({ agency: fc.nat(1), costMicros: fc.nat(1000) }),
  act: ({ subject }, world, { agency, costMicros }) =>
    subject.store.modelSpend.record({
      agencyId: pick(world.agencies, agency).id,
      purpose: 'itinerary',
      usage: { model: 'm', inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, costMicros },
      failed: false,
      now: world.now,
    }),
});

/** What agencies do. */
export const deskSteps: readonly fc.WeightedArbitrary<StepCommand>[] = [
  { weight: 24, arbitrary: book },
  { weight: 5, arbitrary: edit },
  { weight: 2, arbitrary: cancel },
  { weight: 3, arbitrary: leave },
  { weight: 3, arbitrary: move },
  { weight: 3, arbitrary: moveTask },
  { weight: 4, arbitrary: moveIncident },
  { weight: 2, arbitrary: putSetting },
  { weight: 3, arbitrary: fileDocument },
  { weight: 1, arbitrary: approveItinerary },
  { weight: 2, arbitrary: putPlan },
  { weight: 1, arbitrary: requestItinerary },
  { weight: 1, arbitrary: spend },
];

/** Trips, and brakes on what is said of them. */
export const brakeSteps: readonly fc.WeightedArbitrary<StepCommand>[] = [
  { weight: 20, arbitrary: book },
  { weight: 1, arbitrary: cancel },
  { weight: 15, arbitrary: putBrake },
];
