import { EventEmitter } from 'node:events';
import { type Runner, run, type WorkerEvents, type WorkerPool } from 'graphile-worker';
import type pg from 'pg';
import { describeError } from '#shared/actor/describe-error.ts';
import type { Sealing } from '#shared/adapters/sealing/sealing.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { Log } from '#shared/ports/log.ts';
import { letEndWithJobs } from './graphile-private.ts';
import { repeat } from './repeat.ts';
import { sealedBooking } from './sealed-booking.ts';
import { type EngineWork, engineTasks } from './tasks.ts';
import { workerLog } from './worker-log.ts';

/** Work that is begun at certain times. It must not throw. */
export interface TimetabledWork {
  /** Letters and hyphens. */
  readonly name: string;
  /** As `cron` writes it, in UTC. */
  readonly times: string;
  run(): Promise<void>;
}

/** The dependencies and settings of the engine of one machine. */
export interface EngineOptions {
  /** Connects as a role that owns the queue; installEngine has been called. */
  readonly pool: pg.Pool;
  readonly work: EngineWork;
  /** Seals the bookings of other systems while they wait. */
  readonly sealing: Sealing;
  readonly ids: Ids;
  readonly log: Log;
  /** How many times faster than real time the agents' time runs. */
  readonly speed: number;
  /** Jobs that run concurrently. */
  readonly concurrency?: number;
  /** Work by the real clock, beside what the queue holds; default: none. */
  readonly timetable?: readonly TimetabledWork[];
}

/** The running engine: bus, timers and delayed sends of one machine. */
export interface Engine {
  /**
   * Queues a booking of another system for the intake. It is kept when this resolves, and booked
   * once for each agency and event id.
   */
  publish(event: EventOf<'TripBookingReceived'>): Promise<void>;
  /** Fetches jobs after so many real milliseconds, when one is due, instead of at the next poll. */
  pollAfter(delayMs: number): void;
  /** Takes no more jobs, waits for those in flight, and returns to the queue what has not begun. */
  stop(): Promise<void>;
  /** Resolves when the engine has ended, by `stop` or because the job queue failed. */
  readonly ended: Promise<void>;
}

/** Leaves room for 200 messages that wait for the provider at the same time. */
export const defaultConcurrency = 256;
/** What is due later than this may wait for the next regular poll: nobody is watching for it. */
const maxPollDelayMs = 30_000;
/** Node's timers may fire a millisecond early. */
const pollMarginMs = 2;
/** A failed queue may never end (graphile-worker 0.18.0), so it is abandoned after this long. */
const abandonAfterMs = 3_000;
/** In the agents' time. */
const sweepIntervalMs = 30_000;
/** In real time. */
const minSweepIntervalMs = 1_000;
/** Three times within the fifteen minutes that a timer is near (schema.sql): two may fail. */
const nearTimersIntervalMs = 5 * 60_000;
const maxTimersPerBatch = 500;

/** How late a timer may be in real time; shorter at speed, since the agents' minutes are. */
const pollIntervalMs = (speed: number): number =>
  Math.max(50, Math.min(500, Math.round(5_000 / speed)));

/** The settings of graphile-worker. */
export const workerPreset = (concurrency: number, speed: number): GraphileConfig.Preset => ({
  worker: {
    concurrentJobs: concurrency,
    pollInterval: pollIntervalMs(speed),
    localQueue: { size: concurrency, ttl: 60_000 },
    // Jobs that end in the same tick are deleted in one statement.
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
    gracefulShutdownAbortTimeout: 30_000,
  },
});

/**
 * Runs the sweeper and the jobs that commits have queued (schema.sql). Named queues are not used:
 * versions serialise the turns of an actor, and a killed process would leave its queue locked.
 */
export const startEngine = async (options: EngineOptions): Promise<Engine> => {
  const { pool, work, sealing, log, speed, concurrency = defaultConcurrency } = options;
  const { timetable = [] } = options;
  const events: WorkerEvents = new EventEmitter();
  const prepareStop = letEndWithJobs(events);
  let workers: WorkerPool | null = null;
  events.on('pool:create', ({ workerPool }) => {
    workers = workerPool;
  });
  const polls = new Set<NodeJS.Timeout>();
  const runner: Runner = await run({
    pgPool: pool,
    events,
    logger: workerLog(log),
    noHandleSignals: true,
    taskList: {
      ...engineTasks(options),
      ...Object.fromEntries(timetable.map((entry) => [entry.name, () => entry.run()])),
    },
    crontab: timetable.map(({ times, name }) => `${times} ${name}`).join('\n'),
    preset: workerPreset(concurrency, speed),
  });
  // At once, since the previous process may have been killed in the middle of a turn.
  const sweeper = repeat(Math.max(minSweepIntervalMs, sweepIntervalMs / speed), () =>
    sweep(work, log),
  );
  const timers = repeat(nearTimersIntervalMs, () => scheduleNearTimers(pool, log));
  let hasFailed = false;
  const abandoned = new Promise<void>((done) => {
    events.on('pool:fatalError', () => {
      hasFailed = true;
      setTimeout(done, abandonAfterMs).unref();
    });
  });
  const ended = Promise.race([
    runner.promise.catch(() => log.error('the job queue ended')),
    abandoned,
  ]);
  return {
    publish: async (event) => {
      await runner.addJob(
        'intake',
        { event: await sealedBooking(event, sealing) },
        {
          jobKey: `intake:${event.agencyId}:${event.id}`,
          jobKeyMode: 'preserve_run_at',
          priority: 10,
        },
      );
    },
    pollAfter: (delayMs) => {
      if (delayMs > maxPollDelayMs) return;
      const timer = setTimeout(() => {
        polls.delete(timer);
        workers?.nudge(1);
      }, delayMs + pollMarginMs);
      polls.add(timer);
    },
    stop: async () => {
      for (const timer of polls) clearTimeout(timer);
      await Promise.all([sweeper.stop(), timers.stop()]);
      prepareStop();
      await (hasFailed ? ended : Promise.race([runner.stop(), abandoned]));
    },
    ended,
  };
};

/** Wakes what lost its job or its lease. */
const sweep = async (work: EngineWork, log: Log): Promise<void> => {
  const result = await work.sweep();
  if (!result.ok) log.warn('the sweeper failed', { error: describeError(result.error) });
};

/** Makes jobs of the timers that have come near. */
const scheduleNearTimers = async (pool: pg.Pool, log: Log): Promise<void> => {
  try {
    for (let scheduled = maxTimersPerBatch; scheduled === maxTimersPerBatch; ) {
      const { rows } = await pool.query<{ scheduled: number }>(
        'select engine.schedule_near_timers($1) as scheduled',
        [maxTimersPerBatch],
      );
      scheduled = rows[0]?.scheduled ?? 0;
    }
  } catch (error) {
    log.warn('near timers were not scheduled', { error: describeError(error) });
  }
};
