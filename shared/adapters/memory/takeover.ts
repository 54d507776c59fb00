import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { ConversationMove } from '#shared/ports/conversation-desk.ts';
import type { ConversationRow } from './rows.ts';
import type { Tables } from './tables.ts';

/** The fields of an event that begins a chain of its own. */
export const firstEnvelope = (agencyId: string, id: string, time: Instant) => ({
  id,
  version: 1,
  time,
  agencyId,
  tripId: null,
  correlationId: id,
  causationId: null,
});

const handoffsOf = (tables: Tables, row: ConversationRow) =>
  [...tables.tasks.values()].filter(
    (task) =>
      task.kind === 'handoff' &&
      task.agencyId === row.agencyId &&
      task.state !== 'done' &&
      task.facts['conversationId'] === row.id,
  );

/** A person has the conversation until then, and every handoff of it that nobody had claimed. */
export const takeOver = (
  tables: Tables,
  row: ConversationRow,
  { by, now }: Pick<ConversationMove, 'by' | 'now'>,
  until: Instant,
): ConversationRow => {
  const goesOn = row.takenOverUntil !== null && row.takenOverUntil > now;
  const next = {
    ...row,
    takenOverAt: goesOn ? row.takenOverAt : now,
    takenOverUntil: until,
    takenOverBy: by,
  };
  tables.putConversation(next);
  for (const task of handoffsOf(tables, row))
    if (task.state === 'open')
      tables.putTask({ ...task, state: 'claimed', claimedAt: now, updatedAt: now });
  return next;
};

/** `takeOver`, told to the concierge. */
export const startTakeover = (
  tables: Tables,
  row: ConversationRow,
  move: Pick<ConversationMove, 'by' | 'now'>,
  until: Instant,
): ConversationRow => {
  const id = uuidV5('HumanTakeoverStarted', row.id, until);
  tables.emit({
    ...firstEnvelope(row.agencyId, id, move.now),
    type: 'HumanTakeoverStarted',
    data: { conversationId: row.id },
  });
  return takeOver(tables, row, move, until);
};

/** Gives the conversation back, and tells the concierge if a person had it. */
export const endTakeover = (tables: Tables, row: ConversationRow, now: Instant) => {
  if (row.takenOverUntil !== null) {
    const id = uuidV5('HumanTakeoverEnded', row.id, row.takenOverUntil);
    tables.emit({
      ...firstEnvelope(row.agencyId, id, now),
      type: 'HumanTakeoverEnded',
      data: { conversationId: row.id },
    });
  }
  for (const task of handoffsOf(tables, row))
    tables.putTask({ ...task, state: 'done', closedReason: 'given_back', updatedAt: now });
  const next = { ...row, takenOverAt: null, takenOverUntil: null, takenOverBy: null };
  tables.putConversation(next);
  return next;
};
