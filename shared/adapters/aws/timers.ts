import { createHash } from 'node:crypto';
import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { timerEvent } from '#shared/actor/timer-event.ts';
import { between, epoch, type Instant, instant, minute, second } from '#shared/domain/instant.ts';
import { scheduledWithinMs } from '#shared/domain/overdue.ts';
import { InvariantBroken } from '#shared/errors.ts';
import type { AgentName, TimerRow } from '#shared/ports/actor-store.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Timers } from '#shared/ports/timers.ts';
import type { AgentQueue, AgentQueueAddress } from './agent-queue.ts';

/** What all schedules of a deployment share. */
export interface ScheduleGroup {
  readonly name: string;
  /** Allows the scheduler to send to the agents' queues. */
  readonly roleArn: string;
  readonly deadLettersArn: string;
}

/** Options of `createSchedulerTimers`. */
export interface SchedulerTimersOptions {
  readonly client: Pick<SchedulerClient, 'send'>;
  readonly clock: Clock;
  readonly group: ScheduleGroup;
  readonly agentQueue: AgentQueueAddress;
  readonly send: AgentQueue['send'];
}

/** The scheduler fires up to a minute late: nearer timers are delayed messages in the queue. */
const nearMs = minute;
/**
 * What is further away the store counts as far, and the sweeper schedules later. A minute more than
 * there, so that no timer is far here and near there.
 */
const farMs = scheduledWithinMs + minute;

/**
 * Name of the one schedule of an agent, an actor and a kind, the same whoever sets it. The actor's
 * id is hashed, since it may contain any character.
 */
export const scheduleName = ({
  agent,
  actorId,
  kind,
}: Pick<TimerRow, 'agent' | 'actorId' | 'kind'>): string =>
  `${agent}-${kind}-${createHash('sha256').update(actorId).digest('hex').slice(0, 24)}`;

/** A one-time schedule expression, in UTC and whole seconds, never before the instant. */
export const atExpression = (due: Instant): string =>
  `at(${instant(Math.ceil(epoch(due) / second) * second).slice(0, 19)})`;

/**
 * `Timers` on EventBridge Scheduler: a one-time schedule for each timer, which deletes itself after
 * it fired. One that is more than a day away gets it from the sweeper the day before. A timer less
 * than a minute away is a delayed message instead; if it is cleared
 * meanwhile, its generation makes it stale. Two turns that set a timer in quick succession may
 * reach the scheduler in the opposite order: the schedule left is then of an old generation, and
 * the sweeper fires the new one.
 */
export const createSchedulerTimers = (options: SchedulerTimersOptions): Timers => {
  const { client, clock, group, agentQueue, send } = options;

  const scheduleOf = (timer: TimerRow): CreateScheduleCommandInput => {
    const event = timerEvent(timer);
    return {
      Name: scheduleName(timer),
      GroupName: group.name,
      // Names this generation: repeating the request makes no second schedule.
      ClientToken: event.id,
      ScheduleExpression: atExpression(timer.due),
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: agentQueue.arn,
        RoleArn: group.roleArn,
        Input: JSON.stringify(event),
        DeadLetterConfig: { Arn: group.deadLettersArn },
        RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 20 },
      },
    };
  };

  const remove = async (timer: Pick<TimerRow, 'agent' | 'actorId' | 'kind'>): Promise<void> => {
    try {
      await client.send(
        new DeleteScheduleCommand({ Name: scheduleName(timer), GroupName: group.name }),
      );
    } catch (error) {
      // It has fired or was never made: there is nothing left to clear.
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  };

  /**
   * Creates the schedule, or updates it where it exists. One that fires and deletes itself in
   * between is created again.
   */
  const putSchedule = async (timer: TimerRow): Promise<void> => {
    const schedule = scheduleOf(timer);
    for (let tries = 0; tries < 2; tries += 1) {
      try {
        await client.send(new CreateScheduleCommand(schedule));
        return;
      } catch (error) {
        if (!(error instanceof ConflictException)) throw error;
      }
      try {
        await client.send(new UpdateScheduleCommand(schedule));
        return;
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error;
      }
    }
    // Twice in a row: the sweeper will fire this timer.
    throw new InvariantBroken(`the schedule ${schedule.Name} is neither there nor absent`);
  };

  return {
    async set(timer) {
      const waitMs = between(clock.now(), timer.due);
      if (waitMs <= nearMs)
        await Promise.all([
          send(timerEvent(timer), { delaySeconds: Math.max(0, waitMs / second) }),
          remove(timer),
        ]);
      // An earlier schedule may stay: it fires an old generation, which starts no turn.
      else if (waitMs <= farMs) await putSchedule(timer);
    },
    clear: remove,
  };
};

/** Timers of a process that sets none: every call fails. */
export const noTimers = (agent: AgentName | null = null): Timers => {
  const refuse = async (): Promise<never> => {
    throw new InvariantBroken(`no timers are set here${agent === null ? '' : ` for ${agent}`}`);
  };
  return { set: refuse, clear: refuse };
};
