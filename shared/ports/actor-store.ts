import { z } from 'zod';
import type { FlightKey } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import { MessageContent, MessageType } from '#shared/domain/message.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { TimerKind } from '#shared/events/timers.ts';
import type {
  EffectCommand,
  Reason,
  RecordCommand,
  TaskCommand,
  TimerCommand,
  VoidCommand,
} from './turn-commands.ts';
import type {
  ConversationContext,
  DutyContext,
  FlightContext,
  JourneyContext,
  TripContext,
} from './turn-contexts.ts';

/** The name of an agent; also that of its folder, its queue and the `agent` column. */
export const agentNames = [
  'flight-tracker',
  'notifications',
  'itinerary',
  'concierge',
  'connections',
  'duty-desk',
] as const;
/** The name of an agent. */
export type AgentName = (typeof agentNames)[number];

/** What to load for a turn; the address of its event decides which contexts. */
export interface LoadRequest {
  readonly agent: AgentName;
  readonly actorId: string;
  readonly eventId: string;
  /** The tenant of the event; null: the turn runs as `system`. */
  readonly agencyId: string | null;
  /** Set: load the trip context. */
  readonly tripId: string | null;
  /** Set: load the journey context. */
  readonly journeyId?: string | undefined;
  /** Set: load the conversation context, with this inbound message. */
  readonly conversation: { readonly id: string; readonly messageId: string | null } | null;
  /** Set: load the flight context. */
  readonly flightKey: FlightKey | null;
  /** Set: load the context of the duty desk, with what to watch on the day from an instant on. */
  readonly duty?: { readonly day: Instant | null } | undefined;
  /** For a timer event: its kind, to load the timer's current generation. */
  readonly timerKind: TimerKind | null;
}

/** What a turn starts from, read in one transaction. A context that was not asked for is null. */
export interface Loaded {
  /** This agent has already taken this event for this actor. */
  readonly taken: boolean;
  /** 0: the actor is new. */
  readonly version: number;
  readonly schemaVersion: number;
  readonly state: unknown;
  /** The current generation of the requested timer; null where it is not set. */
  readonly timerGeneration: number | null;
  readonly trip: TripContext | null;
  readonly journey: JourneyContext | null;
  readonly flight: FlightContext | null;
  readonly conversation: ConversationContext | null;
  readonly duty: DutyContext | null;
}

/** A timer as stored. The row is the truth; schedules and jobs only fire it. */
export interface TimerRow {
  readonly agent: AgentName;
  readonly actorId: string;
  readonly kind: TimerKind;
  readonly generation: number;
  readonly due: Instant;
  readonly agencyId: string | null;
  readonly tripId: string | null;
}

/** One turn, to be committed as a whole or not at all. */
export interface TurnCommit {
  readonly agent: AgentName;
  readonly actorId: string;
  readonly agencyId: string | null;
  readonly event: AnyEvent;
  readonly now: Instant;
  readonly expectedVersion: number;
  readonly schemaVersion: number;
  readonly state: unknown;
  readonly events: readonly AnyEvent[];
  readonly timers: readonly TimerCommand[];
  readonly effects: readonly EffectCommand[];
  readonly voids: readonly VoidCommand[];
  /**
   * Keys of messages under way that the turn assumes delivered. One that turns out unsent is not
   * retried, since its news may be over and it could not be voided: it is DROPPED as
   * `needs_redecision`, and `MessageFailed` starts a turn that decides again.
   */
  readonly assumedDelivered: readonly string[];
  readonly tasks: readonly TaskCommand[];
  readonly records: readonly RecordCommand[];
  readonly reasons: readonly Reason[];
}

/** A message that this worker alone has to send, or reconcile, until `leaseUntil`. */
export const ClaimedEffect = z.object({
  id: z.uuid(),
  /** Settling requires it: a worker that slept past its lease holds an outdated one. */
  fence: z.int(),
  mode: z.enum(['send', 'reconcile']),
  agencyId: z.uuid(),
  tripId: z.uuid().nullable(),
  type: MessageType,
  from: z.string(),
  to: z.string(),
  testFor: z
    .string()
    .nullable()
    .default(null)
    .describe('In a test: the number it is for, while `to` is a phone of the staff.'),
  content: MessageContent,
  critical: z.boolean(),
  attempts: z.int().describe('Failures so far, this attempt not counted.'),
  emptyLists: z.int().describe('Reconciliations so far that found nothing.'),
  firstTriedAt: Instant.nullable(),
  lastTriedAt: Instant.nullable().describe('Start of the try that is being reconciled.'),
  expiresAt: Instant.nullable(),
  leaseUntil: Instant,
  retryLimits: z.unknown().describe('Stored `retry_limits` of the agency.'),
  accountedFor: z
    .array(z.string())
    .default([])
    .describe(
      'Provider ids that belong to other effects of this number and phone since a minute before ' +
        '`lastTriedAt`: a reconciliation must not take them for this one.',
    ),
  isUnreadable: z
    .boolean()
    .optional()
    .describe('Recipient and content cannot be opened (WrongKey); it must not be sent.'),
});
export type ClaimedEffect = z.infer<typeof ClaimedEffect>;

