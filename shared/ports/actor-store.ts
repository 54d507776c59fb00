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
import type { ConversationContext, FlightContext, TripContext } from './turn-contexts.ts';

/** Who has actors; also the name of its folder, its queue and its rows. */
export type AgentName = 'flight-tracker' | 'notifications' | 'itinerary' | 'concierge';

/** Which context a turn gets: by what its event is about. */
export interface LoadRequest {
  readonly agent: AgentName;
  readonly actorId: string;
  readonly eventId: string;
  /** The tenant of the event; null: the turn runs as `system`. */
  readonly agencyId: string | null;
  /** Asks for the trip context. */
  readonly tripId: string | null;
  /** Asks for the conversation context, with this inbound message. */
  readonly conversation: { readonly id: string; readonly messageId: string | null } | null;
  /** Asks for the flight context. */
  readonly flightKey: FlightKey | null;
  /** For a timer event: its kind, so that its current generation is answered. */
  readonly timerKind: TimerKind | null;
}

/** What a turn starts from, read in one transaction. */
export interface Loaded {
  /** This agent has already taken this event for this actor. */
  readonly taken: boolean;
  /** 0: the actor is new. */
  readonly version: number;
  readonly schemaVersion: number;
  readonly state: unknown;
  /** The current generation of the timer asked for; null where it is not set. */
  readonly timerGeneration: number | null;
  readonly trip: TripContext | null;
  readonly flight: FlightContext | null;
  readonly conversation: ConversationContext | null;
}

/** A timer as it is kept: the row is the truth, whatever fires it. */
export interface TimerRow {
  readonly agent: AgentName;
  readonly actorId: string;
  readonly kind: TimerKind;
  readonly generation: number;
  readonly due: Instant;
  readonly agencyId: string | null;
  readonly tripId: string | null;
}

/** One turn, to be committed whole or not at all. */
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
   * Keys of messages under way that the turn counts as told. One that turns out not to have been
   * sent is then not simply tried again (what it says may be over, and could not be voided) but
   * DROPPED as `needs_redecision`, for a turn that `MessageFailed` wakes.
   */
  readonly assumedDelivered: readonly string[];
  readonly tasks: readonly TaskCommand[];
  readonly records: readonly RecordCommand[];
  readonly reasons: readonly Reason[];
}

/** An effect that this worker, and no other until `leaseUntil`, has to perform. */
export const ClaimedEffect = z.object({
  id: z.uuid(),
  /** Settling must show it: a worker that slept past its lease no longer has the right one. */
  fence: z.int(),
  mode: z.enum(['send', 'reconcile']),
  agencyId: z.uuid(),
  tripId: z.uuid().nullable(),
  type: MessageType,
  from: z.string(),
  to: z.string(),
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
});
export type ClaimedEffect = z.infer<typeof ClaimedEffect>;

/** Whether a turn was written, and what its worker has to do next. */
export type CommitResult =
  | {
      readonly kind: 'committed';
      readonly version: number;
      /** Effects due now, already claimed for this worker. */
      readonly claimed: readonly ClaimedEffect[];
      /** Timers as they are now set; `due: null` where cleared. */
      readonly timers: readonly (Omit<TimerRow, 'due'> & { readonly due: Instant | null })[];
    }
  /** Another worker took the event first; nothing was written. */
  | { readonly kind: 'taken' }
  /**
   * The version moved on, something to be voided is no longer waiting, or something assumed told
   * turned out unsent; nothing was written.
   */
  | { readonly kind: 'conflict' };

/**
 * What became of a claimed effect; the store moves the ledger and, where `announce` is set, emits
 * `MessageFailed`.
 */
export type Settlement = {
  readonly id: string;
  readonly fence: number;
  readonly at: Instant;
} & (
  | { readonly kind: 'sent'; readonly providerId: string }
  /**
   * Certainly not sent: PENDING again from `retryAt`, or decided again
   * (TurnCommit.assumedDelivered); counts as a failure.
   */
  | {
      readonly kind: 'retry';
      readonly code: string;
      readonly retryAt: Instant;
      readonly announce: boolean;
    }
  /**
   * Nothing was tried: PENDING again from `retryAt`, or decided again; counts as no failure.
   * `announce` where it has waited for long.
   */
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
  /** May have been sent: reconciled from `reconcileAt`. */
  | {
      readonly kind: 'unknown';
      readonly code: string;
      readonly reconcileAt: Instant;
      readonly announce: boolean;
    }
  /** Reconciliation found nothing yet: looked for again at `reconcileAt`. */
  | { readonly kind: 'still-unknown'; readonly reconcileAt: Instant; readonly announce: boolean }
  /** The window was closed: PENDING again with other content. */
  | { readonly kind: 'replace'; readonly content: MessageContent }
);

/**
 * Things that should have happened by now and did not; waking them is safe however often it is
 * done.
 */
export interface Overdue {
  readonly timers: readonly TimerRow[];
  readonly effects: readonly { readonly id: string; readonly agencyId: string }[];
  readonly events: readonly AnyEvent[];
}

/**
 * Where actors live. Every method is one transaction; the agency given is the tenant whose rows can
 * be seen and written.
 * @throws ServiceUnavailable where the database did not answer: nothing may be assumed about what
 * was written.
 * @example
 * const loaded = await store.load(request);
 * const result = await store.commit({ ...turn, expectedVersion: loaded.version });
 * if (result.kind === 'committed') await perform(result.claimed);
 */
export interface ActorStore {
  load(request: LoadRequest): Promise<Loaded>;
  commit(turn: TurnCommit): Promise<CommitResult>;
  /**
   * Claims effects by id, checking in the same statement that each is due, not void, within its
   * shelf life, its trip live, the traveller not opted out, nothing else under way from the same
   * sender to the same phone, and a slot free in the rates; what fails a check for good is dropped
   * with its reason, what must wait is moved to its next instant.
   */
  claim(request: {
    readonly ids: readonly string[];
    readonly agencyId: string | null;
    readonly now: Instant;
  }): Promise<readonly ClaimedEffect[]>;
  /**
   * Settles claimed effects; a stale fence changes nothing. Answers further effects to the same
   * phones that were waiting and are now claimed.
   */
  settle(request: {
    readonly settlements: readonly Settlement[];
    readonly agencyId: string | null;
    readonly now: Instant;
  }): Promise<readonly ClaimedEffect[]>;
  /**
   * A status callback of the provider: moves forward only (RULES §5); a failure emits
   * `MessageFailed`, unless a closed window makes free text a template that is sent next. Null
   * agency: found by the id.
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
   * Timers 90 s late, leases that ended, sends that are due and events that were not published, at
   * most `limit` of each.
   */
  overdue(request: { readonly now: Instant; readonly limit: number }): Promise<Overdue>;
  /** Marks events as published. */
  markPublished(eventIds: readonly string[]): Promise<void>;
  /** Puts an event that keeps failing where a person sees it, and acknowledges it. */
  quarantine(entry: {
    readonly agent: AgentName;
    readonly actorId: string;
    readonly event: AnyEvent;
    readonly error: string;
    readonly now: Instant;
  }): Promise<void>;
}
