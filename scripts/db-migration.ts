import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '#local/embedded-postgres.ts';
import { sessionOf, supabaseDirectory } from '#shared/adapters/postgres/migrate.ts';
import { migrationOfChanges } from '#shared/adapters/postgres/released-functions.ts';

/**
 * `npm run db:migration -- NAME`: writes the functions, policies and grants that changed since the
 * last migration as a migration, for deployments by the Supabase CLI.
 */
const [name = ''] = process.argv.slice(2);
if (!/^[a-z][a-z0-9_]*$/.test(name)) {
  process.stderr.write('usage: npm run db:migration -- NAME, in lower case with underscores\n');
  process.exit(1);
}
const dataDir = await mkdtemp(join(tmpdir(), 'db-migration-'));
// Postgres cannot run as root and then runs as another user, who needs to enter the folder.
await chmod(dataDir, 0o711);
const postgres = await startEmbeddedPostgres({ dataDir, settings: ['fsync=off'] });
const client = new pg.Client({ connectionString: postgres.url });
client.on('notice', () => undefined);
try {
  await client.connect();
  await client.query('begin');
  const migration = await migrationOfChanges(sessionOf(client), supabaseDirectory, {
    name,
    now: new Date(),
  });
  if (migration === null) process.stdout.write('nothing has changed since the last migration\n');
  else {
    const file = join(supabaseDirectory, 'migrations', `${migration.version}_${name}.sql`);
    await writeFile(file, migration.sql);
    process.stdout.write(`wrote ${relative(process.cwd(), file)}\n`);
  }
} finally {
  await client.end();
  await postgres.stop();
  await rm(dataDir, { recursive: true });
}
