import type { Instant } from '#shared/domain/instant.ts';
import { type AnyEvent, type EventFor, isCommandFor, isNewsFor } from '#shared/events/catalogue.ts';
import type { AgentName, Loaded, TurnCommit } from '#shared/ports/actor-store.ts';
import type { Address, Agent, Turn } from './agent.ts';
import { announcedEvents } from './announcements.ts';
import { readState } from './state.ts';

/** The decided part of a `TurnCommit`. */
export type DecidedTurn = Omit<
  TurnCommit,
  'agent' | 'actorId' | 'agencyId' | 'event' | 'now' | 'expectedVersion'
>;

/** A turn to run: one event at one actor. */
export interface RequestedTurn {
  readonly address: Address;
  /** Decides on what was loaded. Called again after a conflict; it gathers only the first time. */
  decide(loaded: Loaded, now: Instant): Promise<DecidedTurn>;
}

/** An agent with its type parameters erased, so that one list can hold several. */
export interface AnyAgent {
  readonly name: AgentName;
  /** The turns that an event asks for; null where the agent does not receive it. */
  turns(event: AnyEvent): readonly RequestedTurn[] | null;
}

const turnAt = <A extends AgentName, S, G, E extends EventFor<A>>(
  agent: Agent<A, S, G>,
  event: E,
  address: Address,
  gather: (turn: Turn<A, S, E>) => Promise<G>,
): RequestedTurn => {
  const { actorId } = address;
  let gathered: { readonly data: G } | null = null;
  return {
    address,
    decide: async (loaded, now) => {
      const { trip, journey, flight, conversation, duty } = loaded;
      const state = readState(agent.codec, loaded);
      const turn = { actorId, event, now, state, trip, journey, flight, conversation, duty };
      gathered ??= { data: await gather(turn) };
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

/** Erases the type parameters of an agent. */
export const anyAgent = <A extends AgentName, S, G>(agent: Agent<A, S, G>): AnyAgent => {
  const turns = <E extends EventFor<A>>(
    event: E,
    gather: (turn: Turn<A, S, E>) => Promise<G>,
  ): readonly RequestedTurn[] =>
    agent.address(event).map((address) => turnAt(agent, event, address, gather));
  return {
    name: agent.name,
    turns: (event) => {
      if (isCommandFor(event, agent.name)) return turns(event, agent.step);
      if (isNewsFor(event, agent.name)) return turns(event, agent.gather);
      return null;
    },
  };
};
