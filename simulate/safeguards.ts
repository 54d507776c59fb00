import type { Agent } from '#shared/actor/agent.ts';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { MemoryStore } from '#shared/adapters/memory/memory-store.ts';
import type { EffectRow } from '#shared/adapters/memory/rows.ts';
import { plus, second } from '#shared/domain/instant.ts';
import { heldByPause, pauseLifted } from '#shared/domain/sending.ts';
import { ClaimedEffect, type TurnCommit } from '#shared/ports/actor-store.ts';
import type { Incidents } from '#shared/ports/incidents.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import { beforeErasure, emptiedActors } from './erasures.ts';

/** The safeguards that the ablation removes, one at a time. */
export const safeguards = [
  'the inbox',
  'the version check',
  'the claim',
  'the reconciliation',
  'the sweeper',
  'the stale guard',
  'the fresh look',
  'the word of the other leg',
  'the number of now',
  'the tombstone',
  'the drop of what waits',
  'the version of an erasure',
  'the end of the rows',
  'the bounds of an erasure',
  'the retired keys',
  'the look for a new key',
  'the one key of numbers',
  'the wait for an answer',
  'the memory of who was asked',
  'the look at brakes',
  'the decision after a pause',
  'the phone of the staff',
  'the comparison of a claim',
] as const;
/** One of them, by its name in the docs. */
export type Safeguard = (typeof safeguards)[number];

/** What happens without each safeguard, for the table in the docs. */
export const consequences: Readonly<Record<Safeguard, string>> = {
  'the inbox': 'an event is taken again by an actor each time it is delivered',
  'the version check': 'a turn is committed even if the actor has changed since it was loaded',
  'the claim':
    'a worker that is woken for an unsettled message sends it, even if another is sending it',
  'the reconciliation':
    'a request whose fate is unknown is sent again without looking up what became of it',
  'the sweeper': 'nothing wakes what a crash, a lost schedule or a lost publication left behind',
  'the stale guard': 'the facts that arrive last are believed, even if newer ones are known',
  'the fresh look': 'what was held is told from what is known when its hold ends',
  'the word of the other leg':
    'a trip does not know what the messages of its journey’s other trips told of it',
  'the number of now': 'what any number of a trip was told counts for the one it has now',
  'the tombstone': 'a booking event is taken up, whoever was erased since it was put on the bus',
  'the drop of what waits': 'what waits for its turn is sent although its person was erased',
  'the version of an erasure': 'a turn that began before an erasure is committed after it',
  'the end of the rows': 'an erasure withdraws the trips of its person, and leaves the rest',
  'the bounds of an erasure': 'whoever travels on a journey of the erased is erased too',
  'the retired keys': 'after a rotation only the new keys are there',
  'the look for a new key': 'a process knows the keys of when it last read them, for five minutes',
  'the one key of numbers': 'a rotation exchanges the keys of numbers as well',
  'the wait for an answer': 'nothing wakes the duty desk where nobody answers an alert',
  'the memory of who was asked': 'the duty desk takes every incident for one it never heard of',
  'the look at brakes': 'what is claimed is sent, whatever brakes there are',
  'the decision after a pause': 'what a pause held is sent as it was once it is over',
  'the phone of the staff': 'what is sent in a test goes to whom it was decided for',
  'the comparison of a claim': 'who claims an incident reads who has it, and sets it afterwards',
};

/** A claim that checks nothing. */
const forceClaim = (row: EffectRow, now: string): ClaimedEffect =>
  ClaimedEffect.parse({
    ...row,
    mode: 'send',
    leaseUntil: plus(now, 60 * second),
    retryLimits: {},
    accountedFor: [],
  });

/** The store as if an erasure left what waits to be sent as it was. */
const withoutDrop = (store: MemoryStore): MemoryStore => {
  const waiting = new Map<string, EffectRow>();
  return {
    ...store,
    erase: async (request) => {
      const before = store.inspect.effects().filter((row) => row.nextAttemptAt !== null);
      const result = await store.erase(request);
      const after = new Map(store.inspect.effects().map((row) => [row.id, row]));
      for (const row of before)
        if (after.get(row.id)?.reason === 'forgotten') waiting.set(row.id, row);
      return result;
    },
    overdue: async (request) => {
      const overdue = await store.overdue(request);
      return { ...overdue, effects: [...overdue.effects, ...waiting.values()] };
    },
    claim: async (request) => {
      const claimed = await store.claim(request);
      const rows = request.ids.flatMap((id) => waiting.get(id) ?? []);
      for (const { id } of rows) waiting.delete(id);
      return [...claimed, ...rows.map((row) => forceClaim(row, request.now))];
    },
  };
};

