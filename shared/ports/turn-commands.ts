import type { AeroFlight } from '#shared/domain/aero-flight.ts';
import type { ClosingReason } from '#shared/domain/closing-reason.ts';
import type { Destination } from '#shared/domain/destination.ts';
import type { FiledDocument } from '#shared/domain/document.ts';
import type { FlightFacts, FlightKey } from '#shared/domain/flight.ts';
import type { AlertState } from '#shared/domain/incident.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Itinerary } from '#shared/domain/itinerary.ts';
import type { MessageContent, MessageType, Told } from '#shared/domain/message.ts';
import type { SilenceRule } from '#shared/domain/silence.ts';
import type { TaskFacts, TaskKind } from '#shared/domain/task.ts';
import type { TripStatus } from '#shared/domain/trip.ts';
import type { TimerKind } from '#shared/events/timers.ts';

/** Sets a timer, replacing the one of the same kind; `due: null` clears it. */
export interface TimerCommand<K extends TimerKind = TimerKind> {
  readonly kind: K;
  readonly due: Instant | null;
}

/**
 * Enters a message in the ledger. The key makes it idempotent: a key that is PENDING, SENDING,
 * UNKNOWN, SENT or permanently FAILED is not entered again; one that is DROPPED, or FAILED but not
 * permanently, becomes PENDING again and keeps its attempts.
 */
export interface EffectCommand {
  /** Of trip or conversation, type, episode and content; see `effectKey`. */
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
  /** DROPPED with the reason where it was not sent by then. Null: never. */
  readonly expiresAt: Instant | null;
  /** Sent even though the traveller has opted out: for the acknowledgement of the opt-out. */
  readonly evenIfOptedOut: boolean;
}

/**
 * Withdraws a waiting message. Only a PENDING one can be voided; otherwise the commit is a conflict
 * and the turn is decided again.
 */
export interface VoidCommand {
  readonly key: string;
  readonly reason: string;
}

/** Opens or closes a task for the agency (RULES §8); opening an open one updates it. */
export type TaskCommand =
  | {
      readonly op: 'open';
      readonly kind: TaskKind;
      /** Null: about somebody without a trip; one open task per kind and `facts.conversationId`. */
      readonly tripId: string | null;
      readonly reason: string;
      readonly facts: TaskFacts;
    }
  | {
      readonly op: 'close';
      readonly kind: TaskKind;
      readonly tripId: string;
      readonly reason: ClosingReason;
    }
  | {
      readonly op: 'close';
      readonly kind: TaskKind;
      readonly tripId: null;
      readonly conversationId: string;
      readonly reason: ClosingReason;
    };

/** A change to a row other than the state, written with the turn. */
export type RecordCommand =
  /**
   * The facts of a flight: written to `flights`, to `flight_status_history`, and to the `trips`
   * that follow it.
   */
  | {
      readonly kind: 'flight';
      readonly flightKey: FlightKey;
      readonly facts: FlightFacts | null;
      /** New `trips.status` of the followers; null: unchanged. Withdrawn trips keep theirs. */
      readonly status: TripStatus | null;
      readonly nextCheckAt: Instant | null;
      /** The answer of AeroAPI, kept once per flight. */
      readonly raw: readonly AeroFlight[] | null;
      readonly changed: boolean;
      /** Id of the push alert on this flight, or null. */
      readonly alertId: string | null;
    }
  /** A new version of a stay's itinerary. */
  | {
      readonly kind: 'itinerary';
      readonly journeyId: string;
      readonly stay: string;
      readonly itinerary: Itinerary;
    }
  /** There was nothing to recommend in a city; a known gap changes nothing. */
  | {
      readonly kind: 'place_gap';
      readonly city: string;
      readonly country: string | null;
      /** All names of the city, folded, by which a place that is added later ends the gap. */
      readonly cityKeys: readonly string[];
      readonly near: Destination['near'];
    }
  /** A traveller's opt-out or opt-in, by sender and phone. */
  | {
      readonly kind: 'suppression';
      readonly conversationId: string;
      readonly optedOut: boolean;
      readonly at: Instant;
      readonly by: string;
    }
  /** A file that a traveller sent, filed under a trip; a known id changes nothing. */
  | { readonly kind: 'document'; readonly document: FiledDocument }
  /** Who was asked to take an incident, and what became of it. */
  | {
      readonly kind: 'duty_alert';
      readonly incidentId: string;
      readonly alert: AlertState;
      /** What they answer to take it. */
      readonly number: number;
      readonly asked: readonly {
        readonly memberId: string;
        /** Of the message to their phone; null: they are told by other ways alone. */
        readonly key: string | null;
        readonly phone: string | null;
      }[];
    }
  /** Who was called to take an incident, each by the message with that key. */
  | {
      readonly kind: 'duty_calls';
      readonly incidentId: string;
      readonly calls: readonly { readonly memberId: string; readonly key: string }[];
    }
  /** The departure of an incident has come so near that it is urgent. */
  | { readonly kind: 'incident_urgent'; readonly incidentId: string };

/** One line of the decision log: what was decided, and by which rule. No personal data. */
export type Reason = {
  readonly tripId: string | null;
  /** The message type or the subject (`flight`, `trip`, …). */
  readonly subject: string;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
} & (
  | { readonly decision: Said; readonly rule: string }
  /** Of what is not said the agency reads why, so that its rule has words. */
  | { readonly decision: Unsaid; readonly rule: SilenceRule }
);
/** Decisions that say something, or note it. */
export type Said = 'sent' | 'noted' | 'task';
/** Decisions by which nothing is said, or not yet. */
export type Unsaid = 'held' | 'suppressed' | 'dropped';
