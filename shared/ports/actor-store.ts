import { z } from 'zod';
import type { AeroFlight } from '#shared/domain/aero-flight.ts';
import type { FiledDocument } from '#shared/domain/document.ts';
import { FlightFacts, type FlightKey } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import { Itinerary } from '#shared/domain/itinerary.ts';
import { LedgerEntry, MessageContent, MessageType, type Told } from '#shared/domain/message.ts';
import { TaskFacts, TaskKind, TaskState } from '#shared/domain/task.ts';
import { Trip, TripStatus } from '#shared/domain/trip.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { TimerKind } from '#shared/events/timers.ts';

/** Who has actors; also the name of its folder, its queue and its rows. */
export type AgentName = 'flight-tracker' | 'notifications' | 'itinerary' | 'concierge';

const storedSettings = z
  .record(z.string(), z.unknown())
  .describe('setting_key -> setting_value as stored; see effectiveSettings.');

/** What a turn knows about the agency it works for. */
export const AgencyContext = z.object({
  id: z.uuid(),
  name: z.string(),
  sender: z.string().describe('The WhatsApp number the agency writes from, E.164.'),
  emergencyPhone: z.string().nullable(),
});
export type AgencyContext = z.infer<typeof AgencyContext>;

/** What every turn about a trip is decided on. */
export const TripContext = z.object({
  trip: Trip,
  agency: AgencyContext,
  settings: storedSettings,
  flight: FlightFacts.nullable().describe('The latest facts about the flight the trip is on.'),
  ledger: z.array(LedgerEntry).describe('Every message decided for this trip, oldest first.'),
  optedOut: z
    .boolean()
    .describe(
      'The traveller has opted out of the number that the agency writes from, whoever shares it.',
    ),
  optedOutElsewhere: z
    .boolean()
    .default(false)
    .describe('They said so to another agency that writes from the same number.'),
  lastInboundAt: Instant.nullable().describe(
    'When this phone last wrote to this agency: the 24-hour window.',
  ),
  tasks: z
    .array(z.object({ kind: TaskKind, state: TaskState, facts: TaskFacts }))
    .describe('Tasks that are not done.'),
  nextLeg: z
    .object({ tripId: z.uuid(), departure: Instant })
    .nullable()
    .describe('The same passenger’s next departure with this agency, as well as it is known.'),
  itinerary: Itinerary.nullable().describe('The newest version that the traveller may see.'),
});
export type TripContext = z.infer<typeof TripContext>;

/**
 * Everything there is to know about one trip, in one call (`get_complete_trip_context`): with the
 * papers and the words that only somebody who talks with the traveller needs.
 */
export const CompleteTripContext = TripContext.extend({
  documents: z
    .array(
      z.object({
        id: z.uuid(),
        type: z.string(),
        fileName: z.string().nullable(),
        path: z.string(),
        uploadedAt: Instant,
        uploadedByType: z.string(),
      }),
    )
    .describe('Oldest first.'),
  recentMessages: z
    .array(z.object({ direction: z.enum(['in', 'out']), text: z.string(), at: Instant }))
    .describe('Newest last, at most 20.'),
});
export type CompleteTripContext = z.infer<typeof CompleteTripContext>;

/** What the flight tracker sees: who follows the flight, without personal data. */
export const FlightContext = z.object({
  followers: z.array(
    z.object({
      tripId: z.uuid(),
      agencyId: z.uuid(),
      departure: Instant,
      bookedAt: Instant.describe(
        'When the trip was put on this flight: its booking, or the last edit of flight or time.',
      ),
      status: TripStatus,
      originZone: z.string(),
      destinationZone: z.string(),
    }),
  ),
  agencies: z
    .record(z.uuid(), storedSettings)
    .describe('Stored settings of each agency that has a follower.'),
});
export type FlightContext = z.infer<typeof FlightContext>;