/** The result of a commit, and what the worker has to do next. */
export type CommitResult =
  | {
      readonly kind: 'committed';
      readonly version: number;
      /** Effects due now, already claimed for this worker. */
      readonly claimed: readonly ClaimedEffect[];
      /** The timers of the turn as stored; `due: null`: cleared. */
      readonly timers: readonly (Omit<TimerRow, 'due'> & { readonly due: Instant | null })[];
    }
  /** Another worker took the event first; nothing was written. */
  | { readonly kind: 'taken' }
  /**
   * Nothing was written, since the version has changed, a message to void is no longer waiting, or
   * a message assumed delivered turned out unsent.
   */
  | { readonly kind: 'conflict' };

/**
 * The outcome of a claimed effect. The store updates the ledger and, where `announce` is set, emits
 * `MessageFailed`.
 */
export type Settlement = {
  readonly id: string;
  readonly fence: number;
  readonly at: Instant;
} & (
  | { readonly kind: 'sent'; readonly providerId: string }
  /**
   * Certainly not sent: PENDING again from `retryAt`, or DROPPED for a redecision
   * (`TurnCommit.assumedDelivered`). Counts as a failure.
   */
  | {
      readonly kind: 'retry';
      readonly code: string;
      readonly retryAt: Instant;
      readonly announce: boolean;
    }
  /** As `retry`, but nothing was tried: does not count as a failure. */
  | {
      readonly kind: 'deferred';
      readonly code: string;
      readonly retryAt: Instant;
      readonly announce: boolean;
    }
  /** Final. */
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly permanent: boolean;
      readonly announce: boolean;
    }
  /** May have been sent: UNKNOWN, and reconciled from `reconcileAt`. */
  | {
      readonly kind: 'unknown';
      readonly code: string;
      readonly reconcileAt: Instant;
      readonly announce: boolean;
    }
  /** Reconciliation found nothing yet: it is repeated at `reconcileAt`. */
  | { readonly kind: 'still-unknown'; readonly reconcileAt: Instant; readonly announce: boolean }
  /** The 24-hour window was closed: PENDING again with other content. */
  | { readonly kind: 'replace'; readonly content: MessageContent }
);

/** What should have happened by now and did not; waking it is safe however often it is done. */
export interface Overdue {
  readonly timers: readonly TimerRow[];
  readonly effects: readonly { readonly id: string; readonly agencyId: string }[];
  readonly events: readonly AnyEvent[];
}

/**
 * Stores actors: their states, timers, messages and events. Every method is one transaction;
 * `agencyId` is the tenant whose rows can be read and written, null is `system`.
 * @throws ServiceUnavailable where the database did not answer: the write may or may not have
 * happened.
 * @example
 * const loaded = await store.load(request);
 * const result = await store.commit({ ...turn, expectedVersion: loaded.version });
 * if (result.kind === 'committed') await perform(result.claimed);
 */
export interface ActorStore {
  /** Loads what a turn starts from. */
  load(request: LoadRequest): Promise<Loaded>;
  /** Writes a turn, and claims those of its effects that are due. */
  commit(turn: TurnCommit): Promise<CommitResult>;
  /**
   * Claims effects by id. The same statement checks that each is due, not voided and not expired,
   * that its trip is live and its traveller has not opted out, that no brake is on it (shadow drops
   * it, a pause holds it, a test sends it to a phone of the staff), that nothing else is under way
   * from the same sender to the same phone, and that the rates have a free slot. An effect that can
   * never pass is DROPPED with the reason; one that must wait gets a later due time.
   */
  claim(request: {
    readonly ids: readonly string[];
    readonly agencyId: string | null;
    readonly now: Instant;
  }): Promise<readonly ClaimedEffect[]>;
  /**
   * Settles claimed effects; an outdated fence changes nothing. Resolves to further effects to the
   * same phones that were waiting and are now claimed.
   */
  settle(request: {
    readonly settlements: readonly Settlement[];
    readonly agencyId: string | null;
    readonly now: Instant;
  }): Promise<readonly ClaimedEffect[]>;
  /**
   * Records a status callback of the provider; a status only moves forward (RULES §5). A failure
   * emits `MessageFailed`, except where a closed window replaces free text by a template, which is
   * sent next. The id alone finds the message and its agency.
   */
  deliveryReport(report: {
    readonly id: string;
    readonly providerId: string;
    readonly status: string;
    readonly code: string | null;
    readonly permanent: boolean;
    readonly now: Instant;
  }): Promise<void>;
  /**
   * Timers that are 90 s late, expired leases, messages that are due and events that are not
   * published: at most `limit` of each.
   */
  overdue(request: { readonly now: Instant; readonly limit: number }): Promise<Overdue>;
  /** Marks events as published. */
  markPublished(eventIds: readonly string[]): Promise<void>;
  /** Sets an event that keeps failing aside for a person, and marks it as taken. */
  quarantine(entry: {
    readonly agent: AgentName;
    readonly actorId: string;
    readonly event: AnyEvent;
    readonly error: string;
    readonly now: Instant;
  }): Promise<void>;
}
