import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { notify, tripsOn } from './plain-trips.ts';
import { openProvider } from './provider.ts';
import type { WorkerSettings } from './workload.ts';

/** Settings of pg-boss. */
export interface BossSettings {
  readonly batchSize: number;
  readonly workers: number;
  readonly isBurst: boolean;
}

/** The queues of the workload. */
export const bossQueues = ['flight-event', 'notify'] as const;
/**
 * After this time pg-boss gives a job to another worker. Its default is 15 minutes, which would
 * outlast the run.
 */
export const expireInSeconds = 20;

/** Runs the workload on pg-boss: `work` with a batch handler that settles each job separately. */
export const runBoss = async (
  settings: WorkerSettings,
  { batchSize, workers, isBurst }: BossSettings,
): Promise<void> => {
  const pool = new pg.Pool({ connectionString: settings.databaseUrl, max: 8 });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const { sender } = await openProvider(settings, { now: () => new Date().toISOString() });
  const boss = new PgBoss({
    connectionString: settings.databaseUrl,
    max: 10,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  });
  boss.on('error', () => undefined);
  await boss.start();
  const polling = {
    batchSize,
    pollingIntervalSeconds: 0.5,
    localConcurrency: workers,
    burstWhenBatchFull: isBurst,
  };
  await boss.work<{ flight: string }>('flight-event', polling, async (jobs) => {
    const trips = (await Promise.all(jobs.map(({ data }) => tripsOn(pool, data.flight)))).flat();
    await boss.insert(
      'notify',
      trips.map((tripId) => ({ data: { tripId }, singletonKey: `notify:${tripId}` })),
    );
  });
  await boss.work<{ tripId: number }>('notify', { ...polling, perJobResults: true }, async (jobs) =>
    Promise.all(
      jobs.map(({ id, data }) =>
        notify(pool, sender, data.tripId).then(
          () => ({ id, status: 'completed' as const }),
          () => ({ id, status: 'failed' as const }),
        ),
      ),
    ),
  );
};
