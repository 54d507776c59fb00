import { EventEmitter } from 'node:events';
import { type Runner, run, type WorkerEvents, type WorkerPool } from 'graphile-worker';
import type pg from 'pg';
import { describeError } from '#shared/actor/describe-error.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { Log } from '#shared/ports/log.ts';
import { letEndWithJobs } from './graphile-private.ts';
import { regularly } from './regularly.ts';
import { type EngineWork, engineTasks } from './tasks.ts';
import { workerLog } from './worker-log.ts';

/** What the engine of one machine is made of. */
export interface EngineOptions {
  /** Of a role that owns the queue; installEngine has been called. */
  readonly pool: pg.Pool;
  readonly work: EngineWork;
  readonly ids: Ids;
  readonly log: Log;
  /** How many times faster than the world the agents' time runs. */
  readonly speed: number;
  /** Turns at once. */
  readonly concurrency?: number;
}

/** The engine at work: bus, timers and delayed sends of one machine. */
export interface Engine {
  /** Hands a booking of another system to the intake, once for each agency and event id, however the process ends. */
  publish(event: EventOf<'TripBookingReceived'>): Promise<void>;
  /** Something falls due in so many real milliseconds: the queue is looked at just then, and not up to a whole regular pause later. */
  lookIn(ms: number): void;
  /** Takes no more jobs, lets those in flight finish, gives back what it had not begun. */
  stop(): Promise<void>;
  /** Settles when the engine has ended, by `stop` or because it could not go on. */
  readonly ended: Promise<void>;
}

/** Turns at once by default: room for 200 messages that wait for the provider at the same time. */
export const defaultConcurrency = 256;
/** What falls due later than this may wait for the regular look; nobody sits in front of it. */
const soonMs = 30_000;
/** Timers of Node may fire a millisecond early. */
const notBeforeMs = 2;
/** A queue that cannot go on ends this soon, or is left where it is: graphile-worker 0.18.0 may wait for ever to end. */
const endsWithinMs = 3_000;
/** In the agents' time. */
const sweepEveryMs = 30_000;
const sweepAtLeastMs = 1_000;
/** Three times within the fifteen minutes that a timer is near (schema.sql): two may fail. */
const nearTimersEveryMs = 5 * 60_000;
const mostTimersAtOnce = 500;

/** How late a timer may be in real time; a faster clock is looked at more often, as its minutes are shorter. */
const pollMs = (speed: number): number => Math.max(50, Math.min(500, Math.round(5_000 / speed)));

/** How graphile-worker is run here. */
export const workerPreset = (concurrency: number, speed: number): GraphileConfig.Preset => ({
  worker: {
    concurrentJobs: concurrency,
    pollInterval: pollMs(speed),
    localQueue: { size: concurrency, ttl: 60_000 },
    // Jobs that end in the same tick are taken off in one statement.
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
    gracefulShutdownAbortTimeout: 30_000,
  },
});

/**
 * Runs the jobs that commits have left (schema.sql). Named queues are not used: versions serialise the turns of one actor,
 * and an actor whose process was killed is not locked.
 */
export const startEngine = async (options: EngineOptions): Promise<Engine> => {
  const { pool, work, log, speed, concurrency = defaultConcurrency } = options;
  const events: WorkerEvents = new EventEmitter();
  const letEnd = letEndWithJobs(events);
  let workers: WorkerPool | null = null;
  events.on('pool:create', ({ workerPool }) => {
    workers = workerPool;
  });
  const looks = new Set<NodeJS.Timeout>();
  const runner: Runner = await run({
    pgPool: pool,
    events,
    logger: workerLog(log),
    noHandleSignals: true,
    taskList: engineTasks(options),
    preset: workerPreset(concurrency, speed),
  });
  // At once, for a predecessor may have been killed in the middle of something.
  const sweeper = regularly(Math.max(sweepAtLeastMs, sweepEveryMs / speed), () => sweep(work, log));
  const timers = regularly(nearTimersEveryMs, () => scheduleNearTimers(pool, log));
  let failing = false;
  const gaveUp = new Promise<void>((done) => {
    events.on('pool:fatalError', () => {
      failing = true;
      setTimeout(done, endsWithinMs).unref();
    });
  });
  const ended = Promise.race([
    runner.promise.catch(() => log.error('the job queue ended')),
    gaveUp,
  ]);
  return {
    publish: async (event) => {
      await runner.addJob(
        'intake',
        { event },
        {
          jobKey: `intake:${event.agencyId}:${event.id}`,
          jobKeyMode: 'preserve_run_at',
          priority: 10,
        },
      );
    },
    lookIn: (ms) => {
      if (ms > soonMs) return;
      const timer = setTimeout(() => {
        looks.delete(timer);
        workers?.nudge(1);
      }, ms + notBeforeMs);
      looks.add(timer);
    },
    stop: async () => {
      for (const timer of looks) clearTimeout(timer);
      await Promise.all([sweeper.stop(), timers.stop()]);
      letEnd();
      await (failing ? ended : Promise.race([runner.stop(), gaveUp]));
    },
    ended,
  };
};

/** Lost schedules and ended leases. */
const sweep = async (work: EngineWork, log: Log): Promise<void> => {
  const swept = await work.sweep();
  if (!swept.ok) log.warn('the sweeper failed', { error: describeError(swept.error) });
};

/** Timers that have come near since become jobs. */
const scheduleNearTimers = async (pool: pg.Pool, log: Log): Promise<void> => {
  try {
    for (let made = mostTimersAtOnce; made === mostTimersAtOnce; ) {
      const { rows } = await pool.query<{ made: number }>(
        'select engine.schedule_near_timers($1) as made',
        [mostTimersAtOnce],
      );
      made = rows[0]?.made ?? 0;
    }
  } catch (error) {
    log.warn('near timers were not scheduled', { error: describeError(error) });
  }
};
