import { isArrival } from '#shared/domain/delivery.ts';
import type { FlightFacts } from '#shared/domain/flight.ts';
import type { Incident } from '#shared/domain/incident.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type {
  DeliveryStatus,
  MessageContent,
  MessageType,
  OptOutType,
  Told,
} from '#shared/domain/message.ts';
import type { NewPassenger } from '#shared/domain/passenger.ts';
import type { Language } from '#shared/domain/trip.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { AgentName, Settlement, TimerRow } from '#shared/ports/actor-store.ts';
import type { JourneyNotes, NewLeg } from '#shared/ports/journey-desk.ts';
import type { CallAnswer, TaskRow } from '#shared/ports/trip-desk.ts';
import type { Reason, RecordCommand } from '#shared/ports/turn-commands.ts';

type RecordOf<K extends RecordCommand['kind']> = Extract<RecordCommand, { readonly kind: K }>;

/** A person of an agency who is written to or, without a phone, called. */
export interface ContactRow {
  readonly id: string;
  readonly agencyId: string;
  readonly name: string;
  readonly callName: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly language: Language;
  readonly revision: number;
  /** How many of their consents are of before number or name became those of now. */
  readonly voidConsents?: number;
  /** Nobody is left here: it only holds the trips of a person together who was forgotten. */
  readonly isForgotten?: boolean;
}

/** One booking of an agency. */
export interface JourneyRow extends JourneyNotes {
  readonly id: string;
  readonly agencyId: string;
  readonly reference: string | null;
  readonly idempotencyKey: string | null;
  readonly bookedAs: string | null;
  readonly revision: number;
  readonly insertedAt: Instant;
  readonly withdrawnAt: Instant | null;
}

/** Travellers who belong together over journeys. */
export interface GroupRow {
  readonly id: string;
  readonly agencyId: string;
  readonly name: string;
  readonly leaderId: string | null;
}

/** One flight of a journey as booked. */
export interface LegRow
  extends Pick<
    NewLeg,
    'flightNumber' | 'originIata' | 'destinationIata' | 'departure' | 'flightKey'
  > {
  readonly id: string;
  readonly journeyId: string;
}

/** A person who flies on a journey. */
export interface PassengerRow extends NewPassenger {
  readonly id: string;
  readonly journeyId: string;
}

/** A city for which a plan was due and the agency had no place. */
export interface PlaceGapRow extends Pick<RecordOf<'place_gap'>, 'country' | 'cityKeys' | 'near'> {
  readonly since: Instant;
}

/** A passenger on a trip. */
export interface TripPassengerRow {
  readonly passengerId: string;
  readonly reference: string | null;
  readonly idempotencyKey: string | null;
  /** The booking identity when it was booked; edits do not change it. */
  readonly bookedAs: string;
  readonly joinedAt: Instant;
  readonly leftAt: Instant | null;
}

/** A row of `notifications_log`. Rows are immutable: a change puts a new object into the tables. */
export interface EffectRow {
  readonly id: string;
  /** Its position in the ledger. */
  readonly seq: number;
  readonly agencyId: string;
  readonly key: string;
  readonly tripId: string | null;
  readonly type: MessageType;
  readonly episode: number;
  readonly from: string;
  readonly to: string;
  /** The writing of `to` that its last try was sent to; null: `to` as it stands. */
  readonly address: string | null;
  /** Its last try was in a test: it went to `address`, a phone of the staff. */
  readonly isTest: boolean;
  readonly content: MessageContent;
  /** Which template it was, once its words are forgotten; absent: as its content says. */
  readonly template?: string | null;
  readonly told: Told;
  readonly critical: boolean;
  readonly createdAt: Instant;
  /** Not sent before. */
  readonly dueAt: Instant;
  /** When the row must be looked at again; null: it is final. */
  readonly nextAttemptAt: Instant | null;
  /** When it was due, another message from the same number to the same phone was under way. */
  readonly waitsForPair: boolean;
  /** The slot in the rates that is reserved for this row, once it had to wait for one. */
  readonly slotAt: Instant | null;
  readonly expiresAt: Instant | null;
  readonly evenIfOptedOut: boolean;
  readonly status: DeliveryStatus;
  readonly fence: number;
  /** While a worker holds it. */
  readonly leaseUntil: Instant | null;
  readonly attempts: number;
  readonly emptyLists: number;
  /** A turn has counted it as told while it was under way. */
  readonly assumedDelivered: boolean;
  readonly firstTriedAt: Instant | null;
  readonly lastTriedAt: Instant | null;
  /** The place of its last try among all tries; 0: never tried. */
  readonly tryOrder: number;
  readonly sentAt: Instant | null;
  readonly permanent: boolean;
  readonly errorCode: string | null;
  readonly reason: string | null;
  readonly providerId: string | null;
  readonly providerStatus: string | null;
  /** Provider ids of earlier tries under the same key; their late callbacks are ignored. */
  readonly formerProviderIds: readonly string[];
  /** The event whose turn decided the message. */
  readonly eventId: string;
  readonly correlationId: string;
}

