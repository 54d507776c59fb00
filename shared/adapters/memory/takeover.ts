import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { ConversationMove, HeldConversation } from '#shared/ports/conversation-desk.ts';
import type { ConversationRow } from './rows.ts';
import type { Tables } from './tables.ts';

/** The envelope of an event that begins a chain of its own. */
export const rootEnvelope = (agencyId: string, id: string, time: Instant) => ({
  id,
  version: 1,
  time,
  agencyId,
  tripId: null,
  correlationId: id,
  causationId: null,
});

/** The handoffs of a conversation that are not done. */
export const handoffsOf = (tables: Tables, row: ConversationRow) =>
  [...tables.tasks.values()].filter(
    (task) =>
      task.kind === 'handoff' &&
      task.agencyId === row.agencyId &&
      task.state !== 'done' &&
      task.facts['conversationId'] === row.id,
  );

/** Who else has a conversation; null: nobody. */
export const heldByAnother = (
  { takenOverUntil, takenOverBy, takenOverAt }: ConversationRow,
  { by, now }: Pick<ConversationMove, 'by' | 'now'>,
): HeldConversation | null =>
  takenOverUntil !== null && takenOverUntil > now && takenOverBy !== null && takenOverBy !== by
    ? { heldBy: takenOverBy, since: takenOverAt ?? now }
    : null;

/**
 * Gives the conversation to a person until then, and claims its open handoffs; whoever else has it
 * loses it, and the handoffs with it.
 */
export const takeOver = (
  tables: Tables,
  row: ConversationRow,
  { by, now }: Pick<ConversationMove, 'by' | 'now'>,
  until: Instant,
): ConversationRow => {
  const isStolen = heldByAnother(row, { by, now }) !== null;
  const isExtended = row.takenOverUntil !== null && row.takenOverUntil > now && !isStolen;
  const next = {
    ...row,
    takenOverAt: isExtended ? row.takenOverAt : now,
    takenOverUntil: until,
    takenOverBy: by,
  };
  tables.putConversation(next);
  for (const task of handoffsOf(tables, row))
    if (task.state === 'open' || isStolen)
      tables.putTask({ ...task, state: 'claimed', claimedAt: now, updatedAt: now });
  return next;
};

/** `takeOver`, announced to the concierge. */
export const startTakeover = (
  tables: Tables,
  row: ConversationRow,
  move: Pick<ConversationMove, 'by' | 'now'>,
  until: Instant,
): ConversationRow => {
  const id = uuidV5('HumanTakeoverStarted', row.id, until);
  tables.emit({
    ...rootEnvelope(row.agencyId, id, move.now),
    type: 'HumanTakeoverStarted',
    data: { conversationId: row.id },
  });
  return takeOver(tables, row, move, until);
};

/** Ends a takeover, and announces it to the concierge where there was one. */
export const endTakeover = (tables: Tables, row: ConversationRow, now: Instant) => {
  if (row.takenOverUntil !== null) {
    const id = uuidV5('HumanTakeoverEnded', row.id, row.takenOverUntil);
    tables.emit({
      ...rootEnvelope(row.agencyId, id, now),
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
