import { type Instant, plus } from '#shared/domain/instant.ts';
import { takeoverLife } from '#shared/domain/takeover.ts';
import { severityOf, statesBefore, type TaskKind } from '#shared/domain/task.ts';
import type { TaskMoveResult, TaskRow, TripDesk } from '#shared/ports/trip-desk.ts';
import type { TaskCommand } from '#shared/ports/turn-commands.ts';
import type { StoredTask } from './rows.ts';
import type { Tables } from './tables.ts';
import { endTakeover, startTakeover } from './takeover.ts';

const tasksOfConversation = (
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
      ? tasksOfConversation(tables, agencyId, facts['conversationId'])
      : tables.tasksOfTrip(tripId);
  const existing = candidates.find((task) => task.kind === kind && task.state !== 'done');
  if (existing) {
    const severity = severityOf(kind, command);
    tables.putTask({ ...existing, severity, reason, facts, updatedAt: now });
    return;
  }
  tables.putTask({
    id: tables.ids.random(),
    agencyId,
    tripId,
    kind,
    severity: severityOf(kind, command),
    state: 'open',
    reason,
    facts,
    openedAt: now,
    updatedAt: now,
    closedReason: null,
    attempts: [],
    claimedAt: null,
  });
};

const closeTasks = (
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

/** Closes a trip's open task of a kind, if there is one. */
export const closeTask = (
  tables: Tables,
  tripId: string,
  kind: TaskKind,
  reason: string,
  now: Instant,
): void => closeTasks(tables, tables.tasksOfTrip(tripId), kind, reason, now);

/** Applies a task command of a turn. */
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
    closeTasks(
      tables,
      tasksOfConversation(tables, agencyId, command.conversationId),
      command.kind,
      command.reason,
      now,
    );
};

/** The task as the agency sees it. */
export const taskRow = ({ agencyId: _, claimedAt: __, ...task }: StoredTask): TaskRow => task;

/** A handoff that is moved moves its conversation: claimed starts a takeover, done ends it. */
const moveConversation = (
  tables: Tables,
  { facts, state, claimedAt }: StoredTask,
  by: string,
  now: Instant,
): void => {
  const conversation = tables.conversationById(String(facts['conversationId']));
  if (!conversation) return;
  if (state === 'claimed')
    startTakeover(tables, conversation, { by, now }, plus(now, takeoverLife));
  else if (
    conversation.takenOverAt !== null &&
    claimedAt !== null &&
    claimedAt >= conversation.takenOverAt
  )
    endTakeover(tables, conversation, now);
};

/** `TripDesk.updateTask`. */
export const moveTask = (
  tables: Tables,
  { agencyId, taskId, state, by, attempt, now }: Parameters<TripDesk['updateTask']>[0],
): TaskMoveResult | null => {
  const task = tables.tasks.get(taskId);
  if (task?.agencyId !== agencyId) return null;
  if (attempt && task.state !== 'done') {
    const attempts = [...task.attempts, { at: now, by, outcome: attempt }];
    const noted = { ...task, attempts, updatedAt: now };
    tables.putTask(noted);
    return { kind: 'noted', task: taskRow(noted) };
  }
  if (task.state === state && !attempt) return { kind: 'unchanged', task: taskRow(task) };
  if (!statesBefore(state).includes(task.state)) return { kind: 'refused', task: taskRow(task) };
  const next: StoredTask =
    state === 'claimed'
      ? { ...task, state, claimedAt: now, updatedAt: now }
      : { ...task, state, closedReason: 'done_by_agency', updatedAt: now };
  tables.putTask(next);
  if (task.kind === 'handoff') moveConversation(tables, next, by, now);
  return { kind: 'moved', task: taskRow(next) };
};
