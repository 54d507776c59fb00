import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';

/** Where the project's migrations are. */
export const migrationsDirectory = resolve(import.meta.dirname, '../../../supabase/migrations');

/** Any constant will do, as long as every migrating process uses the same one. */
const lockKey = 7_231_905_514;

/**
 * Brings a database to the newest schema: files in order, forward only, each in a transaction of its own, one process at a time.
 * Keeps its book where the Supabase CLI keeps it, so both may be used on the same database. Answers the versions it applied.
 * Needs a session (no transaction pooler) of a role that may create schemas and roles.
 */
export const migrate = async (options: {
  readonly url: string;
  readonly directory?: string;
  readonly log?: (line: string) => void;
}): Promise<readonly string[]> => {
  const directory = options.directory ?? migrationsDirectory;
  const files = (await readdir(directory)).filter((name) => /^\d+_.+\.sql$/.test(name)).sort();
  const client = new pg.Client({ connectionString: options.url });
  client.on('notice', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    await client.query('create schema if not exists supabase_migrations');
    await client.query(
      'create table if not exists supabase_migrations.schema_migrations (version text primary key, statements text[], name text)',
    );
    const known = await client.query<{ version: string }>(
      'select version from supabase_migrations.schema_migrations',
    );
    const applied = new Set(known.rows.map((row) => row.version));
    const done: string[] = [];
    for (const file of files) {
      const [version = '', name = ''] = splitName(file);
      if (applied.has(version)) continue;
      await applyOne(client, { version, name, sql: await readFile(join(directory, file), 'utf8') });
      options.log?.(`migrated ${file}`);
      done.push(version);
    }
    return done;
  } finally {
    // Ending the session gives the lock back.
    await client.end();
  }
};

const splitName = (file: string): readonly string[] =>
  /^(\d+)_(.+)\.sql$/.exec(file)?.slice(1) ?? [];

const applyOne = async (
  client: pg.Client,
  migration: { version: string; name: string; sql: string },
): Promise<void> => {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query(
      'insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)',
      [migration.version, migration.name, [migration.sql]],
    );
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw new Error(
      `migration ${migration.version}_${migration.name} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  }
};
