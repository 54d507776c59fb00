import type { z } from 'zod';
import type { Instant } from '#shared/domain/instant.ts';
import type { MessageContent, OptOutType } from '#shared/domain/message.ts';
import type { NewPassenger } from '#shared/domain/passenger.ts';
import type { Scope } from '#shared/domain/scope.ts';
import type { PlatformCeilings, SettingKey } from '#shared/domain/settings.ts';
import type {
  CallAttempt,
  FailedCall,
  TaskFacts,
  TaskKind,
  TaskSeverity,
  TaskState,
} from '#shared/domain/task.ts';
import type { Trip, TripStatus } from '#shared/domain/trip.ts';
import type { AgencyQuestion } from '#shared/domain/which-agency.ts';
import type { PushedReading } from '#shared/events/flights.ts';

/** The part of a trip that the agency sets; the rest belongs to the tracker and the store. */
export type BookedTrip = Pick<
  Trip,
  | 'clientName'
  | 'callName'
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

/** A normalised booking. */
export interface BookRequest {
  readonly agencyId: string;
  readonly trip: BookedTrip;
  /** At least one. */
  readonly passengers: readonly NewPassenger[];
  readonly role: Trip['role'];
  readonly consent: Trip['consent'];
  readonly journeyReference: string | null;
  /** The `Idempotency-Key` header, or the id of the `TripBookingReceived` event. */
  readonly idempotencyKey: string | null;
  /** When the booking was said, where that may be long ago; absent: now. */
  readonly saidAt?: Instant | undefined;
  readonly now: Instant;
}

/** The outcome of a booking; only `booked` and `joined` wrote anything. */
export type BookResult =
  | { readonly kind: 'booked'; readonly trip: Trip }
  /** The contact is on that flight already: the passengers were added to that trip. */
  | { readonly kind: 'joined'; readonly trip: Trip }
  /** A repetition: same key, or same reference, passengers, contact, flight and local date. */
  | { readonly kind: 'same'; readonly trip: Trip }
  /**
   * A passenger is on that contact's trip already, under another reference or none; or the contact
   * hears of that flight in another role.
   */
  | { readonly kind: 'duplicate'; readonly tripId: string }
  /** It was said before the contact was erased, so it is not taken up again. */
  | { readonly kind: 'erased' }
  /** The reference belongs to another booking. */
  | { readonly kind: 'reference-taken'; readonly tripId: string }
  /** The idempotency key belongs to another booking. */
  | { readonly kind: 'key-reused'; readonly tripId: string };

/** What an agency may edit: all but the reference. */
export type EditableTrip = Omit<BookedTrip, 'reference'>;

/** A normalised edit of a trip. */
export interface EditRequest {
  readonly agencyId: string;
  readonly tripId: string;
  /** The revision that the edit is based on; a newer one in the store makes it `stale`. */
  readonly revision: number;
  readonly set: Partial<EditableTrip>;
  /** Whether we tell the traveller. */
  readonly notify: boolean;
  readonly now: Instant;
}

/** The outcome of an edit; only `edited` wrote anything. */
export type EditResult =
  | { readonly kind: 'edited'; readonly trip: Trip; readonly fields: readonly string[] }
  /** The trip has these values already; nobody is told. */
  | { readonly kind: 'unchanged'; readonly trip: Trip }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'duplicate'; readonly tripId: string };

/** One passenger of a trip, who leaves it or is moved. */
export interface PassengerRequest {
  readonly agencyId: string;
  readonly tripId: string;
  readonly passengerId: string;
  readonly notify: boolean;
  readonly now: Instant;
}

/** The outcome of leaving; the last passenger takes the trip along: `cancelled`. */
export type LeaveResult =
  | { readonly kind: 'left' | 'cancelled' | 'already'; readonly trip: Trip }
  | { readonly kind: 'not-found' };

/** The outcome of a move; `trip` is the one that the passenger has alone from then on. */
export type MoveResult =
  | { readonly kind: 'moved'; readonly trip: Trip }
  /** `alone`: nobody else is on the trip, so the trip itself is to be edited. */
  | { readonly kind: 'not-found' | 'withdrawn' | 'alone' }
  | { readonly kind: 'duplicate'; readonly tripId: string };