/** What the concierge sees of one conversation (agency's number, traveller's number). */
export const ConversationContext = z.object({
  id: z.uuid(),
  agency: AgencyContext,
  settings: storedSettings,
  phone: z.string(),
  message: z
    .object({
      id: z.uuid(),
      text: z.string(),
      at: Instant,
      providerId: z.string(),
      media: z.array(z.object({ url: z.string(), contentType: z.string() })),
    })
    .nullable()
    .describe('The message this turn is about: a traveller’s, or a person’s of the agency.'),
  optedOut: z.boolean(),
  trips: z
    .array(Trip)
    .describe('Trips of this phone with this agency that are not withdrawn, by departure.'),
  lastInboundAt: Instant.nullable(),
  takenOverUntil: Instant.nullable().describe('A person has the conversation until then.'),
  pendingReplies: z
    .array(z.string())
    .describe('Keys of replies that are PENDING: waiting for their turn to be sent.'),
});
export type ConversationContext = z.infer<typeof ConversationContext>;

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

/** A timer to set (replacing the one of the same kind) or, with `due: null`, to clear. */
export interface TimerCommand<K extends TimerKind = TimerKind> {
  readonly kind: K;
  readonly due: Instant | null;
}

/**
 * A message to enter in the ledger. The key decides: a key that is PENDING, SENDING, UNKNOWN, SENT
 * or FAILED for good is not entered again; one that was DROPPED, or FAILED for the moment, is taken
 * up again as PENDING with its attempts kept.
 */
export interface EffectCommand {
  /** (trip or conversation, type, episode, content), see effectKey. */
  readonly key: string;
  readonly tripId: string | null;
  readonly type: MessageType;
  readonly episode: number;
  readonly from: string;
  readonly to: string;
  readonly content: MessageContent;
  readonly told: Told;
  readonly critical: boolean;
  /** Not sent before this instant. */
  readonly dueAt: Instant;
  /** Dropped, with its reason, where it could not be sent until then. Null: always useful. */
  readonly expiresAt: Instant | null;
  /** Sent although the traveller has opted out (the acknowledgement of it). */
  readonly evenIfOptedOut: boolean;
}

/**
 * A decision not to send something that was waiting: only what is PENDING can be voided, else the
 * turn is decided again.
 */
export interface VoidCommand {
  readonly key: string;
  readonly reason: string;
}

/** Trouble for the agency (RULES §8): opening one that is there updates it. */
export type TaskCommand =
  | {
      readonly op: 'open';
      readonly kind: TaskKind;
      /**
       * Null: trouble with somebody who has no trip; one open task for each kind and
       * `facts.conversationId`.
       */
      readonly tripId: string | null;
      readonly reason: string;
      readonly facts: TaskFacts;
    }
  | {
      readonly op: 'close';
      readonly kind: TaskKind;
      readonly tripId: string;
      readonly reason: string;
    }
  | {
      readonly op: 'close';
      readonly kind: TaskKind;
      readonly tripId: null;
      readonly conversationId: string;
      readonly reason: string;
    };

/** Rows other than state that change with the turn. */
export type RecordCommand =
  /**
   * The flight's facts: `flights`, a line of `flight_status_history`, and the projection on the
   * trips that follow it (`trips`).
   */
  | {
      readonly kind: 'flight';
      readonly flightKey: FlightKey;
      readonly facts: FlightFacts | null;
      /**
       * Status for the followers' `trips.status`; null leaves it. Trips that are withdrawn keep
       * theirs.
       */
      readonly status: TripStatus | null;
      readonly nextCheckAt: Instant | null;
      /** What AeroAPI answered, kept once per flight. */
      readonly raw: readonly AeroFlight[] | null;
      readonly changed: boolean;
      /** Id of the push alert on this flight, or null. */
      readonly alertId: string | null;
    }
  /** A new version of a trip's itinerary. */
  | { readonly kind: 'itinerary'; readonly tripId: string; readonly itinerary: Itinerary }
  /** A traveller's opt-out or opt-in, for (sender, phone). */
  | {
      readonly kind: 'suppression';
      readonly conversationId: string;
      readonly optedOut: boolean;
      readonly at: Instant;
      readonly by: string;
    }
  /** A file that a traveller sent, filed under a trip; the same id again changes nothing. */
  | { readonly kind: 'document'; readonly document: FiledDocument };

/** One line of the why-trail: what was decided or suppressed, by which rule; no personal data. */
export interface Reason {
  readonly tripId: string | null;
  readonly decision: 'sent' | 'held' | 'suppressed' | 'dropped' | 'noted' | 'task';
  /** The message type or the subject (`flight`, `trip`, …). */
  readonly subject: string;
  /** A stable code, such as `below_threshold` or `quiet_hours`. */
  readonly rule: string;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
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
