import type { AgencySeed } from '#shared/domain/agency.ts';
import type { FlightKey } from '#shared/domain/flight.ts';
import { day, minute, plus, second } from '#shared/domain/instant.ts';
import type { LoadRequest } from '#shared/ports/actor-store.ts';
import { flights } from './desk-steps.ts';
import { type Side, sorted } from './side.ts';
import type { KnownConversation, KnownTrip, World } from './world.ts';

const request = (
  over: Partial<LoadRequest> & Pick<LoadRequest, 'agent' | 'actorId' | 'agencyId'>,
): LoadRequest => ({
  eventId: '0000e000-0000-4000-8000-00000000ffff',
  tripId: null,
  conversation: null,
  flightKey: null,
  timerKind: null,
  ...over,
});

const contextOf = (side: Side, { name, agency }: KnownTrip) =>
  side.subject.conversations.tripContext(agency.id, side.id(name));
type Context = Awaited<ReturnType<typeof contextOf>>;

/** The stores count tries from different numbers, so only the order is compared. */
const triesInOrder = (contexts: readonly Context[]): readonly number[] =>
  contexts
    .flatMap((context) => context?.ledger.map(({ tryOrder }) => tryOrder) ?? [])
    .sort((a, b) => a - b);

const tripView = async (
  side: Side,
  { name, agency }: KnownTrip,
  context: Context,
  tries: readonly number[],
) => {
  const { store, desk, conversations } = side.subject;
  const id = side.id(name);
  for (const entry of context?.ledger ?? []) side.name(entry.id, entry.key);
  const attempts = await Promise.all(
    (context?.ledger ?? []).map((entry) => side.subject.attempts(entry.id)),
  );
  const ledger = context?.ledger.map((entry) => ({
    ...entry,
    tryOrder: tries.indexOf(entry.tryOrder),
  }));
  const load = (agent: 'notifications' | 'itinerary') =>
    store.load(request({ agent, actorId: id, agencyId: agency.id, timerKind: 'ReminderDue' }));
  const [timeline, inOrder, documents, stays, ...actors] = await Promise.all([
    desk.timeline(agency.id, id),
    desk.messages(agency.id, id),
    conversations.documents(agency.id, id),
    store.journeyStays(agency.id, { tripId: id }),
    load('notifications'),
    load('itinerary'),
  ]);
  return {
    ...Object(
      side.read({
        context: context && { ...context, ledger },
        inOrder,
        attempts,
        documents,
        stays,
        actors,
      }),
    ),
    timeline: sortedView(side, timeline ?? []),
  };
};

const conversationView = async (side: Side, world: World, { name, agency }: KnownConversation) => {
  const { store, conversations } = side.subject;
  const id = side.id(name);
  const messages = [null, ...(world.words.get(name) ?? []).slice(-2)];
  const [conversation, ...actors] = await Promise.all([
    conversations.conversation(agency.id, id, 50),
    ...messages.map((messageId) =>
      store.load(
        request({
          agent: 'concierge',
          actorId: id,
          agencyId: agency.id,
          conversation: { id, messageId },
          timerKind: 'HandoffUnanswered',
        }),
      ),
    ),
  ]);
  return side.read({ conversation, actors });
};

const agencyView = async (side: Side, world: World, agency: AgencySeed) => {
  const { store, desk, conversations, incidents } = side.subject;
  const looked = { now: world.now, limit: 50, offset: 0 };
  const keys = world.messages.flatMap((message) =>
    message.agency === agency ? [message.key] : [],
  );
  const [settings, trips, tasks, conversationRows, places, gaps, budget, waiting, braking] =
    await Promise.all([
      desk.settings(agency.id),
      desk.trips(agency.id, { limit: 50 }),
      desk.tasks(agency.id, { limit: 50 }),
      conversations.conversations(agency.id, { limit: 50 }),
      store.places.list(agency.id, { limit: 50 }),
      store.placeGaps(agency.id),
      store.modelSpend.budget(agency.id, world.now),
      store.waitingEffects({ agencyId: agency.id, keys }),
      desk.brakes(agency.id),
    ]);
  const toLookAfter = await Promise.all(
    [false, true].map((isDone) => incidents.list(agency.id, { ...looked, isDone })),
  );
  const journeyIds = new Set(trips.map(({ journeyId }) => journeyId));
  const journeys = await Promise.all(
    [...journeyIds].map((journeyId) => desk.journey(agency.id, journeyId)),
  );
  const said = await Promise.all(
    [...journeyIds].map((journeyId) => desk.journeyMessages(agency.id, journeyId, { limit: 50 })),
  );
  const onFlights = await Promise.all(
    flights.map(({ flightKey }) => desk.peopleOnFlight(agency.id, flightKey)),
  );
  return {
    ...Object(side.read({ settings, places, gaps, budget, braking })),
    onFlights: onFlights.map(
      (found) => found && { ...Object(side.read(found)), people: sortedView(side, found.people) },
    ),
    trips: sortedView(side, trips),
    journeys: sortedView(side, journeys),
    said: sortedView(
      side,
      said.flatMap((messages) => messages ?? []),
    ),
    tasks: sortedView(side, tasks),
    incidents: sortedView(side, toLookAfter.flat()),
    conversations: sortedView(side, conversationRows),
    waiting: sortedView(side, waiting),
  };
};

const flightView = async (side: Side, flightKey: FlightKey) =>
  side.read(
    await side.subject.store.load(
      request({
        agent: 'flight-tracker',
        actorId: flightKey,
        agencyId: null,
        flightKey,
        timerKind: 'FlightCheckDue',
      }),
    ),
  );

const sortedView = (side: Side, items: readonly unknown[]) =>
  sorted(items.map((item) => side.read(item)));

/** Everything that can be read from a store through its ports, by names. */
export const viewOf = async (side: Side, world: World): Promise<unknown> => {
  const contexts = await Promise.all(world.trips.map((trip) => contextOf(side, trip)));
  const tries = triesInOrder(contexts);
  const [trips, conversations, agencies, followed] = await Promise.all([
    Promise.all(
      world.trips.map((trip, index) => tripView(side, trip, contexts[index] ?? null, tries)),
    ),
    Promise.all(world.conversations.map((known) => conversationView(side, world, known))),
    Promise.all(world.agencies.map((agency) => agencyView(side, world, agency))),
    Promise.all(flights.map(({ flightKey }) => flightView(side, flightKey))),
  ]);
  return { trips, conversations, agencies, flights: followed };
};

/**
 * What is overdue at three instants from a day later on; what was woken waits longer and longer.
 */
export const overdueOf = async (side: Side, world: World): Promise<unknown> => {
  const sweeps: unknown[] = [];
  for (const ms of [day, day + 90 * second, day + 4 * minute]) {
    const now = plus(world.now, ms);
    const { timers, effects, events } = await side.subject.store.overdue({ now, limit: 1000 });
    sweeps.push({
      timers: sortedView(side, timers),
      effects: sortedView(side, effects),
      events: sortedView(side, events),
    });
  }
  return sweeps;
};