/** An attempt of a message with its outcome. */
export interface AttemptRow {
  readonly messageId: string;
  readonly fence: number;
  readonly agencyId: string;
  readonly triedAt: Instant;
  readonly settledAt: Instant;
  readonly outcome: Settlement['kind'];
  readonly providerId: string | null;
  readonly errorCode: string | null;
}

/** The template of a message; null: free text. */
export const templateOf = ({ template, content }: EffectRow): string | null =>
  template !== undefined ? template : content.kind === 'template' ? content.template : null;

/** Whether the provider has reported an arrival. */
export const hasArrived = (row: EffectRow): boolean => isArrival(row.providerStatus) && !row.isTest;

/** A row of `tasks`. */
export interface StoredTask extends TaskRow {
  readonly agencyId: string;
  readonly claimedAt: Instant | null;
}

/** A row of `incidents`. */
export interface IncidentRow extends Readonly<Omit<Incident, 'about' | 'waitingSince' | 'counts'>> {
  readonly agencyId: string;
  readonly urgentFrom: Instant | null;
}

/** A row of `duty_alerts`. */
export interface DutyAlertRow {
  readonly incidentId: string;
  readonly memberId: string;
  readonly agencyId: string;
  readonly number: number;
  /** Of the message to the phone. */
  readonly key: string | null;
  readonly phone: string | null;
  readonly askedAt: Instant;
  /** The message that was the answer. */
  readonly answeredBy: string | null;
}

/** A call to a member to take an incident. */
export interface DutyCallRow {
  readonly incidentId: string;
  readonly memberId: string;
  readonly agencyId: string;
  /** Of the call in the ledger. */
  readonly key: string;
  readonly calledAt: Instant;
  readonly answeredAt: Instant | null;
  readonly outcome: CallAnswer['outcome'] | null;
}

/** A reason of a committed turn, with the turn it belongs to. */
export type DecisionRow = Reason & {
  readonly at: Instant;
  readonly agencyId: string | null;
  readonly agent: AgentName;
  readonly actorId: string;
  readonly eventId: string;
  readonly eventType: AnyEvent['type'];
};

/** An actor's state, with its version and the version of its schema. */
export interface ActorRow {
  readonly version: number;
  readonly schemaVersion: number;
  readonly state: unknown;
}

/** A row of `timers`; `due` is null where it is cleared. */
export interface StoredTimer extends Omit<TimerRow, 'due'> {
  readonly due: Instant | null;
  /** How often the sweeper woke this generation, and when it last did. */
  readonly sweeps: number;
  readonly sweptAt: Instant | null;
}

/** A flight that is tracked: its latest facts, and those of each change. */
export interface FlightRow {
  readonly flightKey: string;
  readonly facts: FlightFacts | null;
  readonly raw: unknown;
  readonly alertId: string | null;
  readonly nextCheckAt: Instant | null;
  readonly history: readonly { readonly at: Instant; readonly facts: FlightFacts }[];
}

/** A message of a traveller. */
export interface InboundRow {
  readonly id: string;
  readonly providerId: string;
  readonly text: string;
  readonly at: Instant;
  readonly media: readonly { readonly url: string; readonly contentType: string }[];
  readonly optOutType: OptOutType | null;
  readonly choice: string | null;
}

/** A text that a person of the agency wrote in the conversation. */
export interface WrittenRow {
  readonly id: string;
  readonly author: string;
  readonly text: string;
  readonly at: Instant;
}

/** A conversation between one number of an agency and one phone. */
export interface ConversationRow {
  readonly id: string;
  readonly agencyId: string;
  readonly sender: string;
  readonly phone: string;
  /** Where WhatsApp says that the traveller is; null: they have not written. */
  readonly address: string | null;
  readonly inbound: readonly InboundRow[];
  readonly written: readonly WrittenRow[];
  /** What the agency noted for itself. */
  readonly notes: readonly WrittenRow[];
  readonly takenOverUntil: Instant | null;
  readonly takenOverBy: string | null;
  /** When the present takeover began. */
  readonly takenOverAt: Instant | null;
}

/** An event whose turns keep failing. */
export interface QuarantineRow {
  readonly agent: AgentName;
  readonly actorId: string;
  readonly event: AnyEvent;
  readonly error: string;
  readonly at: Instant;
}

/** Theoretical arrival times of each lane (GCRA), in milliseconds since 1970. */
export interface Arrivals {
  readonly all: number;
  readonly critical: number;
}
