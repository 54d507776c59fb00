import { z } from 'zod';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { FiledDocument } from '#shared/domain/document.ts';
import { FiledAs, UploadedByType } from '#shared/domain/document.ts';
import { Instant } from '#shared/domain/instant.ts';
import { DeliveryStatus, MessageType } from '#shared/domain/message.ts';
import { TaskOfAgency } from '#shared/domain/task.ts';
import type {
  ConversationDesk,
  ConversationMessageRow,
  ConversationRow,
  HeldConversation,
} from '#shared/ports/conversation-desk.ts';
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
  passengerId: z.uuid().nullable(),
});
const conversation = {
  id: z.uuid(),
  sender: z.string(),
  phone: z.string(),
  lastInboundAt: Instant.nullable(),
  takenOverUntil: Instant.nullable(),
  takenOverBy: z.string().nullable(),
  takenOverSince: Instant.nullable(),
  optedOut: z.boolean(),
  tripIds: z.array(z.uuid()),
  names: z.array(z.string()),
  lastWords: z.string().nullable(),
  openTask: TaskOfAgency.pick({
    id: true,
    reason: true,
    severity: true,
    state: true,
    openedAt: true,
  }).nullable(),
};
const Conversation: z.ZodType<ConversationRow> = z.object(conversation);
const Held: z.ZodType<HeldConversation> = z.object({ heldBy: z.string(), since: Instant });
const Moved = z.union([Held, Conversation]).nullable();
const Message: z.ZodType<ConversationMessageRow> = z.object({
  id: z.uuid(),
  direction: z.enum(['in', 'out', 'note']),
  type: MessageType.nullable(),
  template: z.string().nullable(),
  author: z.string().nullable(),
  text: z.string(),
  at: Instant,
  media: z.array(z.object({ contentType: z.string().nullable(), url: z.string().nullable() })),
  delivery: z
    .object({
      status: DeliveryStatus,
      providerStatus: z.string().nullable(),
      errorCode: z.string().nullable(),
    })
    .nullable(),
});
const ConversationWithMessages = z.object({ ...conversation, messages: z.array(Message) });

/** `ConversationDesk` by functions of the data API. */
export const createConversationDesk = (rpc: Rpc): ConversationDesk => ({
  tripContext: (agencyId, tripId) =>
    rpc('get_complete_trip_context', { trip_id: tripId }, agencyId, CompleteTripContext.nullable()),
  addDocument: ({ agencyId, document }) =>
    rpc('add_document', { document }, agencyId, Document.nullable()),
  holdStorage: async (agencyId, bytes) => {
    await rpc('hold_storage', { bytes }, agencyId, z.literal(true));
  },
  beginUpload: async ({ agencyId, path, now }) => {
    await rpc('begin_upload', { path, at: now }, agencyId, z.boolean());
  },
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
  takeOver: ({ agencyId, conversationId, by, now, until, steal = false }) =>
    rpc(
      'take_over_conversation',
      { conversation: conversationId, by_whom: by, until_when: until, at: now, steal },
      agencyId,
      Moved,
    ),
  giveBack: ({ agencyId, conversationId, by, now, steal = false }) =>
    rpc(
      'give_conversation_back',
      { conversation: conversationId, by_whom: by, at: now, steal },
      agencyId,
      Moved,
    ),
  writeTo: ({ agencyId, steal = false, ...request }) =>
    rpc(
      'write_to_traveller',
      { request: { ...request, steal, eventId: uuidV5('HumanReplied', request.messageId) } },
      agencyId,
      Moved,
    ),
  note: ({ agencyId, ...request }) =>
    rpc('note_in_conversation', { request }, agencyId, Message.nullable()),
});
