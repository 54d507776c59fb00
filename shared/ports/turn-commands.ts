import type { AeroFlight } from '#shared/domain/aero-flight.ts';
import type { FiledDocument } from '#shared/domain/document.ts';
import type { FlightFacts, FlightKey } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Itinerary } from '#shared/domain/itinerary.ts';
import type { MessageContent, MessageType, Told } from '#shared/domain/message.ts';
import type { TaskFacts, TaskKind } from '#shared/domain/task.ts';
import type { TripStatus } from '#shared/domain/trip.ts';
import type { TimerKind } from '#shared/events/timers.ts';

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
