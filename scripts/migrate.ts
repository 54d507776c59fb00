import { migrate } from '#shared/adapters/postgres/migrate.ts';
import { provideCeilings } from '#shared/adapters/postgres/provision.ts';
import { readConfiguration } from '#shared/config.ts';

/**
 * `SUPABASE_DB_URL=postgres://… npm run migrate`: brings a database to the newest schema. To be run
 * before the code that needs it is deployed. Sets the platform's ceilings as well (PLATFORM_…).
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
const applied = await migrate({ url, log: (line) => void process.stdout.write(`${line}\n`) });
await provideCeilings(url, ceilings);
process.stdout.write(applied.length === 0 ? 'nothing to do\n' : `${applied.length} applied\n`);