/** The outcome of a cancellation; `already` wrote nothing. */
export type CancelResult =
  | { readonly kind: 'cancelled' | 'already'; readonly trip: Trip }
  | { readonly kind: 'not-found' };

/** A task for a person of the agency (RULES §8). */
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
  /** Calls in which nobody was reached, oldest first. */
  readonly attempts: CallAttempt[];
}

/**
 * The outcome of moving a task to a state; `refused`: not reachable from its present state;
 * `noted`: an attempt to call, which leaves it where it is.
 */
export interface TaskMoveResult {
  readonly kind: 'moved' | 'unchanged' | 'refused' | 'noted';
  readonly task: TaskRow;
}

/** A message with its status, for the timeline and the phone page. */
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

/** One entry in the history of a trip. */
export interface TimelineEntry {
  readonly at: Instant;
  /** `act`: what somebody did, of which the in-memory store keeps none. */
  readonly kind: 'flight' | 'decision' | 'message' | 'task' | 'inbound' | 'document' | 'act';
  readonly summary: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A traveller's message as the provider delivered it. */
export interface InboundMessage {
  /** The agency's number that it was sent to, E.164 as far as possible. */
  readonly sender: string;
  /**
   * The traveller's, as WhatsApp gives it: the conversation is that of its canonical form, and what
   * is sent from then on goes to this very writing.
   */
  readonly phone: string;
  /** `phone` as it was given, where that is canonical already. */
  readonly address?: string;
  /** Twilio's MessageSid, which identifies the message. */
  readonly providerId: string;
  readonly text: string;
  readonly media: readonly { readonly url: string; readonly contentType: string }[];
  /** The provider's id of the message that it quotes. */
  readonly quotes?: string | null;
  /** What Twilio takes the message for; absent: for nothing. */
  readonly optOutType?: OptOutType | null;
  /** The id of the option that was tapped, of a message that offered some; absent: none was. */
  readonly choice?: string | null;
  readonly now: Instant;
}

/** What became of an inbound message. */
export type InboundReceipt = {
  /** Its conversation; or while nobody knows whose it is, the wait for the traveller's answer. */
  readonly conversationId: string;
  readonly first: boolean;
  /** The agencies that the traveller is to be asked about, in the order of their numbers. */
  readonly asked?: AgencyQuestion['choices'];
} | null;

/** Whose key it is, and whether it may be used. */
export interface KeyOwner {
  readonly agencyId: string;
  readonly agencyName: string;
  /** Why the agency is suspended; null: it is not. */
  readonly suspendedBecause: string | null;
  readonly keyId: string;
  readonly keyName: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
}

/** What came of the digit that somebody pressed in a call, to take an incident. */
export interface CallAnswer {
  /** Of the first time that it was delivered; `taken`: somebody else had it. */
  readonly outcome: 'claimed' | 'taken' | 'closed';
  /** The name of who has it now. */
  readonly owner: string | null;
  readonly since: Instant | null;
  /** Of the agency. */
  readonly zone: string | null;
}

/**
 * What the API, the webhooks and the intake do with the data. Every call but `authenticate`,
 * `receiveInbound`, `answerCall` and `receiveAlert` is one tenant's.
 * @example
 * const result = await desk.book({
 *   agencyId, trip, passengers, role, consent, journeyReference: null, idempotencyKey, now,
 * });
 * if (result.kind === 'duplicate') throw conflict(result.tripId);
 */
export interface TripDesk {
  /**
   * The agency of an API key, by the key's sha256 in hex, with what may be said against it. Notes
   * that the key was used. Null: no such key.
   */
  authenticate(keyHash: string, now: Instant): Promise<KeyOwner | null>;
  /** Books a trip and emits `TripBooked`, in one transaction. */
  book(request: BookRequest): Promise<BookResult>;
  /** Edits a trip and emits `TripChanged`. */
  edit(request: EditRequest): Promise<EditResult>;
  /** Withdraws a trip, closes its tasks and emits `TripCancelled`. */
  cancel(request: {
    readonly agencyId: string;
    readonly tripId: string;
    readonly notify: boolean;
    readonly now: Instant;
  }): Promise<CancelResult>;
  /** One trip; null: the agency has no such trip. */
  /** Takes one passenger off a trip and leaves the others alone. */
  leave(request: PassengerRequest): Promise<LeaveResult>;
  /** Puts one passenger of several on another flight, for the same contact. */
  movePassenger(
    request: PassengerRequest & { readonly set: Partial<EditableTrip> },
  ): Promise<MoveResult>;
  trip(agencyId: string, tripId: string): Promise<Trip | null>;
  /**
   * One page of trips, latest departure first, with `from` soonest first; `before` is the cursor,
   * the `(departure, id)` of the last trip of the page before.
   */
  trips(
    agencyId: string,
    filter: {
      readonly status?: TripStatus;
      readonly whatsapp?: string;
      readonly reference?: string;
      readonly flightNumber?: string;
      readonly journeyId?: string;
      /** The name of the group of its journey. */
      readonly group?: string;
      /** True: only those that are not withdrawn. */
      readonly live?: boolean;
      /** A part of the name of the contact or of a passenger, however it is written. */
      readonly name?: string;
      /** An instant, or a date at the origin: then or later. */
      readonly from?: string;
      /** An instant, or a date at the origin: then or earlier. */
      readonly to?: string;
      readonly before?: { readonly departure: Instant; readonly id: string };
      readonly limit: number;
    },
  ): Promise<readonly Trip[]>;
  /** The history of a trip in order; null: the agency has no such trip. */
  timeline(agencyId: string, tripId: string): Promise<readonly TimelineEntry[] | null>;
  /** The messages of a trip; null: the agency has no such trip. */
  messages(agencyId: string, tripId: string): Promise<readonly MessageRow[] | null>;
  /**
   * One page of tasks, newest first; `before` is the cursor, the `(openedAt, id)` of the last task
   * of the page before.
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
   * Moves a task open → claimed → done; null: no such task of this agency. Claiming a handoff takes
   * its conversation over; finishing it gives the conversation back, unless another takeover has
   * begun since.
   */
  updateTask(request: {
    readonly agencyId: string;
    readonly taskId: string;
    readonly state: TaskState;
    readonly by: string;
    /** Somebody was called and not reached: noted, whatever `state` says. */
    readonly attempt?: FailedCall;
    readonly now: Instant;
  }): Promise<TaskMoveResult | null>;
  /** What no agency gets more of (`withinCeilings`); null where nothing is limited. */
  ceilings(agencyId: string): Promise<PlatformCeilings | null>;
  /** The stored settings of an agency; see `effectiveSettings`. */
  settings(agencyId: string): Promise<Readonly<Record<string, unknown>>>;
  /** Stores one setting. */
  putSetting(agencyId: string, key: SettingKey, value: unknown, now: Instant): Promise<void>;
  /**
   * Stores a traveller's message once and emits `InboundMessageReceived`; `first`: it was new.
   * Of several agencies with the number it goes where the conversation is, else it waits until the
   * traveller has said whose it is. Null: no agency has the number it was sent to.
   */
  receiveInbound(message: InboundMessage): Promise<InboundReceipt>;
  /**
   * Has whoever was called take the incident of the call, once, by the compare-and-set of
   * `Incidents.move`. `callId` is the call's in the ledger. Null: there is no such call.
   */
  answerCall(answer: {
    readonly callId: string;
    readonly now: Instant;
  }): Promise<CallAnswer | null>;
  /**
   * Emits `FlightAlertReceived` for each followed flight of the alert; resolves to their number.
   */
  receiveAlert(alert: {
    readonly alertId: string;
    readonly code: string;
    readonly faFlightId: string | null;
    readonly reading: z.infer<typeof PushedReading>;
    readonly eventKey: string;
    readonly now: Instant;
  }): Promise<number>;
  /** Checks the connection to the database: resolves within two seconds or throws. */
  ping(): Promise<void>;
}
