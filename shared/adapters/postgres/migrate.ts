import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { planRepeatables, readRepeatables, type Session } from './repeatables.ts';

/** Where the project's migrations and schemas are. */
export const supabaseDirectory = resolve(import.meta.dirname, '../../../supabase');

/** Any constant, but the same one for all processes that migrate. */
const lockKey = 7_231_905_514;

/** How long a change waits for a lock before the migration is given up, to be run again. */
const lockTimeout = '5s';

/**
 * Brings a database to the newest schema: pending migrations in order, then functions, policies and
 * grants whose text changed. All in one transaction, one process at a time. Uses the bookkeeping
 * table of the Supabase CLI, so both may be used on one database. Returns what it applied. Gives up
 * where a lock is held for five seconds, and may then be run again. Needs a
 * session (no transaction pooler) of a role that may create schemas and roles.
 */
export const migrate = async (options: {
  readonly url: string;
  readonly directory?: string;
  readonly log?: (line: string) => void;
}): Promise<readonly string[]> => {
  const client = new pg.Client({ connectionString: options.url });
  client.on('notice', ({ severity, message }) => {
    if (severity === 'WARNING') options.log?.(`warning: ${message}`);
  });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [lockKey]);
    // A change that waits for a long turn would make all turns after it wait as well.
    await client.query(`set local lock_timeout = '${lockTimeout}'`);
    const applied = await bringUpToDate(sessionOf(client), options.directory ?? supabaseDirectory);
    // Elsewhere than on Supabase nobody else tells PostgREST of new functions.
    await client.query("notify pgrst, 'reload schema'");
    await client.query('commit');
    for (const name of applied) options.log?.(`applied ${name}`);
    return applied;
  } finally {
    // Ending the session rolls an unfinished transaction back.
    await client.end();
  }
};

/** Runs work on a connection of its own. */
export const onDatabase = async <T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** Adapts a connection to `Session`. */
export const sessionOf = (client: pg.Client): Session => ({
  run: (sql) => client.query(sql),
  rows: async (sql, values = []) => (await client.query<object>(sql, [...values])).rows,
});

/** `migrate`, within a transaction of its caller. */
export const bringUpToDate = async (
  session: Session,
  directory: string,
): Promise<readonly string[]> => {
  const versions = await applyMigrations(session, await readMigrations(directory));
  const { changes, steps } = await planRepeatables(
    session,
    await readRepeatables(join(directory, 'schemas')),
  );
  for (const { name, sql } of steps) await withName(name, () => session.run(sql));
  return [...versions, ...changes];
};

/** A file of supabase/migrations. */
export interface Migration {
  readonly version: string;
  readonly name: string;
  readonly sql: string;
}

/** Reads the migrations of a directory such as supabase, in order. */
export const readMigrations = async (directory: string): Promise<readonly Migration[]> => {
  const files = (await readdir(join(directory, 'migrations'))).sort();
  const parts = files.flatMap((file) => {
    const [, version, name] = /^(\d+)_(.+)\.sql$/.exec(file) ?? [];
    return version === undefined || name === undefined ? [] : [{ version, name, file }];
  });
  return Promise.all(
    parts.map(async ({ version, name, file }) => ({
      version,
      name,
      sql: await readFile(join(directory, 'migrations', file), 'utf8'),
    })),
  );
};

/** Applies the migrations that the database does not have. Returns their versions and names. */
export const applyMigrations = async (
  session: Session,
  migrations: readonly Migration[],
): Promise<readonly string[]> => {
  await session.run(`create schema if not exists supabase_migrations;
    create table if not exists supabase_migrations.schema_migrations (
      version text primary key, statements text[], name text)`);
  const rows = await session.rows('select version from supabase_migrations.schema_migrations');
  const known = new Set(rows.map((row) => z.object({ version: z.string() }).parse(row).version));
  const pending = migrations.filter(({ version }) => !known.has(version));
  for (const { version, name, sql } of pending) {
    await withName(`migration ${version}_${name}`, () => session.run(sql));
    await session.rows(
      `insert into supabase_migrations.schema_migrations (version, name, statements)
       values ($1, $2, $3)`,
      [version, name, [sql]],
    );
  }
  return pending.map(({ version, name }) => `${version}_${name}`);
};

const withName = async (name: string, work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch (cause) {
    throw new Error(`${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
};
