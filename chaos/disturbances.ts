import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './database.ts';
import type { Random } from './random.ts';
import type { Service } from './service.ts';

/** Something bad that happens to the machine. */
export interface Disturbance {
  readonly name: string;
  /** Whether the service itself is killed with -9. */
  readonly kills: boolean;
  /** Whether the service, if it was not killed, ends by itself, since its Postgres is gone. */
  readonly ends: boolean;
  /** How often it is chosen, relative to the others. */
  readonly weight: number;
  happen(): Promise<void>;
}

/** How long the disk stays full. */
const fullForMs = 3_000;
const block = Buffer.alloc(1 << 20);

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Writes until nothing more fits, leaves it so for a while, and makes room again. */
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
    await pause(fullForMs);
  } finally {
    closeSync(file);
    rmSync(filler, { force: true });
  }
};

/** All that can be made to happen; a full disk only on a disk of the run's own. */
export const createDisturbances = (deps: {
  readonly service: Service;
  readonly database: Database;
  readonly dataDir: string;
  readonly random: Random;
  readonly ownDisk: boolean;
}): readonly Disturbance[] => {
  const { service, database, dataDir, random, ownDisk } = deps;
  const signal = async (what: NodeJS.Signals): Promise<void> => {
    const pid = await database.pid();
    if (pid !== null) process.kill(pid, what);
  };
  return [
    {
      name: 'kill -9 of the service',
      kills: true,
      ends: false,
      weight: 10,
      happen: async () => service.kill(),
    },
    {
      name: 'kill -9 of the service and Postgres',
      kills: true,
      ends: false,
      weight: 3,
      happen: async () => {
        service.kill();
        await signal('SIGKILL');
      },
    },
    // A fast restart: every transaction is rolled back, every connection cut.
    {
      name: 'Postgres restarted under load',
      kills: false,
      ends: true,
      weight: 2,
      happen: () => signal('SIGINT'),
    },
    {
      name: 'kill -9 of Postgres',
      kills: false,
      ends: true,
      weight: 2,
      happen: () => signal('SIGKILL'),
    },
    {
      name: 'connections terminated',
      kills: false,
      ends: false,
      weight: 4,
      happen: async () => {
        const share = random.between(0.2, 0.8);
        await database
          .query(
            `select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() and random() < $1`,
            [share],
          )
          .catch(() => []);
      },
    },
    ...(ownDisk
      ? [
          {
            name: `disk full for ${fullForMs / 1_000} s`,
            kills: false,
            ends: false,
            weight: 1,
            happen: () => fillUp(dataDir),
          },
        ]
      : []),
  ];
};

/** One of them, by weight. */
export const choose = (from: readonly Disturbance[], random: Random): Disturbance => {
  let left = random.next() * from.reduce((sum, { weight }) => sum + weight, 0);
  for (const one of from) {
    left -= one.weight;
    if (left <= 0) return one;
  }
  return random.pick(from);
};
