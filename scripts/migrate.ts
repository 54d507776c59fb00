import { KMSClient } from '@aws-sdk/client-kms';
import { clientSettings } from '#shared/adapters/aws/client-settings.ts';
import { createKmsKeyring } from '#shared/adapters/keyring/kms.ts';
import { migrate, onDatabase } from '#shared/adapters/postgres/migrate.ts';
import { provideCeilings } from '#shared/adapters/postgres/provision.ts';
import { createSealing } from '#shared/adapters/sealing/sealing.ts';
import { createSqlKeyStore } from '#shared/adapters/sealing/sql-key-store.ts';
import { sealClearRows } from '#shared/adapters/supabase/seal-rows.ts';
import { readConfiguration } from '#shared/config.ts';

/**
 * `SUPABASE_DB_URL=postgres://… npm run migrate`: brings a database to the newest schema. To be run
 * before the code that needs it is deployed. Sets the platform's ceilings as well (PLATFORM_…).
 * With SEALING_KEY_ID, the key of KMS, it also seals what was stored in the clear.
 */
const url = process.env['SUPABASE_DB_URL'];
if (url === undefined || url === '') {
  process.stderr.write(
    'SUPABASE_DB_URL is missing: it should be the direct or session connection string of the ' +
      'database (not the transaction pooler)\n',
  );
  process.exit(1);
}
const { PLATFORM_MESSAGES_PER_MINUTE, PLATFORM_MODEL_USD_PER_MONTH } = process.env;
const { ceilings } = readConfiguration({
  PLATFORM_MESSAGES_PER_MINUTE,
  PLATFORM_MODEL_USD_PER_MONTH,
});
const keyId = process.env['SEALING_KEY_ID'];
const applied = await migrate({ url, log: (line) => void process.stdout.write(`${line}\n`) });
await provideCeilings(url, ceilings);
if (keyId) {
  const count = await onDatabase(url, (client) =>
    sealClearRows(
      client,
      createSealing({
        store: createSqlKeyStore(client),
        keyring: createKmsKeyring({ client: new KMSClient(clientSettings), keyId }),
      }),
    ),
  );
  process.stdout.write(`${count} values sealed\n`);
}
process.stdout.write(applied.length === 0 ? 'nothing to do\n' : `${applied.length} applied\n`);
