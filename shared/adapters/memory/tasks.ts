import type { Instant } from '#shared/domain/instant.ts';
import { severityOf, type TaskKind } from '#shared/domain/task.ts';
import type { TaskCommand } from '#shared/ports/actor-store.ts';
import type { Tables } from './tables.ts';

const openTask = (tables: Tables, command: Extract<TaskCommand, { op: 'open' }>, now: Instant): void => {
  const { kind, tripId, reason, facts } = command;
  const there = tables.tasksOfTrip(tripId).find((task) => task.kind === kind && task.state !== 'done');
  if (there) {
    tables.putTask({ ...there, reason, facts, updatedAt: now });
    return;
  }
  const agencyId = tables.trips.get(tripId)?.agencyId;
  if (agencyId === undefined) return;
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

/** Closes the task of a kind that a trip has, if it has one. */
export const closeTask = (tables: Tables, tripId: string, kind: TaskKind, reason: string, now: Instant): void => {
  for (const task of tables.tasksOfTrip(tripId)) {
    if (task.kind === kind && task.state !== 'done') tables.putTask({ ...task, state: 'done', closedReason: reason, updatedAt: now });
  }
};

export const applyTask = (tables: Tables, command: TaskCommand, now: Instant): void => {
  if (command.op === 'open') openTask(tables, command, now);
  else closeTask(tables, command.tripId, command.kind, command.reason, now);
};
