import fc from 'fast-check';
import { timerEvent } from '#shared/actor/timer-event.ts';
import { minute, plus } from '#shared/domain/instant.ts';
import type { TripStatus } from '#shared/domain/trip.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { TaskCommand } from '#shared/ports/turn-commands.ts';
import { aFlightFacts, aFlightStatusChanged, aTripBooked, aTurn } from '../builders.ts';
import { flights, journeyIdOf } from './desk-steps.ts';
import { commandsOf, type StepCommand } from './step.ts';
import {
  actorKey,
  commitTurn,
  effectOf,
  eventIdOf,
  learnTurn,
  message,
  nameMessages,
  readTurn,
  timer,
  timerCommand,
} from './turn.ts';
import { pick, type World } from './world.ts';

const index = fc.nat(3);
const seldom = fc.nat(9).map((n) => n === 9);
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

/** The event of a turn: a new one, the one taken last, or a timer's. */
const trigger = fc.constantFrom('news', 'news', 'news', 'again', 'timer');

const taskOf = (
  {
    op,
    kind,
  }: {
    readonly op: 'open' | 'close';
    readonly kind: 'unreachable' | 'critical_unsent' | 'missing_document';
  },
  tripId: string,
): TaskCommand =>
  op === 'open'
    ? {
        op,
        kind,
        tripId,
        reason: 'why',
        facts: kind === 'missing_document' ? { types: ['boarding_pass', 'insurance'] } : {},
      }
    : { op, kind, tripId, reason: 'message_overtaken' };

const underWayOf = (world: World, subject: string): string[] => [
  ...new Set(world.claims.flatMap(({ key }) => (key.startsWith(`${subject} `) ? [key] : []))),
];

const keysOf = (world: World, subject: string): string[] =>
  world.messages.flatMap(({ key }) => (key.startsWith(`${subject} `) ? [key] : []));

const notificationsTurn = commandsOf({
  name: 'notify',
  parameters: fc.record({
    trip: index,
    by: trigger,
    stale: seldom,
    messages: fc.array(message, { maxLength: 2 }),
    voidedKey: sometimes(index),
    assumesDelivery: fc.boolean(),
    timers: fc.array(timer('ReminderDue', 'BoardingDue'), { maxLength: 1 }),
    tasks: fc.array(
      fc.record({
        op: fc.constantFrom('open' as const, 'open' as const, 'close' as const),
        kind: fc.constantFrom(
          'unreachable' as const,
          'critical_unsent' as const,
          'missing_document' as const,
        ),
      }),
      { maxLength: 1 },
    ),
  }),
  isPossible: (world) => world.trips.length > 0,
  act: (side, world, p) => {
    const trip = pick(world.trips, p.trip);
    const actor = actorKey('notifications', trip.name);
    const tripId = side.id(trip.name);
    const keys = keysOf(world, trip.name);
    const about = { id: tripId, agencyId: trip.agency.id, flightKey: trip.flightKey };
    const event: AnyEvent =
      p.by === 'timer'
        ? timerEvent({
            agent: 'notifications',
            actorId: tripId,
            kind: 'ReminderDue',
            generation: world.generations.get(`${actor} ReminderDue`) ?? 1,
            due: world.now,
            agencyId: trip.agency.id,
            tripId,
          })
        : aFlightStatusChanged(about, aFlightFacts(), {
            id: eventIdOf(world, actor, p.by),
            time: world.now,
          });
    return commitTurn(
      side,
      aTurn(event, {
        now: world.now,
        actorId: tripId,
        expectedVersion: (world.versions.get(actor) ?? 0) - (p.stale ? 1 : 0),
        state: { now: world.now },
        effects: p.messages.map((decided) =>
          effectOf(
            decided,
            { name: trip.name, tripId },
            { from: trip.agency.sender, to: trip.whatsapp },
            world.now,
          ),
        ),
        voids:
          p.voidedKey === null
            ? []
            : [{ key: keys[p.voidedKey] ?? `${trip.name} nothing`, reason: 'taken_back' }],
        assumedDelivered: p.assumesDelivery ? underWayOf(world, trip.name) : [],
        timers: p.timers.map((parameters) => timerCommand(parameters, world.now)),
        tasks: p.tasks.map((task) => taskOf(task, tripId)),
        reasons: [
          { tripId, decision: 'sent', subject: 'flight', rule: 'why', detail: { by: p.by } },
        ],
      }),
    );
  },
  names: nameMessages,
  compared: readTurn,
  learn: (world, turn, p) => {
    const trip = pick(world.trips, p.trip);
    const actor = actorKey('notifications', trip.name);
    learnTurn(world, turn, actor, eventIdOf(world, actor, p.by), trip.agency);
  },
});

