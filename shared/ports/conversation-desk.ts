import type { FiledDocument } from '#shared/domain/document.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { CompleteTripContext } from './turn-contexts.ts';

/** A message in a conversation. */
export interface ConversationMessageRow {
  readonly direction: 'in' | 'out';
  readonly text: string;
  readonly at: Instant;
  /** Pieces of media that came with it. */
  readonly media: number;
}

/** A conversation as the agency sees it. */
export interface ConversationRow {
  readonly id: string;
  readonly sender: string;
  readonly phone: string;
  readonly lastInboundAt: Instant | null;
  /** A person has it until then. */
  readonly takenOverUntil: Instant | null;
  readonly takenOverBy: string | null;
  readonly optedOut: boolean;
  /** Trips of this phone with this agency, by departure. */
  readonly tripIds: readonly string[];
}

/**
 * What agencies do with conversations and documents; every call is one tenant's, and null or
 * `not-found` is what another's looks like.
 * @example
 * const [conversation] = await desk.conversations(agencyId, { phone, limit: 1 });
 * if (conversation) await desk.takeOver({ agencyId, id: conversation.id, by, until, now });
 */
export interface ConversationDesk {
  /**
   * Everything about one trip in one call (`get_complete_trip_context`); null: this agency has no
   * such trip.
   */
  tripContext(agencyId: string, tripId: string): Promise<CompleteTripContext | null>;
  /**
   * Files a document; the same id again changes nothing. Null: no such trip. Closes the trip's
   * `missing_document` task about that type.
   */
  addDocument(request: {
    readonly agencyId: string;
    readonly document: FiledDocument;
  }): Promise<FiledDocument | null>;
  documents(agencyId: string, tripId: string): Promise<readonly FiledDocument[] | null>;
  /** Conversations whose traveller wrote last come first. */
  conversations(
    agencyId: string,
    filter: { readonly phone?: string; readonly limit: number },
  ): Promise<readonly ConversationRow[]>;
  /** With its messages, newest last, at most `limit`. */
  conversation(
    agencyId: string,
    conversationId: string,
    limit: number,
  ): Promise<(ConversationRow & { readonly messages: readonly ConversationMessageRow[] }) | null>;
  /**
   * A person takes the conversation until `until`: from this very moment no reply of the concierge
   * is claimed for sending. Claims the handoff tasks of its trips, and emits
   * `HumanTakeoverStarted`. Again: goes on until then.
   */
  takeOver(
    request: ConversationMove & { readonly until: Instant },
  ): Promise<ConversationRow | null>;
  /**
   * The concierge answers again; handoff tasks of its trips are done. Emits `HumanTakeoverEnded`
   * where a person had it.
   */
  giveBack(request: ConversationMove): Promise<ConversationRow | null>;
  /**
   * Keeps a person's words and emits `HumanReplied`; takes the conversation over until `until`. The
   * same `messageId` again is the same message.
   */
  writeTo(
    request: ConversationMove & {
      readonly messageId: string;
      readonly text: string;
      readonly until: Instant;
    },
  ): Promise<ConversationRow | null>;
}

/** Who does what with which conversation. */
export interface ConversationMove {
  readonly agencyId: string;
  readonly conversationId: string;
  readonly by: string;
  readonly now: Instant;
}
