import type { z } from 'zod';
import type { Instant } from '#shared/domain/instant.ts';
import type {
  CommandFor,
  EventFor,
  EventName,
  EventOf,
  NewsFor,
  ProducedBy,
  TimerOf,
} from '#shared/events/catalogue.ts';
import type { AgentName } from '#shared/ports/actor-store.ts';
import type {
  EffectCommand,
  Reason,
  RecordCommand,
  TaskCommand,
  TimerCommand,
  VoidCommand,
} from '#shared/ports/turn-commands.ts';
import type {
  ConversationContext,
  FlightContext,
  TripContext,
} from '#shared/ports/turn-contexts.ts';

import { assertNever } from '#shared/result.ts';

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
export interface Turn<A extends AgentName, S, E = EventFor<A>> {
  readonly actorId: string;
  readonly event: E;
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
 * event catalogue, under its name. A turn is decided by what was loaded and what came from outside:
 *
 * - `gather` only reads there; it may write caches, quotas and breakers, nothing else.
 * - `step` is for what changes something there. `decide` asks for it with a command, an event that
 *   the agent announces to itself: committed like any other, so that a crash loses nothing, and
 *   done when it is delivered. That is at least once: a step looks for what an earlier try left.
 * - `decide` is pure: no clock, no chance, no environment, no I/O. Of a command it decides on the
 *   outcome.
 *
 * Whatever throws is delivered again, and set aside at the fifth time.
 *
 * @example
 * const parcels: Agent<'parcels', ParcelState, Gathered> = {
 *   name: 'parcels',
 *   codec: { schemaVersion: 1, schema: ParcelState, initial: { label: 'none' } },
 *   address: ({ data }) => [{ actorId: data.parcelId }],
 *   // ParcelReady is news: what the carrier asks for is read.
 *   gather: async () => ({ kind: 'rates', rates: await carrier.rates() }),
 *   // LabelRequested is a command: the carrier finds or makes the label of this parcel.
 *   step: async ({ actorId }) => ({ kind: 'label', id: await carrier.labelOf(actorId) }),
 *   decide: ({ state, event }, gathered) =>
 *     gathered.kind === 'label'
 *       ? { state: { label: gathered.id } }
 *       : { state: { label: 'requested' }, events: [labelRequested(event)] },
 * };
 */
export interface Agent<A extends AgentName, S, G> {
  readonly name: A;
  readonly codec: StateCodec<S>;
  /** The actors of this agent that the event is for; empty where it concerns none. */
  readonly address: (event: EventFor<A>) => readonly Address[];
  readonly gather: (turn: Turn<A, S, NewsFor<A>>) => Promise<G>;
  /** `noStep` for an agent that gives itself no commands. */
  readonly step: (turn: Turn<A, S, CommandFor<A>>) => Promise<G>;
  readonly decide: (turn: Turn<A, S>, gathered: G) => Decision<A, S>;
}

/** The step of an agent that the catalogue knows no commands of: it is never called. */
export const noStep = async ({ event }: { readonly event: never }): Promise<never> =>
  assertNever(event);
