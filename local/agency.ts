import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { actingAs } from '#shared/acting.ts';
import { migrate } from '#shared/adapters/postgres/migrate.ts';
import { createRpcFetch } from '#shared/adapters/postgres/rpc-fetch.ts';
import { createRpcPool } from '#shared/adapters/postgres/rpc-pool.ts';
import { createAccounts } from '#shared/adapters/supabase/accounts.ts';
import { createRpc } from '#shared/adapters/supabase/rpc.ts';
import { systemClock } from '#shared/composition/system.ts';
import { readConfiguration } from '#shared/config.ts';
import { ConfigurationError } from '#shared/errors.ts';
import { runAgencyCommand, usage } from './agency-commands.ts';
import { runningPostgresUrl, startEmbeddedPostgres } from './embedded-postgres.ts';

/**
 * `npm run agency -- COMMAND`: agencies and their keys, in the database that SUPABASE_DB_URL or
 * DATABASE_URL names, or else in that of this machine, whether the system runs or not.
 */
const openDatabase = async (): Promise<{ url: string; close(): Promise<void> }> => {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { databaseUrl, dataDir } = readConfiguration(process.env);
  const given = process.env['SUPABASE_DB_URL'] || databaseUrl;
  if (given) return { url: given, close: async () => undefined };
  const home = join(resolve(dataDir), 'postgres');
  const running = await runningPostgresUrl(home);
  if (running !== null) return { url: running, close: async () => undefined };
  const postgres = await startEmbeddedPostgres({ dataDir: home });
  await migrate({ url: postgres.url });
  return { url: postgres.url, close: () => postgres.stop() };
};

const main = async (): Promise<void> => {
  const args = process.argv.slice(2);
  if (args.length === 0 || args.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const database = await openDatabase();
  const pool = createRpcPool({ url: database.url, max: 1 });
  // Its tokens never leave this process.
  const jwtSecret = randomBytes(32).toString('hex');
  const accounts = createAccounts(
    createRpc({
      url: 'http://in-process.localhost',
      apiKey: 'in-process',
      jwtSecret,
      fetch: createRpcFetch({ pool, jwtSecret }),
    }),
  );
  try {
    const lines = await actingAs(
      {
        actor: { kind: 'operator', id: null, name: 'npm run agency' },
        requestId: randomUUID(),
        at: systemClock.now(),
      },
      () => runAgencyCommand({ accounts, clock: systemClock }, args),
    );
    process.stdout.write(`${lines.join('\n')}\n`);
  } finally {
    await pool.end();
    await database.close();
  }
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : error}\n`);
  process.exitCode = 1;
});