/** The store as if an erasure left the versions of states as they were. */
const withoutVersionOfErasure = (store: MemoryStore): MemoryStore => {
  const counted = new Map<string, number>();
  const countedOf = ({ agent, actorId }: Pick<TurnCommit, 'agent' | 'actorId'>): number =>
    counted.get(`${agent}|${actorId}`) ?? 0;
  return {
    ...store,
    erase: async (request) => {
      const before = beforeErasure(store.inspect, request);
      const result = await store.erase(request);
      if (result.kind === 'erased')
        for (const actor of emptiedActors(before, result.shared))
          counted.set(actor, (counted.get(actor) ?? 0) + 1);
      return result;
    },
    load: async (request) => {
      const loaded = await store.load(request);
      return { ...loaded, version: loaded.version - countedOf(request) };
    },
    commit: async (turn) => {
      const more = countedOf(turn);
      const result = await store.commit({ ...turn, expectedVersion: turn.expectedVersion + more });
      return result.kind === 'committed' ? { ...result, version: result.version - more } : result;
    },
  };
};

/** The store as if a pause only delayed what it held. */
const withoutDecisionAfterPause = (store: MemoryStore): MemoryStore => ({
  ...store,
  claim: async (request) => {
    const held = new Map(
      store.inspect.effects().flatMap((row) => (row.reason === heldByPause ? [[row.id, row]] : [])),
    );
    const claimed = await store.claim(request);
    const resumed = store.inspect
      .effects()
      .filter(({ id, reason }) => reason === pauseLifted && held.has(id));
    return [...claimed, ...resumed.map((row) => forceClaim(row, request.now))];
  },
});

/** The store as if a test were none. */
const withTravellersInTest = (store: MemoryStore): MemoryStore => {
  const toTravellers = (effects: readonly ClaimedEffect[]): readonly ClaimedEffect[] =>
    effects.map((effect) => ({ ...effect, to: effect.testFor ?? effect.to }));
  return {
    ...store,
    claim: async (request) => toTravellers(await store.claim(request)),
    settle: async (request) => toTravellers(await store.settle(request)),
    commit: async (turn) => {
      const result = await store.commit(turn);
      return result.kind === 'committed'
        ? { ...result, claimed: toTravellers(result.claimed) }
        : result;
    },
  };
};

/** As if a claim read who has an incident in one call, and took it in the next. */
const withoutComparison = (incidents: Incidents): Incidents => ({
  ...incidents,
  move: async (agencyId, id, move) => {
    const isHeld = (await incidents.get(agencyId, id))?.owner != null;
    return incidents.move(
      agencyId,
      id,
      move.act === 'claim' && !isHeld ? { ...move, steal: true } : move,
    );
  },
});

