import { migrate } from '#shared/adapters/postgres/migrate.ts';

/**
 * `SUPABASE_DB_URL=postgres://… npm run migrate`: brings a database to the newest schema. To be run
 * before the code that needs it is deployed.
 */
const url = process.env['SUPABASE_DB_URL'];
if (url === undefined || url === '') {
  process.stderr.write(
    'SUPABASE_DB_URL is missing: it should be the direct or session connection string of the ' +
      'database (not the transaction pooler)\n',
  );
  process.exit(1);
}
const applied = await migrate({ url, log: (line) => void process.stdout.write(`${line}\n`) });
process.stdout.write(applied.length === 0 ? 'nothing to do\n' : `${applied.length} applied\n`);
