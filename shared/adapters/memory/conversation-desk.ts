import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { effectKey } from '#shared/domain/effect-key.ts';
import { day, hour, plus } from '#shared/domain/instant.ts';
import { messageTypes } from '#shared/domain/message-types.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type {
  ConversationDesk,
  ConversationRow as DeskRow,
  ConversationMessageRow as MessageRow,
} from '#shared/ports/conversation-desk.ts';
import { holdStorage } from './ceilings.ts';
import { completeTripContext } from './contexts.ts';
import { documentsOf, fileDocument } from './documents.ts';
import type { ConversationRow, EffectRow } from './rows.ts';
import { recipientKey, type Tables } from './tables.ts';
import {
  endTakeover,
  handoffsOf,
  heldByAnother,
  rootEnvelope,
  startTakeover,
  takeOver,
} from './takeover.ts';

const byDeparture = (tables: Tables, row: ConversationRow) =>
  [...tables.tripsOfPhone(row.agencyId, row.phone)].sort((a, b) =>
    a.departure < b.departure ? -1 : 1,
  );

/** Whether whoever writes travels in one of these groups, which are given by their ids. */
const isOfGroups = (tables: Tables, row: ConversationRow, ids: readonly string[]): boolean => {
  const names = [...tables.groups.values()].filter(({ id }) => ids.includes(id)).map((g) => g.name);
  return tables
    .tripsOfPhone(row.agencyId, row.phone)
    .some(({ journeyId }) => names.includes(tables.journeys.get(journeyId)?.group ?? ''));
};

/** Urgent ones first, then those that wait longest. */
const byWaiting = (a: DeskRow['openTask'], b: DeskRow['openTask']): number =>
  Number(b?.severity === 'urgent') - Number(a?.severity === 'urgent') ||
  ((a?.openedAt ?? '') < (b?.openedAt ?? '') ? -1 : 1);

const openTask = (tables: Tables, row: ConversationRow): DeskRow['openTask'] => {
  const [task] = handoffsOf(tables, row).toSorted(byWaiting);
  if (!task) return null;
  const { id, reason, severity, state, openedAt } = task;
  return { id, reason, severity, state, openedAt };
};

/** Of several of one instant the one with the last id, as the database has it. */
const lastOf = (inbound: ConversationRow['inbound']) =>
  inbound.toSorted((a, b) => (`${a.at} ${a.id}` < `${b.at} ${b.id}` ? -1 : 1)).at(-1);

const deskRow = (tables: Tables, row: ConversationRow): DeskRow => ({
  id: row.id,
  sender: row.sender,
  phone: row.phone,
  lastInboundAt: row.inbound.at(-1)?.at ?? null,
  takenOverUntil: row.takenOverUntil,
  takenOverBy: row.takenOverBy,
  takenOverSince: row.takenOverAt,
  optedOut: tables.isOptedOut(row.sender, row.phone),
  tripIds: byDeparture(tables, row).map(({ id }) => id),
  names: [...new Set(byDeparture(tables, row).map(({ clientName }) => clientName))],
  lastWords: lastOf(row.inbound)?.text ?? null,
  openTask: openTask(tables, row),
});

const received = { type: null, template: null, delivery: null };
const receivedRow = ({ id, text, at, media }: ConversationRow['inbound'][number]): MessageRow => ({
  ...received,
  id,
  direction: 'in',
  author: null,
  text,
  at,
  media: media.map(({ contentType }) => ({ contentType, url: null })),
});
const noteRow = (note: ConversationRow['notes'][number]): MessageRow => ({
  ...received,
  ...note,
  direction: 'note',
  media: [],
});

/** What was sent, what is to be sent of a conversation, and what could not be sent. */
const isShown = ({ sentAt, type, status, permanent }: EffectRow): boolean =>
  !messageTypes[type].forStaff &&
  (sentAt !== null ||
    (status === 'FAILED' && permanent) ||
    (['reply', 'agency_reply', 'agency_notice'].includes(type) &&
      ['PENDING', 'SENDING', 'UNKNOWN'].includes(status)));

