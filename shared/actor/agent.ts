import type { z } from 'zod';
import type { Instant } from '#shared/domain/instant.ts';
import type { AnyEvent, EventName } from '#shared/events/catalogue.ts';
import type { TimerKind } from '#shared/events/timers.ts';
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
export interface Announcement {
  readonly type: EventName;
  readonly agencyId: string | null;
  readonly tripId: string | null;
  readonly data: unknown;
}

/** What a pure decision consists of; whatever is left out stays as it is. */
export interface Decision<S> {
  readonly state: S;
  readonly events?: readonly Announcement[];
  readonly timers?: readonly TimerCommand[];
  readonly effects?: readonly EffectCommand[];
  readonly voids?: readonly VoidCommand[];
  readonly assumedDelivered?: readonly string[];
  readonly tasks?: readonly TaskCommand[];
  readonly records?: readonly RecordCommand[];
  readonly reasons?: readonly Reason[];
}

/** What a turn starts from: the actor's own state, and the facts around it as they are in this moment. */
export interface Turn<S> {
  readonly actorId: string;
  readonly event: AnyEvent;
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
 * An agent is a plain object. `gather` reads from outside (it may write caches, quotas and breakers, nothing else);
 * `decide` is pure: no clock, no chance, no environment, no I/O.
 */
export interface Agent<S, G> {
  readonly name: AgentName;
  readonly subscriptions: readonly EventName[];
  readonly timers: readonly TimerKind[];
  readonly codec: StateCodec<S>;
  /** The actors of this agent that the event is for; empty where it concerns none. */
  address(event: AnyEvent): readonly Address[];
  gather(turn: Turn<S>): Promise<G>;
  decide(turn: Turn<S>, gathered: G): Decision<S>;
}
