import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { day, hour, plus } from '#shared/domain/instant.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type {
  ConversationDesk,
  ConversationRow as DeskRow,
} from '#shared/ports/conversation-desk.ts';
import { holdStorage } from './ceilings.ts';
import { completeTripContext } from './contexts.ts';
import { documentsOf, fileDocument } from './documents.ts';
import type { ConversationRow } from './rows.ts';
import { recipientKey, type Tables } from './tables.ts';
import { endTakeover, rootEnvelope, startTakeover, takeOver } from './takeover.ts';

const byDeparture = (tables: Tables, row: ConversationRow) =>
  [...tables.tripsOfPhone(row.agencyId, row.phone)].sort((a, b) =>
    a.departure < b.departure ? -1 : 1,
  );

const deskRow = (tables: Tables, row: ConversationRow): DeskRow => ({
  id: row.id,
  sender: row.sender,
  phone: row.phone,
  lastInboundAt: row.inbound.at(-1)?.at ?? null,
  takenOverUntil: row.takenOverUntil,
  takenOverBy: row.takenOverBy,
  optedOut: tables.isOptedOut(row.sender, row.phone),
  tripIds: byDeparture(tables, row).map(({ id }) => id),
});

/** `ConversationDesk` over the tables. */
export const memoryConversationDesk = (tables: Tables): ConversationDesk => {
  const own = (agencyId: string, conversationId: string): ConversationRow | null => {
    const row = tables.conversationById(conversationId);
    return row?.agencyId === agencyId ? row : null;
  };

  return {
    tripContext: async (agencyId, tripId) => completeTripContext(tables, tripId, agencyId),
    addDocument: async ({ agencyId, document }) =>
      fileDocument(tables, agencyId, document, document.uploadedAt),
    holdStorage: async (agencyId, bytes) => holdStorage(tables, agencyId, bytes),
    beginUpload: async ({ agencyId, path, now }) => {
      if (!tables.filesToRemove.has(path))
        tables.filesToRemove.set(path, {
          agencyId,
          since: plus(now, day),
          until: plus(now, 3 * hour),
        });
    },
    documents: async (agencyId, tripId) =>
      tables.trips.get(tripId)?.agencyId === agencyId ? documentsOf(tables, tripId) : null,
    conversations: async (agencyId, { phone, limit }) =>
      [...tables.conversations.values()]
        .filter((row) => row.agencyId === agencyId && (phone === undefined || row.phone === phone))
        .map((row) => deskRow(tables, row))
        .sort((a, b) => ((a.lastInboundAt ?? '') < (b.lastInboundAt ?? '') ? 1 : -1))
        .slice(0, limit),
    conversation: async (agencyId, conversationId, limit) => {
      const row = own(agencyId, conversationId);
      if (!row) return null;
      const messages = [
        ...row.inbound.map(({ text, at, media }) => ({
          direction: 'in' as const,
          text,
          at,
          media: media.length,
        })),
        ...tables
          .effectsToRecipient(recipientKey({ from: row.sender, to: row.phone }))
          .flatMap(({ content, sentAt, agencyId: owner }) =>
            sentAt === null || owner !== agencyId
              ? []
              : [
                  {
                    direction: 'out' as const,
                    text: content.text,
                    at: sentAt,
                    media: content.kind === 'text' && content.mediaUrl !== undefined ? 1 : 0,
                  },
                ],
          ),
      ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
      return { ...deskRow(tables, row), messages: messages.slice(-limit) };
    },
    takeOver: async (move) => {
      const row = own(move.agencyId, move.conversationId);
      return row && deskRow(tables, startTakeover(tables, row, move, move.until));
    },
    giveBack: async (move) => {
      const row = own(move.agencyId, move.conversationId);
      return row && deskRow(tables, endTakeover(tables, row, move.now));
    },
    writeTo: async (move) => {
      const row = own(move.agencyId, move.conversationId);
      if (!row) return null;
      if (row.written.some(({ id }) => id === move.messageId)) return deskRow(tables, row);
      const next = takeOver(tables, row, move, move.until);
      tables.putConversation({
        ...next,
        written: [...row.written, { id: move.messageId, text: move.text, at: move.now }],
      });
      const event: EventOf<'HumanReplied'> = {
        ...rootEnvelope(move.agencyId, uuidV5('HumanReplied', move.messageId), move.now),
        type: 'HumanReplied',
        data: { conversationId: row.id, messageId: move.messageId },
      };
      tables.emit(event);
      return deskRow(tables, next);
    },
  };
};
