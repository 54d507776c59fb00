import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type {
  ConversationDesk,
  ConversationMove,
  ConversationRow as ShownRow,
} from '#shared/ports/conversation-desk.ts';
import { completeTripContext } from './contexts.ts';
import { documentsOf, fileDocument } from './documents.ts';
import type { ConversationRow } from './rows.ts';
import { lineOf, type Tables } from './tables.ts';
import { closeTask } from './tasks.ts';

const byDeparture = (tables: Tables, row: ConversationRow) =>
  [...tables.tripsOfPhone(row.agencyId, row.phone)].sort((a, b) =>
    a.departure < b.departure ? -1 : 1,
  );

const shown = (tables: Tables, row: ConversationRow): ShownRow => ({
  id: row.id,
  sender: row.sender,
  phone: row.phone,
  lastInboundAt: row.inbound.at(-1)?.at ?? null,
  takenOverUntil: row.takenOverUntil,
  takenOverBy: row.takenOverBy,
  optedOut: tables.isSilenced(row.sender, row.phone),
  tripIds: byDeparture(tables, row).map(({ id }) => id),
});

const envelope = (agencyId: string, id: string, time: Instant) => ({
  id,
  version: 1,
  time,
  agencyId,
  tripId: null,
  correlationId: id,
  causationId: null,
});

/** `ConversationDesk` over the tables. */
export const memoryConversationDesk = (tables: Tables): ConversationDesk => {
  const own = (agencyId: string, conversationId: string): ConversationRow | null => {
    const row = tables.conversationById(conversationId);
    return row?.agencyId === agencyId ? row : null;
  };
  const handoffs = (row: ConversationRow) =>
    [...tables.tasks.values()].filter(
      (task) =>
        task.kind === 'handoff' &&
        task.agencyId === row.agencyId &&
        task.state !== 'done' &&
        task.facts['conversationId'] === row.id,
    );
  const take = (
    row: ConversationRow,
    { by, now }: ConversationMove,
    until: Instant,
  ): ConversationRow => {
    const next = { ...row, takenOverUntil: until, takenOverBy: by };
    tables.putConversation(next);
    for (const task of handoffs(row))
      if (task.state === 'open') tables.putTask({ ...task, state: 'claimed', updatedAt: now });
    return next;
  };

  return {
    tripContext: async (agencyId, tripId) => completeTripContext(tables, tripId, agencyId),
    addDocument: async ({ agencyId, document }) =>
      fileDocument(tables, agencyId, document, document.uploadedAt),
    documents: async (agencyId, tripId) =>
      tables.trips.get(tripId)?.agencyId === agencyId ? documentsOf(tables, tripId) : null,
    conversations: async (agencyId, { phone, limit }) =>
      [...tables.conversations.values()]
        .filter((row) => row.agencyId === agencyId && (phone === undefined || row.phone === phone))
        .map((row) => shown(tables, row))
        .sort((a, b) => ((a.lastInboundAt ?? '') < (b.lastInboundAt ?? '') ? 1 : -1))
        .slice(0, limit),
    conversation: async (agencyId, conversationId, limit) => {
      const row = own(agencyId, conversationId);
      if (!row) return null;
      const said = [
        ...row.inbound.map(({ text, at, media }) => ({
          direction: 'in' as const,
          text,
          at,
          media: media.length,
        })),
        ...tables
          .effectsOfLine(lineOf({ from: row.sender, to: row.phone }))
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
      return { ...shown(tables, row), said: said.slice(-limit) };
    },
    takeOver: async (move) => {
      const row = own(move.agencyId, move.conversationId);
      if (!row) return null;
      const event: EventOf<'HumanTakeoverStarted'> = {
        ...envelope(move.agencyId, uuidV5('HumanTakeoverStarted', row.id, move.until), move.now),
        type: 'HumanTakeoverStarted',
        data: { conversationId: row.id },
      };
      tables.emit(event);
      return shown(tables, take(row, move, move.until));
    },
    giveBack: async (move) => {
      const row = own(move.agencyId, move.conversationId);
      if (!row) return null;
      if (row.takenOverUntil !== null) {
        const event: EventOf<'HumanTakeoverEnded'> = {
          ...envelope(
            move.agencyId,
            uuidV5('HumanTakeoverEnded', row.id, row.takenOverUntil),
            move.now,
          ),
          type: 'HumanTakeoverEnded',
          data: { conversationId: row.id },
        };
        tables.emit(event);
      }
      for (const task of handoffs(row)) {
        if (task.tripId !== null) closeTask(tables, task.tripId, 'handoff', 'given_back', move.now);
        else
          tables.putTask({
            ...task,
            state: 'done',
            closedReason: 'given_back',
            updatedAt: move.now,
          });
      }
      const next = { ...row, takenOverUntil: null, takenOverBy: null };
      tables.putConversation(next);
      return shown(tables, next);
    },
    writeTo: async (move) => {
      const row = own(move.agencyId, move.conversationId);
      if (!row) return null;
      if (row.written.some(({ id }) => id === move.messageId)) return shown(tables, row);
      const next = take(row, move, move.until);
      tables.putConversation({
        ...next,
        written: [...row.written, { id: move.messageId, text: move.text, at: move.now }],
      });
      const event: EventOf<'HumanReplied'> = {
        ...envelope(move.agencyId, uuidV5('HumanReplied', move.messageId), move.now),
        type: 'HumanReplied',
        data: { conversationId: row.id, messageId: move.messageId },
      };
      tables.emit(event);
      return shown(tables, next);
    },
  };
};
