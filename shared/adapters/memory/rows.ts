import { isArrival } from '#shared/domain/delivery.ts';
import type { FlightFacts } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { DeliveryStatus, MessageContent, MessageType, Told } from '#shared/domain/message.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { AgentName, TimerRow } from '#shared/ports/actor-store.ts';
import type { TaskRow } from '#shared/ports/trip-desk.ts';
import type { Reason } from '#shared/ports/turn-commands.ts';

/** A row of `notifications_log`. Rows are never changed in place: a change is a new object in the tables. */
export interface EffectRow {
  readonly id: string;
  /** Its place in the ledger. */
  readonly seq: number;
  readonly agencyId: string;
  readonly key: string;
  readonly tripId: string | null;
  readonly type: MessageType;
  readonly episode: number;
  readonly from: string;
  readonly to: string;
  readonly content: MessageContent;
  readonly told: Told;
  readonly critical: boolean;
  readonly createdAt: Instant;
  /** Not sent before. */
  readonly dueAt: Instant;
  /** When somebody must look at the row again; null: it is final. */
  readonly nextAttemptAt: Instant | null;
  /** Another message from the same number to the same phone was under way when it was due. */
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
  /** While it was under way a turn counted it as told. */
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
  /** Ids of earlier tries under the same key, whose late callbacks no longer say anything. */
  readonly formerProviderIds: readonly string[];
  /** The event whose turn wanted the message. */
  readonly eventId: string;
  readonly correlationId: string;
}

/** Whether the provider has reported it as arrived. */
export const hasArrived = (row: EffectRow): boolean => isArrival(row.providerStatus);

export interface StoredTask extends TaskRow {
  readonly agencyId: string;
  readonly claimedAt: Instant | null;
}

export interface DecisionRow extends Reason {
  readonly at: Instant;
  readonly agencyId: string | null;
  readonly agent: AgentName;
  readonly actorId: string;
  readonly eventId: string;
  readonly eventType: AnyEvent['type'];
}

export interface ActorRow {
  readonly version: number;
  readonly schemaVersion: number;
  readonly state: unknown;
}

export interface StoredTimer extends Omit<TimerRow, 'due'> {
  readonly due: Instant | null;
  /** How often the sweeper woke this generation, and when last. */
  readonly sweeps: number;
  readonly sweptAt: Instant | null;
}

export interface FlightRow {
  readonly flightKey: string;
  readonly facts: FlightFacts | null;
  readonly raw: unknown;
  readonly alertId: string | null;
  readonly nextCheckAt: Instant | null;
  readonly history: readonly { readonly at: Instant; readonly facts: FlightFacts }[];
}

export interface InboundRow {
  readonly id: string;
  readonly providerId: string;
  readonly text: string;
  readonly at: Instant;
  readonly media: readonly { readonly url: string; readonly contentType: string }[];
}

/** Words of a person of the agency, until the concierge's turn has put them in the ledger. */
export interface PersonsWords {
  readonly id: string;
  readonly text: string;
  readonly at: Instant;
}

export interface ConversationRow {
  readonly id: string;
  readonly agencyId: string;
  readonly sender: string;
  readonly phone: string;
  readonly inbound: readonly InboundRow[];
  readonly written: readonly PersonsWords[];
  readonly takenOverUntil: Instant | null;
  readonly takenOverBy: string | null;
  /** When the present takeover began. */
  readonly takenOverAt: Instant | null;
}

export interface QuarantineRow {
  readonly agent: AgentName;
  readonly actorId: string;
  readonly event: AnyEvent;
  readonly error: string;
  readonly at: Instant;
}

/** When the next message of each lane would arrive if none came early, in milliseconds since 1970 (GCRA). */
export interface Arrivals {
  readonly all: number;
  readonly critical: number;
}
