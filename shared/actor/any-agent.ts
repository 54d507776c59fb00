import type { Instant } from '#shared/domain/instant.ts';
import { type AnyEvent, type EventFor, isCommandOf, isNewsFor } from '#shared/events/catalogue.ts';
import type { AgentName, Loaded, TurnCommit } from '#shared/ports/actor-store.ts';
import type { Address, Agent, Turn } from './agent.ts';
import { announcedEvents } from './announcements.ts';
import { readState } from './state.ts';

/** What a turn came to, as it is to be committed. */
export type DecidedTurn = Omit<
  TurnCommit,
  'agent' | 'actorId' | 'agencyId' | 'event' | 'now' | 'expectedVersion'
>;

/** The turn that an event asks for at one actor. */
export interface RequestedTurn {
  readonly address: Address;
  /** Decides what was loaded; called again after a conflict, with what it gathered at first. */
  decide(loaded: Loaded, now: Instant): Promise<DecidedTurn>;
}

/** An agent of any state and gathered data: its types are closed over, so a list holds several. */
export interface AnyAgent {
  readonly name: AgentName;
  /** The turns that an event asks for; null where the agent does not hear it. */
  turns(event: AnyEvent): readonly RequestedTurn[] | null;
}

const turnAt = <A extends AgentName, S, G, E extends EventFor<A>>(
  agent: Agent<A, S, G>,
  event: E,
  address: Address,
  fromOutside: (turn: Turn<A, S, E>) => Promise<G>,
): RequestedTurn => {
  const { actorId } = address;
  let gathered: { readonly data: G } | null = null;
  return {
    address,
    decide: async (loaded, now) => {
      const { trip, flight, conversation } = loaded;
      const state = readState(agent.codec, loaded);
      const turn = { actorId, event, now, state, trip, flight, conversation };
      gathered ??= { data: await fromOutside(turn) };
      const decision = agent.decide(turn, gathered.data);
      return {
        schemaVersion: agent.codec.schemaVersion,
        state: decision.state,
        events: announcedEvents(agent.name, actorId, event, decision.events ?? [], now),
        timers: decision.timers ?? [],
        effects: decision.effects ?? [],
        voids: decision.voids ?? [],
        assumedDelivered: decision.assumedDelivered ?? [],
        tasks: decision.tasks ?? [],
        records: decision.records ?? [],
        reasons: decision.reasons ?? [],
      };
    },
  };
};

/** Closes over the types of an agent. */
export const anyAgent = <A extends AgentName, S, G>(agent: Agent<A, S, G>): AnyAgent => {
  const turns = <E extends EventFor<A>>(
    event: E,
    fromOutside: (turn: Turn<A, S, E>) => Promise<G>,
  ): readonly RequestedTurn[] =>
    agent.address(event).map((address) => turnAt(agent, event, address, fromOutside));
  return {
    name: agent.name,
    turns: (event) => {
      if (isCommandOf(event, agent.name)) return turns(event, agent.step);
      if (isNewsFor(event, agent.name)) return turns(event, agent.gather);
      return null;
    },
  };
};
