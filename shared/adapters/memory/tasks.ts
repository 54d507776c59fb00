import type { Instant } from '#shared/domain/instant.ts';
import { severityOf, type TaskKind } from '#shared/domain/task.ts';
import type { TaskCommand } from '#shared/ports/actor-store.ts';
import type { StoredTask } from './rows.ts';
import type { Tables } from './tables.ts';

const ofConversation = (
  tables: Tables,
  agencyId: string,
  conversationId: unknown,
): readonly StoredTask[] =>
  [...tables.tasks.values()].filter(
    (task) =>
      task.tripId === null &&
      task.agencyId === agencyId &&
      task.facts['conversationId'] === conversationId,
  );

const openTask = (
  tables: Tables,
  command: Extract<TaskCommand, { op: 'open' }>,
  now: Instant,
  turnAgencyId: string | null,
): void => {
  const { kind, tripId, reason, facts } = command;
  const agencyId = tripId === null ? turnAgencyId : tables.trips.get(tripId)?.agencyId;
  if (agencyId == null) return;
  const candidates =
    tripId === null
      ? ofConversation(tables, agencyId, facts['conversationId'])
      : tables.tasksOfTrip(tripId);
  const there = candidates.find((task) => task.kind === kind && task.state !== 'done');
  if (there) {
    tables.putTask({ ...there, reason, facts, updatedAt: now });
    return;
  }
  tables.putTask({
    id: tables.ids.random(),
    agencyId,
    tripId,
    kind,
    severity: severityOf(kind),
    state: 'open',
    reason,
    facts,
    openedAt: now,
    updatedAt: now,
    closedReason: null,
  });
};

const close = (
  tables: Tables,
  tasks: readonly StoredTask[],
  kind: TaskKind,
  reason: string,
  now: Instant,
): void => {
  for (const task of tasks)
    if (task.kind === kind && task.state !== 'done')
      tables.putTask({ ...task, state: 'done', closedReason: reason, updatedAt: now });
};

/** Closes the task of a kind that a trip has, if it has one. */
export const closeTask = (
  tables: Tables,
  tripId: string,
  kind: TaskKind,
  reason: string,
  now: Instant,
): void => close(tables, tables.tasksOfTrip(tripId), kind, reason, now);

export const applyTask = (
  tables: Tables,
  command: TaskCommand,
  now: Instant,
  agencyId: string | null,
): void => {
  if (command.op === 'open') openTask(tables, command, now, agencyId);
  else if (command.tripId !== null)
    closeTask(tables, command.tripId, command.kind, command.reason, now);
  else if (agencyId !== null)
    close(
      tables,
      ofConversation(tables, agencyId, command.conversationId),
      command.kind,
      command.reason,
      now,
    );
};
