import type { z } from 'zod';
import type { Instant } from '#shared/domain/instant.ts';
import type { MessageContent } from '#shared/domain/message.ts';
import type { SettingKey } from '#shared/domain/settings.ts';
import type { TaskFacts, TaskKind, TaskSeverity, TaskState } from '#shared/domain/task.ts';
import type { Trip, TripStatus } from '#shared/domain/trip.ts';
import type { PushedReading } from '#shared/events/flights.ts';

/**
 * What the agency decides about a trip; the rest of `Trip` belongs to the tracker and the store.
 */
export type BookedTrip = Pick<
  Trip,
  | 'clientName'
  | 'whatsapp'
  | 'language'
  | 'flightNumber'
  | 'originIata'
  | 'destinationIata'
  | 'originZone'
  | 'destinationZone'
  | 'departure'
  | 'flightKey'
  | 'stay'
  | 'returnDate'
  | 'clientDescription'
  | 'metadata'
  | 'reference'
>;

/** A booking in normal form, as it is to be written. */
export interface BookRequest {
  readonly agencyId: string;
  readonly trip: BookedTrip;
  readonly consent: Trip['consent'];
  readonly journeyReference: string | null;
  /** The `Idempotency-Key` header, or the id of the `TripBookingReceived` event. */
  readonly idempotencyKey: string | null;
  readonly now: Instant;
}

/** Whether a trip was booked, or which trip stands in the way. */
export type BookResult =
  | { readonly kind: 'booked'; readonly trip: Trip }
  /**
   * The same booking again (by key, or by reference with the same passenger, phone, flight and
   * local date): nothing was written.
   */
  | { readonly kind: 'same'; readonly trip: Trip }
  /**
   * The same passenger, phone, flight and local date is already booked, under another reference or
   * none.
   */
  | { readonly kind: 'duplicate'; readonly tripId: string }
  /** The reference or the idempotency key already belongs to another booking. */
  | { readonly kind: 'reference-taken'; readonly tripId: string }
  | { readonly kind: 'key-reused'; readonly tripId: string };

/** What an agency may edit; the reference stays what it was. */
export type EditableTrip = Omit<BookedTrip, 'reference'>;

/** An edit in normal form, made against one revision of the trip. */
export interface EditRequest {
  readonly agencyId: string;
  readonly tripId: string;
  /** The revision the edit was made against: another one is a conflict and is read again. */
  readonly revision: number;
  readonly set: Partial<EditableTrip>;
  readonly notify: boolean;
  readonly now: Instant;
}
/** What became of an edit; only `edited` wrote anything. */
export type EditResult =
  | { readonly kind: 'edited'; readonly trip: Trip; readonly fields: readonly string[] }
  /** The edit says what was already so; nothing was written and nobody is told. */
  | { readonly kind: 'unchanged'; readonly trip: Trip }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'duplicate'; readonly tripId: string };

/** What became of a cancellation; `already` wrote nothing. */
export type CancelResult =
  | { readonly kind: 'cancelled' | 'already'; readonly trip: Trip }
  | { readonly kind: 'not-found' };

/** Trouble that wants a person, as the agency sees it (RULES §8). */
export interface TaskRow {
  readonly id: string;
  readonly tripId: string | null;
  readonly kind: TaskKind;
  readonly severity: TaskSeverity;
  readonly state: TaskState;
  readonly reason: string;
  readonly facts: TaskFacts;
  readonly openedAt: Instant;
  readonly updatedAt: Instant;
  readonly closedReason: string | null;
}

/**
 * What became of a task's move: it is so now, was so already, or cannot become so from where it is.
 */
export interface TaskMoved {
  readonly kind: 'moved' | 'unchanged' | 'refused';
  readonly task: TaskRow;
}

/** A message with its states, for the timeline and the phone page. */
export interface MessageRow {
  readonly id: string;
  readonly tripId: string | null;
  readonly type: string;
  readonly status: string;
  readonly providerStatus: string | null;
  readonly template: string | null;
  readonly text: string;
  readonly content: MessageContent;
  readonly to: string;
  readonly createdAt: Instant;
  readonly dueAt: Instant;
  readonly sentAt: Instant | null;
  readonly attempts: number;
  readonly errorCode: string | null;
  readonly reason: string | null;
}

