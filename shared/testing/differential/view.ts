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
  side.h.conversations.tripContext(agency.id, side.id(name));
type Context = Awaited<ReturnType<typeof contextOf>>;

/** Tries are counted from anywhere, and only their order says something. */
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
  const { store, desk, conversations } = side.h;
  const id = side.id(name);
  for (const entry of context?.ledger ?? []) side.name(entry.id, entry.key);
  const ledger = context?.ledger.map((entry) => ({
    ...entry,
    tryOrder: tries.indexOf(entry.tryOrder),
  }));
  const load = (agent: 'notifications' | 'itinerary') =>
    store.load(request({ agent, actorId: id, agencyId: agency.id, timerKind: 'ReminderDue' }));
  const [timeline, inOrder, documents, itineraries, ...actors] = await Promise.all([
    desk.timeline(agency.id, id),
    desk.messages(agency.id, id),
    conversations.documents(agency.id, id),
    store.itineraries(agency.id, id),
    load('notifications'),
    load('itinerary'),
  ]);
  return {
    ...Object(
      side.read({
        context: context && { ...context, ledger },
        inOrder,
        documents,
        itineraries,
        actors,
      }),
    ),
    timeline: inNoOrder(side, timeline ?? []),
  };
};

const conversationView = async (side: Side, world: World, { name, agency }: KnownConversation) => {
  const { store, conversations } = side.h;
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
  const { store, desk, conversations } = side.h;
  const keys = world.messages.flatMap((one) => (one.agency === agency ? [one.key] : []));
  const [settings, trips, tasks, talks, places, budget, waiting] = await Promise.all([
    desk.settings(agency.id),
    desk.trips(agency.id, { limit: 50 }),
    desk.tasks(agency.id, { limit: 50 }),
    conversations.conversations(agency.id, { limit: 50 }),
    store.places.list(agency.id, { limit: 50 }),
    store.modelSpend.budget(agency.id, world.now),
    store.waitingEffects({ agencyId: agency.id, keys }),
  ]);
  return {
    ...Object(side.read({ settings, places, budget })),
    trips: inNoOrder(side, trips),
    tasks: inNoOrder(side, tasks),
    conversations: inNoOrder(side, talks),
    waiting: inNoOrder(side, waiting),
  };
};

const flightView = async (side: Side, flightKey: FlightKey) =>
  side.read(
    await side.h.store.load(
      request({
        agent: 'flight-tracker',
        actorId: flightKey,
        agencyId: null,
        flightKey,
        timerKind: 'FlightCheckDue',
      }),
    ),
  );

const inNoOrder = (side: Side, items: readonly unknown[]) =>
  sorted(items.map((item) => side.read(item)));

/** Everything that can be seen of a store through its ports without changing it, by names. */
export const viewOf = async (side: Side, world: World): Promise<unknown> => {
  const contexts = await Promise.all(world.trips.map((trip) => contextOf(side, trip)));
  const tries = triesInOrder(contexts);
  const [trips, conversations, agencies, followed] = await Promise.all([
    Promise.all(world.trips.map((trip, nth) => tripView(side, trip, contexts[nth] ?? null, tries))),
    Promise.all(world.conversations.map((one) => conversationView(side, world, one))),
    Promise.all(world.agencies.map((agency) => agencyView(side, world, agency))),
    Promise.all(flights.map(({ flightKey }) => flightView(side, flightKey))),
  ]);
  return { trips, conversations, agencies, flights: followed };
};

/** What would be woken from a day later on; what is woken once is not woken at once again. */
export const overdueOf = async (side: Side, world: World): Promise<unknown> => {
  const looks: unknown[] = [];
  for (const ms of [day, day + 90 * second, day + 4 * minute]) {
    const now = plus(world.now, ms);
    const { timers, effects, events } = await side.h.store.overdue({ now, limit: 1000 });
    looks.push({
      timers: inNoOrder(side, timers),
      effects: inNoOrder(side, effects),
      events: inNoOrder(side, events),
    });
  }
  return looks;
};
