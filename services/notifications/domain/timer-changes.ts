import { type Instant, latest, plus, second } from '#shared/domain/instant.ts';
import type { TimerOf } from '#shared/events/catalogue.ts';
import type { TimerCommand } from '#shared/ports/turn-commands.ts';
import type { Timers } from './plan/plan-of.ts';
import type { NotificationsState } from './state.ts';

const kinds = ['ReminderDue', 'BoardingDue', 'QuietHoursEnded', 'HoldEnded'] as const;

/** Sets the timers that differ from those set before; none is due earlier than in a second. */
export const changeTimers = (
  before: NotificationsState['timers'],
  planned: Timers,
  now: Instant,
): {
  readonly timers: NotificationsState['timers'];
  readonly commands: readonly TimerCommand<TimerOf<'notifications'>>[];
} => {
  const soonest = plus(now, second);
  const timers = kinds.map((kind) => ({
    kind,
    due: planned[kind] && latest(planned[kind], soonest),
  }));
  return {
    timers: Object.fromEntries(timers.flatMap(({ kind, due }) => (due ? [[kind, due]] : []))),
    commands: timers.filter(({ kind, due }) => due !== (before[kind] ?? null)),
  };
};
