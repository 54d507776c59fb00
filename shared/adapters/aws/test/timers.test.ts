import { randomUUID } from 'node:crypto';
import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import fc from 'fast-check';
import { timerEvent } from '#shared/actor/timer-event.ts';
import { epoch, instant, minute, plus } from '#shared/domain/instant.ts';
import { scheduledWithinMs } from '#shared/domain/overdue.ts';
import type { TimerRow } from '#shared/ports/actor-store.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { ManualClock } from '#shared/testing/fakes.ts';
import { atExpression, createSchedulerTimers, scheduleName } from '../timers.ts';

/**
 * The parts of the scheduler that timers use. The first `vanish` schedules found to exist are gone
 * at the next call, as if they had just fired.
 */
const aScheduler = (options: { vanish?: number } = {}) => {
  const schedules = new Map<string, CreateScheduleCommand['input']>();
  let vanish = options.vanish ?? 0;
  const missing = () =>
    new ResourceNotFoundException({ message: 'no such schedule', Message: '', $metadata: {} });
  const client = {
    send: async (command: unknown) => {
      if (command instanceof CreateScheduleCommand) {
        const name = command.input.Name ?? '';
        if (schedules.has(name)) {
          if (vanish > 0) {
            vanish -= 1;
            schedules.delete(name);
          }
          throw new ConflictException({ message: 'there is one', Message: '', $metadata: {} });
        }
        schedules.set(name, command.input);
      } else if (command instanceof UpdateScheduleCommand) {
        const name = command.input.Name ?? '';
        if (!schedules.has(name)) throw missing();
        schedules.set(name, command.input);
      } else if (command instanceof DeleteScheduleCommand) {
        if (!schedules.delete(command.input.Name ?? '')) throw missing();
      } else throw new Error('another command');
      return {};
    },
  };
  const sent: { message: unknown; delaySeconds: number }[] = [];
  const timers = createSchedulerTimers({
    client: client as never,
    clock: new ManualClock(aMoment),
    group: { name: 'bauhaus-test', roleArn: 'arn:role', deadLettersArn: 'arn:dead' },
    agentQueue: { url: 'https://queue', arn: 'arn:queue' },
    send: async (message, { delaySeconds = 0 } = {}) => void sent.push({ message, delaySeconds }),
  });
  return { timers, schedules, sent };
};
const aTimer = (over: Partial<TimerRow> = {}): TimerRow => ({
  agent: 'notifications',
  actorId: randomUUID(),
  kind: 'BoardingDue',
  generation: 1,
  due: plus(aMoment, 3_600_000),
  agencyId: randomUUID(),
  tripId: randomUUID(),
  ...over,
});

describe('timers on EventBridge Scheduler', () => {
  it('make one schedule: once, in UTC, deleting itself, with the timer’s event', async () => {
    const { timers, schedules } = aScheduler();
    const timer = aTimer();
    await timers.set(timer);
    expect([...schedules.values()]).toMatchObject([
      {
        Name: scheduleName(timer),
        GroupName: 'bauhaus-test',
        ClientToken: timerEvent(timer).id,
        ScheduleExpression: 'at(2027-03-01T13:00:00)',
        ScheduleExpressionTimezone: 'UTC',
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: 'arn:queue',
          Input: JSON.stringify(timerEvent(timer)),
          DeadLetterConfig: { Arn: 'arn:dead' },
        },
      },
    ]);
  });

  it('move the schedule that is there, and make no second one', async () => {
    const { timers, schedules } = aScheduler();
    const timer = aTimer();
    await timers.set(timer);
    await timers.set({ ...timer, generation: 2, due: plus(timer.due, 60_000) });
    expect([...schedules.values()].map(({ ScheduleExpression }) => ScheduleExpression)).toEqual([
      'at(2027-03-01T13:01:00)',
    ]);
  });

  it('make it anew where it fired and deleted itself in between', async () => {
    const { timers, schedules } = aScheduler({ vanish: 1 });
    const timer = aTimer();
    await timers.set(timer);
    await timers.set({ ...timer, generation: 2 });
    expect([...schedules.values()].map(({ ClientToken }) => ClientToken)).toEqual([
      timerEvent({ ...timer, generation: 2 }).id,
    ]);
  });

  it('wait in the queue, without a schedule, where less than a minute is left', async () => {
    const { timers, schedules, sent } = aScheduler();
    const timer = aTimer();
    await timers.set(timer);
    await timers.set({ ...timer, generation: 2, due: plus(aMoment, 20_000) });
    await timers.set({ ...timer, generation: 3, due: plus(aMoment, -20_000) });
    expect(
      sent.map(({ message, delaySeconds }) => [Reflect.get(Object(message), 'id'), delaySeconds]),
    ).toEqual([
      [timerEvent({ ...timer, generation: 2, due: plus(aMoment, 20_000) }).id, 20],
      [timerEvent({ ...timer, generation: 3, due: plus(aMoment, -20_000) }).id, 0],
    ]);
    expect(schedules.size).toBe(0);
  });

  it('have no schedule where more than a day is left: the sweeper makes it later', async () => {
    const { timers, schedules } = aScheduler();
    await timers.set(aTimer({ due: plus(aMoment, scheduledWithinMs + 2 * minute) }));
    expect(schedules.size).toBe(0);
    await timers.set(aTimer({ due: plus(aMoment, scheduledWithinMs) }));
    expect(schedules.size).toBe(1);
  });

  it('are cleared as often as one likes', async () => {
    const { timers, schedules } = aScheduler();
    const timer = aTimer();
    await timers.set(timer);
    await timers.clear(timer);
    await timers.clear(timer);
    expect(schedules.size).toBe(0);
  });

  it('have names that the scheduler accepts, one for each actor', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const name = scheduleName({
          agent: 'flight-tracker',
          kind: 'QuietHoursEnded',
          actorId: one,
        });
        expect(name).toMatch(/^[0-9a-zA-Z-_.]{1,64}$/);
        expect(
          name ===
            scheduleName({ agent: 'flight-tracker', kind: 'QuietHoursEnded', actorId: other }),
        ).toBe(one === other);
      }),
    );
  });

  it('are never set to fire before they are due, nor a whole second after', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (at) => {
        const text = /^at\((.+)\)$/.exec(atExpression(instant(at)))?.[1] ?? '';
        const lateMs = epoch(`${text}.000Z`) - at;
        expect(lateMs).toBeGreaterThanOrEqual(0);
        expect(lateMs).toBeLessThan(1_000);
      }),
    );
  });
});
