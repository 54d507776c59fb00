import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type pg from 'pg';
import { actingAs } from '#shared/acting.ts';
import { migrate } from '#shared/adapters/postgres/migrate.ts';
import { createRpcFetch } from '#shared/adapters/postgres/rpc-fetch.ts';
import { createRpcPool } from '#shared/adapters/postgres/rpc-pool.ts';
import { createRpc, type Rpc } from '#shared/adapters/supabase/rpc.ts';
import { systemClock } from '#shared/composition/system.ts';
import { type Configuration, readConfiguration } from '#shared/config.ts';
import { runningPostgresUrl, startEmbeddedPostgres } from './embedded-postgres.ts';

/**
 * The database that SUPABASE_DB_URL or DATABASE_URL names, or else that of this machine, whether
 * the system runs or not.
 */
const openDatabase = async ({
  databaseUrl,
  dataDir,
}: Configuration): Promise<{ url: string; close(): Promise<void> }> => {
  const given = process.env['SUPABASE_DB_URL'] || databaseUrl;
  if (given) return { url: given, close: async () => undefined };
  const home = join(resolve(dataDir), 'postgres');
  const running = await runningPostgresUrl(home);
  if (running !== null) return { url: running, close: async () => undefined };
  const postgres = await startEmbeddedPostgres({ dataDir: home });
  await migrate({ url: postgres.url });
  return { url: postgres.url, close: () => postgres.stop() };
};

/** Does what a command of the operator asks for, in the database, under the command's name. */
export const asOperator = async <T>(
  command: string,
  work: (database: {
    readonly pool: pg.Pool;
    readonly rpc: Rpc;
    readonly configuration: Configuration;
    /** Whether the database is one of `npm start`, and none of a deployment. */
    readonly isOfThisMachine: boolean;
  }) => Promise<T>,
): Promise<T> => {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const configuration = readConfiguration(process.env);
  const database = await openDatabase(configuration);
  const pool = createRpcPool({ url: database.url, max: 1 });
  // Its tokens never leave this process.
  const jwtSecret = randomBytes(32).toString('hex');
  const rpc = createRpc({
    url: 'http://in-process.localhost',
    apiKey: 'in-process',
    jwtSecret,
    fetch: createRpcFetch({ pool, jwtSecret }),
  });
  try {
    return await actingAs(
      {
        actor: { kind: 'operator', id: null, name: command },
        requestId: randomUUID(),
        at: systemClock.now(),
      },
      () =>
        work({
          pool,
          rpc,
          configuration,
          isOfThisMachine: !process.env['SUPABASE_DB_URL'],
        }),
    );
  } finally {
    await pool.end();
    await database.close();
  }
};
