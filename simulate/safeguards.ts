import type { Agent } from '#shared/actor/agent.ts';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { MemoryStore } from '#shared/adapters/memory/memory-store.ts';
import type { EffectRow } from '#shared/adapters/memory/rows.ts';
import { plus, second } from '#shared/domain/instant.ts';
import { ClaimedEffect } from '#shared/ports/actor-store.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';

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
