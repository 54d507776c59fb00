import { z } from 'zod';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { FiledDocument } from '#shared/domain/document.ts';
import { FiledAs, UploadedByType } from '#shared/domain/document.ts';
import { Instant } from '#shared/domain/instant.ts';
import type { ConversationDesk, ConversationRow } from '#shared/ports/conversation-desk.ts';
import { CompleteTripContext } from '#shared/ports/turn-contexts.ts';
import type { Rpc } from './rpc.ts';

/** A document on file, as the database answers it. */
export const Document: z.ZodType<FiledDocument> = z.object({
  id: z.uuid(),
  tripId: z.uuid(),
  type: FiledAs,
  path: z.string(),
  fileName: z.string().nullable(),
  contentType: z.string(),
  bytes: z.int(),
  uploadedBy: z.string(),
  uploadedByType: UploadedByType,
  uploadedAt: Instant,
});
const conversation = {
  id: z.uuid(),
  sender: z.string(),
  phone: z.string(),
  lastInboundAt: Instant.nullable(),
  takenOverUntil: Instant.nullable(),
  takenOverBy: z.string().nullable(),
  optedOut: z.boolean(),
  tripIds: z.array(z.uuid()),
};
const Conversation: z.ZodType<ConversationRow> = z.object(conversation);
const ConversationWithMessages = z.object({
  ...conversation,
  messages: z.array(
    z.object({ direction: z.enum(['in', 'out']), text: z.string(), at: Instant, media: z.int() }),
  ),
});

/** `ConversationDesk` by functions of the data API. */
export const createConversationDesk = (rpc: Rpc): ConversationDesk => ({
  tripContext: (agencyId, tripId) =>
    rpc('get_complete_trip_context', { trip_id: tripId }, agencyId, CompleteTripContext.nullable()),
  addDocument: ({ agencyId, document }) =>
    rpc('add_document', { document }, agencyId, Document.nullable()),
  documents: (agencyId, tripId) =>
    rpc('trip_documents', { trip_id: tripId }, agencyId, z.array(Document).nullable()),
  conversations: (agencyId, filter) =>
    rpc('list_conversations', { filter }, agencyId, z.array(Conversation)),
  conversation: (agencyId, id, limit) =>
    rpc(
      'get_conversation',
      { conversation: id, at_most: limit },
      agencyId,
      ConversationWithMessages.nullable(),
    ),
  takeOver: ({ agencyId, conversationId, by, now, until }) =>
    rpc(
      'take_over_conversation',
      {
        conversation: conversationId,
        by_whom: by,
        until_when: until,
        at: now,
      },
      agencyId,
      Conversation.nullable(),
    ),
  giveBack: ({ agencyId, conversationId, by, now }) =>
    rpc(
      'give_conversation_back',
      { conversation: conversationId, by_whom: by, at: now },
      agencyId,
      Conversation.nullable(),
    ),
  writeTo: ({ agencyId, ...request }) =>
    rpc(
      'write_to_traveller',
      { request: { ...request, eventId: uuidV5('HumanReplied', request.messageId) } },
      agencyId,
      Conversation.nullable(),
    ),
});
