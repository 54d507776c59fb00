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
  DutyContext,
  FlightContext,
  JourneyContext,
  TripContext,
} from '#shared/ports/turn-contexts.ts';
import { assertNever } from '#shared/result.ts';

/** An event that an agent publishes; the kernel fills in the rest of the envelope. */
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

/** The result of `decide`; a list that is left out is empty. */
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

/** The input of a turn: the actor's state and the contexts that its address asked for. */
export interface Turn<A extends AgentName, S, E = EventFor<A>> {
  readonly actorId: string;
  readonly event: E;
  readonly now: Instant;
  readonly state: S;
  readonly trip: TripContext | null;
  readonly journey: JourneyContext | null;
  readonly flight: FlightContext | null;
  readonly conversation: ConversationContext | null;
  /** Of the duty desk’s turns alone. */
  readonly duty?: DutyContext | null;
}

/** Which actor of the agent an event is for, and which contexts its turn needs. */
export interface Address {
  readonly actorId: string;
  readonly tripId?: string;
  readonly journeyId?: string;
  readonly flightKey?: string;
  readonly conversation?: { readonly id: string; readonly messageId: string | null };
  /** Of the agency that the actor is; with what to watch on the day from an instant on. */
  readonly duty?: { readonly day: Instant | null };
}

/** How an agent's state is stored: `upcast` converts a state of an older `schemaVersion`. */
export interface StateCodec<S> {
  readonly schemaVersion: number;
  readonly schema: z.ZodType<S>;
  readonly initial: S;
  readonly upcast?: (state: unknown, fromVersion: number) => unknown;
}

/**
 * An agent is a plain object. The event catalogue lists, under its name, the events it receives,
 * its timers and the events it may announce. A turn is decided on what the store loaded and what
 * came from outside services:
 *
 * - `gather` only reads from them; it may write caches, quotas and breakers, nothing else.
 * - `step` changes something there. `decide` requests it with a command: an event that the agent
 *   announces to itself, committed like any other, so that a crash loses nothing. It runs at least
 *   once, so a step first looks for what an earlier attempt left behind.
 * - `decide` is pure: no clock, randomness, environment or I/O. For a command it decides on the
 *   outcome of the step.
 *
 * An event whose turn throws is delivered again; a defect (an error that no repetition can mend)
 * quarantines it.
 *
 * @example
 * const parcels: Agent<'parcels', ParcelState, Gathered> = {
 *   name: 'parcels',
 *   codec: { schemaVersion: 1, schema: ParcelState, initial: { label: 'none' } },
 *   address: ({ data }) => [{ actorId: data.parcelId }],
 *   // ParcelReady is news: its turn reads the carrier's rates.
 *   gather: async () => ({ kind: 'rates', rates: await carrier.rates() }),
 *   // LabelRequested is a command: its turn finds or makes the label of this parcel.
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
  /** The actors of this agent that the event is for; empty: none. */
  readonly address: (event: EventFor<A>) => readonly Address[];
  readonly gather: (turn: Turn<A, S, NewsFor<A>>) => Promise<G>;
  /** `noStep` for an agent without commands. */
  readonly step: (turn: Turn<A, S, CommandFor<A>>) => Promise<G>;
  readonly decide: (turn: Turn<A, S>, gathered: G) => Decision<A, S>;
}

/** The step of an agent without commands in the catalogue; never called. */
export const noStep = async ({ event }: { readonly event: never }): Promise<never> =>
  assertNever(event);
