import type { ClosingReason } from '#shared/domain/closing-reason.ts';
import type { TaskFacts, TaskKind } from '#shared/domain/task.ts';
import type { TaskCommand } from '#shared/ports/turn-commands.ts';
import type { View } from '../plan/view.ts';

/** Opens, updates and closes one trip's tasks; a task is opened again only for other trouble. */
export class TaskChanges {
  /** What the agency hears in this turn. */
  readonly commands: TaskCommand[] = [];
  /** Kind of task -> the trouble that it was last opened for. */
  readonly openedFor: Record<string, string>;
  readonly #tripId: string;
  readonly #openTasks: View['context']['tasks'];

  constructor({ context, state }: View) {
    this.openedFor = { ...state.taskOpenedFor };
    this.#tripId = context.trip.id;
    this.#openTasks = context.tasks;
  }

  open(kind: TaskKind, trouble: string, reason: string, facts: TaskFacts): void {
    if (this.openedFor[kind] === trouble) return;
    this.openedFor[kind] = trouble;
    this.commands.push({ op: 'open', kind, tripId: this.#tripId, reason, facts });
  }

  close(kind: TaskKind, reason: ClosingReason): void {
    delete this.openedFor[kind];
    if ([...this.#openTasks, ...this.commands].some((task) => task.kind === kind))
      this.commands.push({ op: 'close', kind, tripId: this.#tripId, reason });
  }
}
