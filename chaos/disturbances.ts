import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './database.ts';
import type { Random } from './random.ts';
import type { Service } from './service.ts';

/** A failure to inject. */
export interface Disturbance {
  readonly name: string;
  /** Whether the service itself is killed with -9. */
  readonly killsService: boolean;
  /** Whether the service is expected to exit by itself, because its Postgres is gone. */
  readonly endsService: boolean;
  /** How often it is chosen, relative to the others. */
  readonly weight: number;
  inject(): Promise<void>;
}

const diskFullMs = 3_000;
const block = Buffer.alloc(1 << 20);

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Fills the disk, keeps it full for a while, and frees it again. */
const fillUp = async (dataDir: string): Promise<void> => {
  const filler = join(dataDir, 'filler');
  const file = openSync(filler, 'w');
  try {
    for (const size of [block.length, 4_096]) {
      try {
        for (;;) writeSync(file, block, 0, size);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      }
    }
    await pause(diskFullMs);
  } finally {
    closeSync(file);
    rmSync(filler, { force: true });
  }
};

/** All disturbances; filling the disk only where the run has a disk of its own. */
export const createDisturbances = (deps: {
  readonly service: Service;
  readonly database: Database;
  readonly dataDir: string;
  readonly random: Random;
  readonly hasOwnDisk: boolean;
}): readonly Disturbance[] => {
  const { service, database, dataDir, random, hasOwnDisk } = deps;
  const signalPostgres = async (signal: NodeJS.Signals): Promise<void> => {
    const pid = await database.pid();
    if (pid !== null) process.kill(pid, signal);
  };
  return [
    {
      name: 'kill -9 of the service',
      killsService: true,
      endsService: false,
      weight: 10,
      inject: async () => service.kill(),
    },
    {
      name: 'kill -9 of the service and Postgres',
      killsService: true,
      endsService: false,
      weight: 3,
      inject: async () => {
        service.kill();
        await signalPostgres('SIGKILL');
      },
    },
    // SIGINT is Postgres' fast shutdown: it rolls back all transactions and cuts connections.
    {
      name: 'Postgres restarted under load',
      killsService: false,
      endsService: true,
      weight: 2,
      inject: () => signalPostgres('SIGINT'),
    },
    {
      name: 'kill -9 of Postgres',
      killsService: false,
      endsService: true,
      weight: 2,
      inject: () => signalPostgres('SIGKILL'),
    },
    {
      name: 'connections terminated',
      killsService: false,
      endsService: false,
      weight: 4,
      inject: async () => {
        const share = random.between(0.2, 0.8);
        await database
          .query(
            `select pg_terminate_backend(pid)
               from pg_stat_activity
              where backend_type = 'client backend'
                and pid <> pg_backend_pid()
                and random() < $1`,
            [share],
          )
          .catch(() => []);
      },
    },
    ...(hasOwnDisk
      ? [
          {
            name: `disk full for ${diskFullMs / 1_000} s`,
            killsService: false,
            endsService: false,
            weight: 1,
            inject: () => fillUp(dataDir),
          },
        ]
      : []),
  ];
};

/** Draws a disturbance by weight. */
export const chooseDisturbance = (
  disturbances: readonly Disturbance[],
  random: Random,
): Disturbance => {
  let remainder = random.next() * disturbances.reduce((sum, { weight }) => sum + weight, 0);
  for (const disturbance of disturbances) {
    remainder -= disturbance.weight;
    if (remainder <= 0) return disturbance;
  }
  return random.pick(disturbances);
};
