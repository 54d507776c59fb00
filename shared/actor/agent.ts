import type { z } from 'zod';
import type { Instant } from '#shared/domain/instant.ts';
import type {
  EventFor,
  EventName,
  EventOf,
  ProducedBy,
  TimerOf,
} from '#shared/events/catalogue.ts';
import type {
  AgentName,
  ConversationContext,
  EffectCommand,
  FlightContext,
  Reason,
  RecordCommand,
  TaskCommand,
  TimerCommand,
  TripContext,
  VoidCommand,
} from '#shared/ports/actor-store.ts';

/** An event that an agent wants to say; the kernel fills in the rest of the envelope. */
export interface Announced<N extends EventName> {
  readonly type: N;
  readonly agencyId: string | null;
  readonly tripId: string | null;
  readonly data: EventOf<N>['data'];
}

/** Any event that anybody could announce. */
export type AnyAnnouncement = { [N in EventName]: Announced<N> }[EventName];

/** What the agent may announce: the events that the catalogue names it a producer of. */
export type Announcement<A extends AgentName> = Extract<
  AnyAnnouncement,
  { readonly type: ProducedBy<A> }
>;

/** What a pure decision consists of; whatever is left out stays as it is. */
export interface Decision<A extends AgentName, S> {
  readonly state: S;
  readonly events?: readonly Announcement<A>[];
  readonly timers?: readonly TimerCommand<TimerOf<A>>[];
  readonly effects?: readonly EffectCommand[];
  readonly voids?: readonly VoidCommand[];
  readonly assumedDelivered?: readonly string[];
  readonly tasks?: readonly TaskCommand[];
  readonly records?: readonly RecordCommand[];
  readonly reasons?: readonly Reason[];
}

/** What a turn starts from: the actor's own state, and the facts around it in this moment. */
export interface Turn<A extends AgentName, S> {
  readonly actorId: string;
  readonly event: EventFor<A>;
  readonly now: Instant;
  readonly state: S;
  readonly trip: TripContext | null;
  readonly flight: FlightContext | null;
  readonly conversation: ConversationContext | null;
}

/** Which actor of the agent an event is for, and which contexts its turn needs. */
export interface Address {
  readonly actorId: string;
  readonly tripId?: string;
  readonly flightKey?: string;
  readonly conversation?: { readonly id: string; readonly messageId: string | null };
}

/** How an agent's state is kept: `upcast` brings a document of an older schemaVersion to the current one. */
export interface StateCodec<S> {
  readonly schemaVersion: number;
  readonly schema: z.ZodType<S>;
  readonly initial: S;
  readonly upcast?: (state: unknown, fromVersion: number) => unknown;
}

/**
 * An agent is a plain object. What it hears, which timers wake it and what it may announce is in the
 * event catalogue, under its name. `gather` reads from outside (it may write caches, quotas and
 * breakers, nothing else); `decide` is pure: no clock, no chance, no environment, no I/O.
 */
export interface Agent<A extends AgentName, S, G> {
  readonly name: A;
  readonly codec: StateCodec<S>;
  /** The actors of this agent that the event is for; empty where it concerns none. */
  address(event: EventFor<A>): readonly Address[];
  gather(turn: Turn<A, S>): Promise<G>;
  decide(turn: Turn<A, S>, gathered: G): Decision<A, S>;
}
