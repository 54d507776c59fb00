import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { KMSClient } from '@aws-sdk/client-kms';
import type pg from 'pg';
import { startEmbeddedPostgres } from '#local/embedded-postgres.ts';
import { acquireSingletonLock } from '#local/engine/singleton-lock.ts';
import { newKeyFile, openKeyFile } from '#local/key-file.ts';
import { persistedSecret } from '#local/persisted-secret.ts';
import { clientSettings } from '#shared/adapters/aws/client-settings.ts';
import { createKmsKeyring } from '#shared/adapters/keyring/kms.ts';
import { createMasterKeyring, keyBytes } from '#shared/adapters/keyring/master-key.ts';
import { onDatabase } from '#shared/adapters/postgres/migrate.ts';
import { type KeyRotation, rotateKeys } from '#shared/adapters/sealing/rotate-keys.ts';
import { createSealing } from '#shared/adapters/sealing/sealing.ts';
import { createSqlKeyStore } from '#shared/adapters/sealing/sql-key-store.ts';
import { resealRows } from '#shared/adapters/supabase/seal-rows.ts';
import { readConfiguration } from '#shared/config.ts';
import { BauhausError } from '#shared/errors.ts';
import type { Keyring } from '#shared/ports/keyring.ts';

const usage = `npm run keys:rotate -- [--now] [--json] [--to KEY]
  Wraps all data keys with a new master key and gives each agency a new key of words.
  One machine: stop it first; the new master key replaces the file in DATA_DIR.
  AWS: SUPABASE_DB_URL and SEALING_KEY_ID are set; --to names another key of KMS.
  --now   also seals anew what earlier keys sealed, instead of when it is next written
`;

const { values: flags } = parseArgs({
  options: {
    now: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    to: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const show = (line: string): void => {
  if (!flags.json) process.stdout.write(`${line}\n`);
};

const resealAll = async (client: pg.Client, keyring: Keyring): Promise<number> => {
  const sealing = createSealing({ store: createSqlKeyStore(client), keyring });
  const { rows } = await client.query<{ id: string }>(
    'select id from bauhaus.agencies order by id',
  );
  let count = 0;
  for (const [index, { id }] of rows.entries()) {
    count += await resealRows(client, id, await sealing.of(id));
    show(`agency ${index + 1} of ${rows.length}: ${count} values sealed anew`);
  }
  return count;
};

const report = (rotation: KeyRotation, resealed: number): void => {
  const result = { ...rotation, resealed };
  process.stdout.write(
    flags.json
      ? `${JSON.stringify(result)}\n`
      : `${rotation.rewrapped} keys wrapped anew, ${rotation.renewed} new keys of words\n`,
  );
};

const rotateOnAws = (url: string, keyId: string): Promise<void> =>
  onDatabase(url, async (client) => {
    const keyringOf = (key: string) =>
      createKmsKeyring({ client: new KMSClient(clientSettings), keyId: key });
    const to = keyringOf(flags.to ?? keyId);
    const rotation = await rotateKeys(client, { from: keyringOf(keyId), to });
    report(rotation, flags.now ? await resealAll(client, to) : 0);
  });

const rotateHere = async (): Promise<void> => {
  const { dataDir, databaseUrl } = readConfiguration(process.env);
  const file = join(resolve(dataDir), 'sealing-key');
  const postgres =
    databaseUrl === null
      ? await startEmbeddedPostgres({ dataDir: join(resolve(dataDir), 'postgres') })
      : null;
  try {
    const url = postgres?.url ?? databaseUrl ?? '';
    const lock = await acquireSingletonLock(url);
    await onDatabase(url, async (client) => {
      const from = await openKeyFile(file, client);
      // One that a rotation left which did not commit was never used.
      await rm(newKeyFile(file), { force: true });
      const text = await persistedSecret(newKeyFile(file), () =>
        randomBytes(keyBytes).toString('base64url'),
      );
      const to = createMasterKeyring(Buffer.from(text, 'base64url'));
      const rotation = await rotateKeys(client, { from, to });
      await rename(newKeyFile(file), file);
      report(rotation, flags.now ? await resealAll(client, to) : 0);
    });
    await lock.release();
  } finally {
    await postgres?.stop();
  }
};

const main = async (): Promise<void> => {
  if (flags.help) {
    process.stdout.write(usage);
    return;
  }
  if (existsSync('.env')) process.loadEnvFile('.env');
  const url = process.env['SUPABASE_DB_URL'];
  const keyId = process.env['SEALING_KEY_ID'];
  await (url && keyId ? rotateOnAws(url, keyId) : rotateHere());
};

await main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof BauhausError ? error.message : String(error)}\nnothing was changed\n`,
  );
  process.exitCode = 1;
});