const statusOf: Readonly<Record<'scheduled' | 'departed' | 'cancelled', TripStatus>> = {
  scheduled: 'scheduled',
  departed: 'departed',
  cancelled: 'cancelled',
};

const trackerTurn = commandsOf({
  name: 'track',
  parameters: fc.record({
    flight: index,
    phase: fc.constantFrom('scheduled' as const, 'departed' as const, 'cancelled' as const),
    delayMinutes: fc.constantFrom(0, 40, -20),
    gate: fc.constantFrom(null, 'A13', 'B2'),
    changed: fc.boolean(),
    isFound: fc.nat(4).map((n) => n > 0),
    alert: fc.constantFrom(null, 'alert 1'),
    timers: fc.array(timer('FlightCheckDue'), { maxLength: 1 }),
    tells: fc.boolean(),
  }),
  act: (side, world, p) => {
    const { flightKey, departure } = pick(flights, p.flight);
    const actor = actorKey('flight-tracker', flightKey);
    const facts = aFlightFacts({
      phase: p.phase,
      scheduledDeparture: departure,
      departure: plus(departure, p.delayMinutes * minute),
      observedAt: world.now,
      gate: p.gate,
      arrival: p.gate === null ? null : plus(departure, 120 * minute),
    });
    const id = world.newId('event');
    const followers = world.trips.filter((trip) => trip.flightKey === flightKey);
    return commitTurn(
      side,
      aTurn(
        aTripBooked(
          { id: side.id('nobody'), agencyId: pick(world.agencies, 0).id, flightKey, departure },
          { id, time: world.now },
        ),
        {
          agent: 'flight-tracker',
          actorId: flightKey,
          agencyId: null,
          now: world.now,
          expectedVersion: world.versions.get(actor) ?? 0,
          timers: p.timers.map((parameters) => timerCommand(parameters, world.now)),
          events: p.tells
            ? followers.map((trip, nth) =>
                aFlightStatusChanged(
                  { id: side.id(trip.name), agencyId: trip.agency.id, flightKey },
                  facts,
                  { id: id.replace('-8000-', `-8${nth}00-`), time: world.now },
                ),
              )
            : [],
          records: [
            {
              kind: 'flight',
              flightKey,
              facts: p.isFound ? facts : null,
              status: p.isFound ? statusOf[p.phase] : 'not_found',
              nextCheckAt: plus(world.now, 30 * minute),
              raw: null,
              changed: p.changed,
              alertId: p.alert,
            },
          ],
        },
      ),
    );
  },
  compared: readTurn,
  learn: (world, turn, p) => {
    const actor = actorKey('flight-tracker', pick(flights, p.flight).flightKey);
    learnTurn(world, turn, actor, world.newId('event'), null);
  },
});