const sentRow = (effect: EffectRow, conversation: ConversationRow): MessageRow => {
  const { id, key, type, content, sentAt, createdAt, status, providerStatus, errorCode } = effect;
  const writer = conversation.written.find(
    (word) => key === effectKey(conversation.id, type, 1, word.id),
  );
  const mediaUrl = content.kind === 'text' ? content.mediaUrl : undefined;
  return {
    id,
    direction: 'out',
    type,
    template: content.kind === 'template' ? content.template : null,
    author: writer?.author ?? null,
    text: content.text,
    at: sentAt ?? createdAt,
    media: mediaUrl === undefined ? [] : [{ contentType: null, url: mediaUrl }],
    delivery: { status, providerStatus, errorCode },
  };
};

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
    conversations: async (agencyId, { phone, id, groups, box, takenOverBy, limit, offset = 0 }) =>
      [...tables.conversations.values()]
        .filter(
          (row) =>
            row.agencyId === agencyId &&
            (phone === undefined || row.phone === phone) &&
            (id === undefined || row.id === id) &&
            (groups === undefined || isOfGroups(tables, row, groups)),
        )
        .map((row) => deskRow(tables, row))
        .filter(
          (row) =>
            (takenOverBy === undefined || row.takenOverBy === takenOverBy) &&
            (box === undefined ||
              (row.takenOverBy === null && (box === 'waiting') === (row.openTask !== null))),
        )
        .sort((a, b) => ((a.lastInboundAt ?? '') < (b.lastInboundAt ?? '') ? 1 : -1))
        .sort((a, b) => (box === 'waiting' ? byWaiting(a.openTask, b.openTask) : 0))
        .slice(offset, offset + limit),
    conversation: async (agencyId, conversationId, limit) => {
      const row = own(agencyId, conversationId);
      if (!row) return null;
      const messages = [
        ...row.inbound.map(receivedRow),
        ...row.notes.map(noteRow),
        ...tables
          .effectsToRecipient(recipientKey({ from: row.sender, to: row.phone }))
          .filter((effect) => effect.agencyId === agencyId && isShown(effect))
          .map((effect) => sentRow(effect, row)),
      ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
      return { ...deskRow(tables, row), messages: messages.slice(-limit) };
    },
    takeOver: async (move) => {
      const row = own(move.agencyId, move.conversationId);
      if (!row) return null;
      const held = move.steal === true ? null : heldByAnother(row, move);
      return held ?? deskRow(tables, startTakeover(tables, row, move, move.until));
    },
    giveBack: async (move) => {
      const row = own(move.agencyId, move.conversationId);
      if (!row) return null;
      const held = move.steal === true ? null : heldByAnother(row, move);
      return held ?? deskRow(tables, endTakeover(tables, row, move.now));
    },
    writeTo: async (move) => {
      const row = own(move.agencyId, move.conversationId);
      if (!row) return null;
      if (row.written.some(({ id }) => id === move.messageId)) return deskRow(tables, row);
      const held = move.steal === true ? null : heldByAnother(row, move);
      if (held) return held;
      const next = takeOver(tables, row, move, move.until);
      const { messageId: id, by: author, text, now: at } = move;
      tables.putConversation({ ...next, written: [...row.written, { id, author, text, at }] });
      const event: EventOf<'HumanReplied'> = {
        ...rootEnvelope(move.agencyId, uuidV5('HumanReplied', move.messageId), move.now),
        type: 'HumanReplied',
        data: { conversationId: row.id, messageId: move.messageId },
      };
      tables.emit(event);
      return deskRow(tables, next);
    },
    note: async ({ agencyId, conversationId, noteId, by, text, now }) => {
      const row = own(agencyId, conversationId);
      if (!row) return null;
      const note = { id: noteId, author: by, text, at: now };
      tables.putConversation({ ...row, notes: [...row.notes, note] });
      return noteRow(note);
    },
  };
};
