import type { TimerRow } from './actor-store.ts';

/**
 * Schedules the firing of timers. It is called after each commit with the timers that were set or
 * cleared; the rows in the store are the truth. An engine whose commit schedules in the same
 * transaction does nothing here. The sweeper fires timers whose schedule was lost.
 * @example
 * await timers.set({ ...timer, kind: 'ReminderDue', generation: 3, due });
 */
export interface Timers {
  /** Schedules the row's event, replacing an earlier schedule of the same agent, actor and kind. */
  set(timer: TimerRow): Promise<void>;
  /** Removes the schedule; one that does not exist is no error. */
  clear(timer: Pick<TimerRow, 'agent' | 'actorId' | 'kind'>): Promise<void>;
}