const conciergeTurn = commandsOf({
  name: 'converse',
  parameters: fc.record({
    conversation: index,
    reply: fc.option(
      fc.record({ nth: fc.nat(2), aboutTrip: fc.boolean(), evenIfOptedOut: fc.boolean() }),
      { freq: 3 },
    ),
    optedOut: fc.constantFrom(null, null, true, false),
    agoMs: fc.constantFrom(0, 0, 60 * minute),
    task: fc.constantFrom(null, 'open' as const, 'open' as const, 'close' as const),
    ofTrip: fc.boolean(),
    timers: fc.array(timer('HandoffUnanswered'), { maxLength: 1 }),
  }),
  isPossible: (world) => world.conversations.length > 0,
  act: (side, world, p) => {
    const { name, agency, sender, phone } = pick(world.conversations, p.conversation);
    const id = side.id(name);
    const actor = actorKey('concierge', name);
    const trip = world.trips.find((known) => known.agency === agency && known.whatsapp === phone);
    const tripId = trip && p.ofTrip ? side.id(trip.name) : null;
    const subject =
      trip && p.reply?.aboutTrip
        ? { name: `${name} of ${trip.name}`, tripId: side.id(trip.name) }
        : { name, tripId: null };
    const event: AnyEvent = {
      id: world.newId('event'),
      type: 'InboundMessageReceived',
      version: 1,
      time: world.now,
      agencyId: agency.id,
      tripId: null,
      correlationId: world.newId('event'),
      causationId: null,
      data: { conversationId: id, messageId: world.newId('message') },
    };
    return commitTurn(
      side,
      aTurn(event, {
        agent: 'concierge',
        actorId: id,
        now: world.now,
        expectedVersion: world.versions.get(actor) ?? 0,
        effects: p.reply
          ? [
              effectOf(
                {
                  type: 'reply',
                  episode: p.reply.nth,
                  dueIn: 0,
                  expiresIn: 60 * minute,
                  content: 'text',
                  evenIfOptedOut: p.reply.evenIfOptedOut,
                },
                subject,
                { from: sender, to: phone },
                world.now,
              ),
            ]
          : [],
        timers: p.timers.map((parameters) => timerCommand(parameters, world.now)),
        records:
          p.optedOut === null
            ? []
            : [
                {
                  kind: 'suppression',
                  conversationId: id,
                  optedOut: p.optedOut,
                  at: plus(world.now, -p.agoMs),
                  by: 'traveller',
                },
              ],
        tasks: p.task ? [handoff(p.task, tripId, id)] : [],
      }),
    );
  },
  names: nameMessages,
  compared: readTurn,
  learn: (world, turn, p) => {
    const { name, agency } = pick(world.conversations, p.conversation);
    learnTurn(world, turn, actorKey('concierge', name), world.newId('event'), agency);
  },
});

const handoff = (
  op: 'open' | 'close',
  tripId: string | null,
  conversationId: string,
): TaskCommand => {
  if (op === 'open')
    return { op, kind: 'handoff', tripId, reason: 'asked', facts: { conversationId } };
  return tripId === null
    ? { op, kind: 'handoff', tripId, conversationId, reason: 'given_back' }
    : { op, kind: 'handoff', tripId, reason: 'given_back' };
};

const itineraryTurn = commandsOf({
  name: 'plan',
  parameters: fc.record({
    trip: index,
    status: fc.constantFrom('draft' as const, 'approved' as const),
  }),
  isPossible: (world) => world.trips.length > 0,
  act: async (side, world, p) => {
    const trip = pick(world.trips, p.trip);
    const version = (world.itineraries.get(trip.name) ?? 0) + 1;
    const tripId = side.id(trip.name);
    const event = aFlightStatusChanged(
      { id: tripId, agencyId: trip.agency.id, flightKey: trip.flightKey },
      aFlightFacts(),
      { id: world.newId('event'), time: world.now },
    );
    return commitTurn(
      side,
      aTurn(event, {
        agent: 'itinerary',
        now: world.now,
        expectedVersion: version - 1,
        records: [
          {
            kind: 'itinerary',
            journeyId: await journeyIdOf(side, trip),
            stay: trip.name,
            itinerary: {
              version,
              status: p.status,
              origin: 'model',
              days: [{ date: '2027-03-04', items: [] }],
              generatedAt: world.now,
            },
          },
          {
            kind: 'place_gap',
            city: 'Copenhagen',
            country: 'DK',
            cityKeys: ['copenhagen'],
            near: p.status === 'draft' ? null : { lat: 55.6, lng: 12.6 },
          },
        ],
      }),
    );
  },
  compared: readTurn,
  learn: (world, { result }, p) => {
    if (result.kind === 'committed')
      world.itineraries.set(pick(world.trips, p.trip).name, result.version);
  },
});

/** Turns of all agents. */
export const turnSteps: readonly fc.WeightedArbitrary<StepCommand>[] = [
  { weight: 20, arbitrary: notificationsTurn },
  { weight: 5, arbitrary: trackerTurn },
  { weight: 8, arbitrary: conciergeTurn },
  { weight: 2, arbitrary: itineraryTurn },
];