/** The store without one of its safeguards. Null, or a safeguard elsewhere: the store itself. */
export const removeSafeguard = (store: MemoryStore, safeguard: Safeguard | null): MemoryStore => {
  let commits = 0;
  switch (safeguard) {
    case 'the inbox':
      return {
        ...store,
        load: async (request) => ({ ...(await store.load(request)), taken: false }),
        commit: (turn) => {
          commits += 1;
          return store.commit({
            ...turn,
            event: { ...turn.event, id: uuidV5('without the inbox', turn.event.id, commits) },
          });
        },
      };
    case 'the version check':
      return {
        ...store,
        commit: async (turn) => {
          const { version } = await store.load({
            agent: turn.agent,
            actorId: turn.actorId,
            eventId: turn.event.id,
            agencyId: turn.agencyId,
            tripId: null,
            conversation: null,
            flightKey: null,
            timerKind: null,
          });
          return store.commit({ ...turn, expectedVersion: version });
        },
      };
    case 'the claim':
      return {
        ...store,
        claim: async (request) => {
          const claimed = await store.claim(request);
          const rows = store.inspect
            .effects()
            .filter((row) => request.ids.includes(row.id) && row.status === 'SENDING');
          return [
            ...claimed,
            ...rows
              .filter((row) => !claimed.some((c) => c.id === row.id))
              .map((row) => forceClaim(row, request.now)),
          ];
        },
      };
    case 'the reconciliation':
      return {
        ...store,
        claim: async (request) =>
          (await store.claim(request)).map((effect) => ({ ...effect, mode: 'send' })),
      };
    case 'the look at brakes':
      return {
        ...store,
        setPlatformBrake: () => undefined,
        putBrake: async ({ now, ...brake }) => ({ ...brake, since: now }),
      };
    case 'the decision after a pause':
      return withoutDecisionAfterPause(store);
    case 'the phone of the staff':
      return withTravellersInTest(store);
    case 'the tombstone':
      return { ...store, book: ({ saidAt: _, ...request }) => store.book(request) };
    case 'the drop of what waits':
      return withoutDrop(store);
    case 'the version of an erasure':
      return withoutVersionOfErasure(store);
    case 'the end of the rows':
      return {
        ...store,
        erase: async (request) => {
          const { agencyId, now } = request;
          const result = await store.erase({ ...request, dryRun: true });
          if (result.kind !== 'rehearsed') return result;
          for (const { id, contactId } of store.inspect.trips())
            if (contactId === request.contactId)
              await store.cancel({ agencyId, tripId: id, notify: false, now });
          return { ...result, kind: 'erased' };
        },
      };
    case 'the bounds of an erasure':
      return {
        ...store,
        erase: async (request) => {
          const trips = store.inspect.trips();
          const own = trips.filter(({ contactId }) => contactId === request.contactId);
          const result = await store.erase(request);
          if (result.kind !== 'erased') return result;
          for (const { journeyId, contactId } of trips)
            if (own.some((trip) => trip.journeyId === journeyId && trip.contactId !== contactId))
              await store.erase({ ...request, contactId });
          return result;
        },
      };
    case 'the comparison of a claim':
      return { ...store, incidents: withoutComparison(store.incidents) };
    default:
      return store;
  }
};

/** The agent without its check of versions: it believes the facts that arrive last. */
const withoutStaleGuard = <S extends { readonly facts: unknown }, G>(
  agent: Agent<'notifications', S, G>,
): Agent<'notifications', S, G> => ({
  ...agent,
  decide: (turn, gathered) => {
    if (turn.event.type !== 'FlightStatusChanged' && turn.event.type !== 'FlightMatched')
      return agent.decide(turn, gathered);
    const trip = turn.trip && { ...turn.trip, flight: null };
    return agent.decide({ ...turn, trip, state: { ...turn.state, facts: null } }, gathered);
  },
});

/** The agent without the look for what was held: it forgets that anything was. */
const withoutFreshLook = <S extends { readonly held: unknown }, G>(
  agent: Agent<'notifications', S, G>,
): Agent<'notifications', S, G> => ({
  ...agent,
  decide: (turn, gathered) =>
    agent.decide(
      { ...turn, state: { ...turn.state, held: { types: [], since: null, lookAskedAt: null } } },
      gathered,
    ),
});

/** The agent that sees another trip in each of its turns. */
const seeing = <S, G>(
  agent: Agent<'notifications', S, G>,
  change: (trip: TripContext) => TripContext,
): Agent<'notifications', S, G> => ({
  ...agent,
  decide: (turn, gathered) =>
    agent.decide({ ...turn, trip: turn.trip && change(turn.trip) }, gathered),
});

/** Without what other trips of the journey told: their confirmations alone. */
const withoutOtherLegs = (trip: TripContext): TripContext => ({
  ...trip,
  confirmations: trip.confirmations.filter(({ told }) => !told.connection),
});

/** Every message of the trip taken for one to the number of now. */
const withoutNumbers = (trip: TripContext): TripContext => ({
  ...trip,
  ledger: trip.ledger.map((entry) => ({ ...entry, to: trip.trip.whatsapp ?? entry.to })),
});

/** The agent without one of its safeguards. Null, or a safeguard elsewhere: the agent itself. */
export const weakened = <S extends { readonly facts: unknown; readonly held: unknown }, G>(
  agent: Agent<'notifications', S, G>,
  safeguard: Safeguard | null,
): Agent<'notifications', S, G> => {
  switch (safeguard) {
    case 'the stale guard':
      return withoutStaleGuard(agent);
    case 'the fresh look':
      return withoutFreshLook(agent);
    case 'the word of the other leg':
      return seeing(agent, withoutOtherLegs);
    case 'the number of now':
      return seeing(agent, withoutNumbers);
    default:
      return agent;
  }
};
