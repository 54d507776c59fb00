import type { TimerRow } from './actor-store.ts';

/**
 * Wakes an agent at an instant. The row in the store is the truth; this is told after each commit
 * what was set or cleared. An engine whose commit already schedules in the same transaction does
 * nothing here. A lost schedule is fired late by the sweeper.
 * @example
 * await timers.set({ ...timer, kind: 'ReminderDue', generation: 3, due });
 */
export interface Timers {
  /** Schedules the row's event, replacing an earlier schedule of the same agent, actor and kind. */
  set(timer: TimerRow): Promise<void>;
  clear(timer: Pick<TimerRow, 'agent' | 'actorId' | 'kind'>): Promise<void>;
}
