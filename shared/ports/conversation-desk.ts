import type { FiledDocument } from '#shared/domain/document.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { DeliveryStatus, MessageType } from '#shared/domain/message.ts';
import type { TaskRow } from './trip-desk.ts';
import type { CompleteTripContext } from './turn-contexts.ts';

/** A message in a conversation, or a note that the agency made there for itself. */
export interface ConversationMessageRow {
  readonly id: string;
  readonly direction: 'in' | 'out' | 'note';
  /** What kind of message was sent; null: it was not sent by us. */
  readonly type: MessageType | null;
  /** The template that it was sent in; null: as free text. */
  readonly template: string | null;
  /** Who of the agency wrote it; null: nobody of it, or not known. */
  readonly author: string | null;
  readonly text: string;
  readonly at: Instant;
  /** `url`: where a file that was sent is fetched; null: what a traveller sent. */
  readonly media: readonly { readonly contentType: string | null; readonly url: string | null }[];
  /** How far it came; null: it was not sent by us. */
  readonly delivery: {
    readonly status: DeliveryStatus;
    readonly providerStatus: string | null;
    readonly errorCode: string | null;
  } | null;
}

/** A conversation as the agency sees it. */
export interface ConversationRow {
  readonly id: string;
  readonly sender: string;
  readonly phone: string;
  readonly lastInboundAt: Instant | null;
  /** Until when a person has it. */
  readonly takenOverUntil: Instant | null;
  readonly takenOverBy: string | null;
  readonly takenOverSince: Instant | null;
  readonly optedOut: boolean;
  /** Trips of this phone with this agency, by departure. */
  readonly tripIds: readonly string[];
  /** What its contacts are called on those trips, by departure. */
  readonly names: readonly string[];
  /** The traveller’s last words; null: they have not written. */
  readonly lastWords: string | null;
  /** The handoff that is not done, of several the gravest; its reason is the gravest so far. */
  readonly openTask: Pick<TaskRow, 'id' | 'reason' | 'severity' | 'state' | 'openedAt'> | null;
}

/** Somebody else has the conversation, so nothing was written. */
export interface HeldConversation {
  readonly heldBy: string;
  readonly since: Instant;
}

/** Null: no such conversation. */
export type ConversationMoved = ConversationRow | HeldConversation | null;

/**
 * What agencies do with conversations and documents. Every call is one tenant's: rows of another
 * one do not exist for it, and the result is null.
 * @example
 * const [conversation] = await desk.conversations(agencyId, { phone, limit: 1 });
 * if (conversation) await desk.takeOver({ agencyId, id: conversation.id, by, until, now });
 */
export interface ConversationDesk {
  /** Everything about one trip in one call; null: this agency has no such trip. */
  tripContext(agencyId: string, tripId: string): Promise<CompleteTripContext | null>;
  /**
   * Files a document and closes the trip's `missing_document` task about its type. A known id
   * changes nothing. Null: no such trip.
   */
  addDocument(request: {
    readonly agencyId: string;
    readonly document: FiledDocument;
  }): Promise<FiledDocument | null>;
  /**
   * Resolves where the agency may file so many bytes more.
   * @throws OverCeiling where it has as much as it may.
   */
  holdStorage(agencyId: string, bytes: number): Promise<void>;
  /**
   * Notes a path to which a file is going to be put: that file goes a day later, however the upload
   * ended, and with its trip.
   */
  beginUpload(request: {
    readonly agencyId: string;
    readonly path: string;
    readonly now: Instant;
  }): Promise<void>;
  /** The documents of a trip; null: no such trip. */
  documents(agencyId: string, tripId: string): Promise<readonly FiledDocument[] | null>;
  /**
   * Conversations, those with the latest inbound message first; of those that wait for a person the
   * urgent ones first, then those that wait longest.
   */
  conversations(
    agencyId: string,
    filter: {
      readonly phone?: string;
      readonly id?: string;
      /** Ids: with who travels in one of these groups. */
      readonly groups?: readonly string[];
      /** Those that nobody has: with a handoff that is not done, or without one. */
      readonly box?: 'waiting' | 'assistant';
      /** Those that this person has. */
      readonly takenOverBy?: string;
      readonly limit: number;
      /** How many come before, 0 where it is not said. */
      readonly offset?: number;
    },
  ): Promise<readonly ConversationRow[]>;
  /** A conversation with its last `limit` messages, newest last; null: no such conversation. */
  conversation(
    agencyId: string,
    conversationId: string,
    limit: number,
  ): Promise<(ConversationRow & { readonly messages: readonly ConversationMessageRow[] }) | null>;
  /**
   * A person takes the conversation over until `until`: from now on no reply of the concierge is
   * claimed for sending. Claims the handoff tasks of its trips and emits `HumanTakeoverStarted`. A
   * repeated call of the same person extends the takeover. Of several who take it at once one has
   * it, and the others are told who.
   */
  takeOver(request: ConversationMove & { readonly until: Instant }): Promise<ConversationMoved>;
  /**
   * Gives the conversation back to the concierge and closes the handoff tasks of its trips. Emits
   * `HumanTakeoverEnded` where a person had it.
   */
  giveBack(request: ConversationMove): Promise<ConversationMoved>;
  /**
   * Stores a person's message, emits `HumanReplied`, and takes the conversation over until `until`.
   * A known `messageId` is the same message.
   */
  writeTo(
    request: ConversationMove & {
      readonly messageId: string;
      readonly text: string;
      readonly until: Instant;
    },
  ): Promise<ConversationMoved>;
  /** Keeps a note of the agency for itself, which is never sent; null: no such conversation. */
  note(
    request: Omit<ConversationMove, 'steal'> & { readonly noteId: string; readonly text: string },
  ): Promise<ConversationMessageRow | null>;
}

/** Which conversation a person acts on, and who it is. */
export interface ConversationMove {
  readonly agencyId: string;
  readonly conversationId: string;
  readonly by: string;
  readonly now: Instant;
  /** True: although somebody else has it, which the audit says. */
  readonly steal?: boolean;
}