/**
 * One thing that happened to a trip: flight events, decisions with reasons, messages with states,
 * tasks, inbound words.
 */
export interface TimelineEntry {
  readonly at: Instant;
  readonly kind: 'flight' | 'decision' | 'message' | 'task' | 'inbound';
  readonly summary: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What a traveller wrote, as the provider delivered it. */
export interface InboundMessage {
  /**
   * The number it was sent to (the agency's) and the one it came from, E.164 as far as possible.
   */
  readonly sender: string;
  readonly phone: string;
  /** MessageSid: the same one is the same message. */
  readonly providerId: string;
  readonly text: string;
  readonly media: readonly { readonly url: string; readonly contentType: string }[];
  readonly now: Instant;
}

/**
 * What agencies, webhooks and the intake ask of the data; every call but `authenticate`,
 * `receiveInbound` and `receiveAlert` is one tenant's.
 * @example
 * const result = await desk.book({
 *   agencyId, trip, consent, journeyReference: null, idempotencyKey, now,
 * });
 * if (result.kind === 'duplicate') throw conflict(result.tripId);
 */
export interface TripDesk {
  /** The agency of an API key by the sha256 (hex) of it, or null. */
  authenticate(keyHash: string): Promise<{
    readonly agencyId: string;
    readonly keyName: string;
    readonly agencyName: string;
  } | null>;
  /** Books a trip and emits `TripBooked`, or says why not; nothing is half-written. */
  book(request: BookRequest): Promise<BookResult>;
  edit(request: EditRequest): Promise<EditResult>;
  cancel(request: {
    readonly agencyId: string;
    readonly tripId: string;
    readonly notify: boolean;
    readonly now: Instant;
  }): Promise<CancelResult>;
  trip(agencyId: string, tripId: string): Promise<Trip | null>;
  /**
   * Newest departure first; `before` is the cursor: the `(departure, id)` of the last trip of the
   * page before.
   */
  trips(
    agencyId: string,
    filter: {
      readonly status?: TripStatus;
      readonly whatsapp?: string;
      readonly reference?: string;
      readonly before?: { readonly departure: Instant; readonly id: string };
      readonly limit: number;
    },
  ): Promise<readonly Trip[]>;
  timeline(agencyId: string, tripId: string): Promise<readonly TimelineEntry[] | null>;
  messages(agencyId: string, tripId: string): Promise<readonly MessageRow[] | null>;
  /**
   * Newest first; `before` is the cursor: the `(openedAt, id)` of the last task of the page before.
   */
  tasks(
    agencyId: string,
    filter: {
      readonly state?: TaskState;
      readonly tripId?: string;
      readonly taskId?: string;
      readonly before?: { readonly openedAt: Instant; readonly id: string };
      readonly limit: number;
    },
  ): Promise<readonly TaskRow[]>;
  /**
   * Moves a task open → claimed → done; null: no such task of this agency. Who claims a handoff
   * takes its conversation over; who is done with it gives it back, unless another takeover has
   * begun since.
   */
  updateTask(request: {
    readonly agencyId: string;
    readonly taskId: string;
    readonly state: TaskState;
    readonly by: string;
    readonly now: Instant;
  }): Promise<TaskMoved | null>;
  settings(agencyId: string): Promise<Readonly<Record<string, unknown>>>;
  putSetting(agencyId: string, key: SettingKey, value: unknown, now: Instant): Promise<void>;
  /**
   * Stores a traveller's message once and emits `InboundMessageReceived`; null: the number it was
   * sent to is no agency's.
   */
  receiveInbound(
    message: InboundMessage,
  ): Promise<{ readonly conversationId: string; readonly first: boolean } | null>;
  /**
   * Emits `FlightAlertReceived` for each followed flight that the alert is about; answers how many.
   */
  receiveAlert(alert: {
    readonly alertId: string;
    readonly code: string;
    readonly faFlightId: string | null;
    readonly reading: z.infer<typeof PushedReading>;
    readonly eventKey: string;
    readonly now: Instant;
  }): Promise<number>;
  /** Answers within two seconds or throws. */
  ping(): Promise<void>;
}
