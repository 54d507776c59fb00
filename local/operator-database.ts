import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import type pg from 'pg';
import { actingAs } from '#shared/acting.ts';
import { clientSettings } from '#shared/adapters/aws/client-settings.ts';
import { createKmsKeyring } from '#shared/adapters/keyring/kms.ts';
import { migrate } from '#shared/adapters/postgres/migrate.ts';
import { createRpcFetch } from '#shared/adapters/postgres/rpc-fetch.ts';
import { createRpcPool } from '#shared/adapters/postgres/rpc-pool.ts';
import { createKeyStore } from '#shared/adapters/sealing/key-store.ts';
import { createSealing } from '#shared/adapters/sealing/sealing.ts';
import { createRpc, type Rpc } from '#shared/adapters/supabase/rpc.ts';
import { createSealedRpc } from '#shared/adapters/supabase/sealed-rpc.ts';
import { systemClock } from '#shared/composition/system.ts';
import { type Configuration, readConfiguration } from '#shared/config.ts';
import { ConfigurationError } from '#shared/errors.ts';
import type { Keyring } from '#shared/ports/keyring.ts';
import { runningPostgresUrl, startEmbeddedPostgres } from './embedded-postgres.ts';
import { openKeyFile } from './key-file.ts';

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

const refuse = (): Promise<never> =>
  Promise.reject(
    new ConfigurationError(
      'SEALING_KEY_ID is not set: the key that this deployment is sealed with',
    ),
  );
/** For what needs nothing that is sealed, such as the list of agencies. */
const noKeyring: Keyring = { create: refuse, open: refuse, wrap: refuse };

const keyringOfDeployment = (keyId: string | undefined): Keyring =>
  keyId ? createKmsKeyring({ client: new KMSClient(clientSettings), keyId }) : noKeyring;

/** Does what a command of the operator asks for, in the database, under the command's name. */
export const asOperator = async <T>(
  command: string,
  work: (database: {
    readonly pool: pg.Pool;
    /** Seals and opens what is personal. */
    readonly rpc: Rpc;
    readonly configuration: Configuration;
    /** Whether the database is one of `npm start`, and none of a deployment. */
    readonly isOfThisMachine: boolean;
  }) => Promise<T>,
): Promise<T> => {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { SEALING_KEY_ID: keyId, ...env } = process.env;
  const configuration = readConfiguration(env);
  const database = await openDatabase(configuration);
  const pool = createRpcPool({ url: database.url, max: 1 });
  // Its tokens never leave this process.
  const jwtSecret = randomBytes(32).toString('hex');
  const clearRpc = createRpc({
    url: 'http://in-process.localhost',
    apiKey: 'in-process',
    jwtSecret,
    fetch: createRpcFetch({ pool, jwtSecret }),
  });
  const isOfThisMachine = !process.env['SUPABASE_DB_URL'];
  try {
    const keyring = isOfThisMachine
      ? await openKeyFile(join(resolve(configuration.dataDir), 'sealing-key'), pool)
      : keyringOfDeployment(keyId);
    const sealing = createSealing({ store: createKeyStore(clearRpc), keyring });
    return await actingAs(
      {
        actor: { kind: 'operator', id: null, name: command },
        requestId: randomUUID(),
        at: systemClock.now(),
      },
      () => work({ pool, rpc: createSealedRpc(clearRpc, sealing), configuration, isOfThisMachine }),
    );
  } finally {
    await pool.end();
    await database.close();
  }
};
