import { run } from 'graphile-worker';
import pg from 'pg';
import { z } from 'zod';
import { silentLogger } from '#local/engine/worker-log.ts';
import { notify, tripsOn } from './plain-trips.ts';
import { openProvider } from './provider.ts';
import type { WorkerSettings } from './workload.ts';

/** Settings of graphile-worker. */
export interface GraphileSettings {
  /** Whether each trip has a named queue, so that its jobs run one after the other. */
  readonly hasNamedQueues: boolean;
  /** Jobs fetched ahead; 0: each worker fetches its own. */
  readonly localQueueSize: number;
  readonly concurrency: number;
}

const FlightEvent = z.object({ flight: z.string() });
const Notify = z.object({ tripId: z.int() });

/** Runs the workload on graphile-worker: `run` with a task list whose tasks add jobs. */
export const runGraphile = async (
  settings: WorkerSettings,
  { hasNamedQueues, localQueueSize, concurrency }: GraphileSettings,
): Promise<void> => {
  const pool = new pg.Pool({
    connectionString: settings.databaseUrl,
    max: concurrency > 16 ? 16 : concurrency,
  });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const { sender } = await openProvider(settings, { now: () => new Date().toISOString() });
  await run({
    pgPool: pool,
    logger: silentLogger,
    noHandleSignals: true,
    preset: {
      worker: {
        concurrentJobs: concurrency,
        pollInterval: 500,
        ...(localQueueSize > 0 ? { localQueue: { size: localQueueSize } } : {}),
      },
    },
    taskList: {
      flight_event: async (payload, helpers) => {
        const { flight } = FlightEvent.parse(payload);
        for (const tripId of await tripsOn(pool, flight))
          await helpers.addJob(
            'notify',
            { tripId },
            {
              jobKey: `notify:${tripId}`,
              ...(hasNamedQueues ? { queueName: `trip:${tripId}` } : {}),
            },
          );
      },
      notify: async (payload) => notify(pool, sender, Notify.parse(payload).tripId),
    },
  });
};
