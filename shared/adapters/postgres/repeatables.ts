import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** A database session: `run` takes several statements, `rows` one. */
export interface Session {
  run(sql: string): Promise<unknown>;
  rows(sql: string, values?: readonly unknown[]): Promise<readonly unknown[]>;
}

/**
 * A file of supabase/schemas that replaces what it created before: a function, the policies, the
 * grants.
 */
export interface Repeatable {
  /** Path below supabase/schemas, without `.sql`. */
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
}

const schemas = ['api', 'bauhaus', 'rules'];
const policies = 'policies';
const grants = 'grants';

/**
 * Reads the repeatable files of a directory such as supabase/schemas, in the order in which they
 * apply.
 */
export const readRepeatables = async (directory: string): Promise<readonly Repeatable[]> => {
  const folders = await readdir(join(directory, 'functions'));
  const functions = await Promise.all(
    schemas
      .filter((schema) => folders.includes(schema))
      .map(async (schema) => {
        const files = await readdir(join(directory, 'functions', schema));
        return files.sort().map((file) => `functions/${schema}/${file.replace(/\.sql$/, '')}`);
      }),
  );
  return Promise.all(
    [...functions.flat(), policies, grants].map(async (name) => {
      const text = await readFile(join(directory, `${name}.sql`), 'utf8');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
};

/** Creates the table of the texts applied last. */
const createBookkeeping = `create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.repeatables (
  name text primary key,
  checksum text not null
);
`;

/** Changes that bring functions, policies and grants to their present text. */
export interface Plan {
  /** Names of what is replaced, created or dropped; empty where nothing changed. */
  readonly changes: readonly string[];
  /** Statements to run, in order; names are for messages. */
  readonly steps: readonly { readonly name: string; readonly sql: string }[];
}

/**
 * Compares the files with what the database has. Call it in a transaction: it tries the changed
 * functions, to see which must be dropped before they can be created.
 */
export const planRepeatables = async (
  session: Session,
  repeatables: readonly Repeatable[],
): Promise<Plan> => {
  await session.run(createBookkeeping);
  const applied = await appliedChecksums(session);
  const existing = await existingFunctions(session);
  const isExisting = (name: string): boolean => existing.some((fn) => fn.name === name);
  const changed = repeatables.filter(
    ({ name, checksum }) =>
      applied.get(name) !== checksum || (isFunction(name) && !isExisting(name)),
  );
  const removed = [...applied.keys()].filter((name) => repeatables.every((r) => r.name !== name));
  if (changed.length === 0 && removed.length === 0) return { changes: [], steps: [] };

  const replaceable = new Set<string>();
  for (const repeatable of changed) {
    if (isExisting(repeatable.name) && (await isReplaceable(session, repeatable)))
      replaceable.add(repeatable.name);
  }
  const changes = new Set([...changed.map(({ name }) => name), ...removed]);
  const dropped = existing.filter((fn) => changes.has(fn.name) && !replaceable.has(fn.name));
  // Dropping a function drops its policies and grants.
  if (dropped.some((fn) => fn.guards)) changes.add(policies);
  if (changed.some(({ name }) => isFunction(name) && !replaceable.has(name))) changes.add(grants);
  const policyDrops = changes.has(policies) ? await dropsOfPolicies(session) : [];
  const dropsOf = (name: string): string =>
    existing
      .filter((fn) => fn.name === name)
      .flatMap((fn) => [
        ...fn.triggers.map((trigger) => `drop trigger if exists ${trigger};\n`),
        ...(dropped.includes(fn) ? [`drop function if exists\n  ${fn.signature};\n`] : []),
      ])
      .join('');
  return {
    changes: [...changes],
    steps: [
      // Functions refer to each other in any order.
      {
        name: 'policies to drop',
        sql: [createBookkeeping, 'set check_function_bodies = off;\n', ...policyDrops].join('\n'),
      },
      ...removed.map((name) => ({
        name: `${name} to drop`,
        sql: [
          dropsOf(name),
          `delete from supabase_migrations.repeatables where name = '${name}';\n`,
        ].join(''),
      })),
      ...repeatables
        .filter(({ name }) => changes.has(name))
        .map((repeatable) => ({
          name: repeatable.name,
          sql: `${dropsOf(repeatable.name)}${repeatable.text}\n${rememberChecksum(repeatable)}`,
        })),
      { name: 'the end', sql: 'reset check_function_bodies;\n' },
    ],
  };
};

const isFunction = (name: string): boolean => name.startsWith('functions/');

const rememberChecksum = ({ name, checksum }: Repeatable): string =>
  `insert into supabase_migrations.repeatables (name, checksum)
values ('${name}',
  '${checksum}')
on conflict (name) do update set checksum = excluded.checksum;
`;

const Applied = z.object({ name: z.string(), checksum: z.string() });
const appliedChecksums = async (session: Session): Promise<ReadonlyMap<string, string>> => {
  const rows = await session.rows('select name, checksum from supabase_migrations.repeatables');
  return new Map(rows.map((row) => Applied.parse(row)).map((row) => [row.name, row.checksum]));
};

const ExistingFunction = z.object({
  name: z.string(),
  signature: z.string(),
  triggers: z.array(z.string()),
  /** Whether a policy calls it. */
  guards: z.boolean(),
});
const existingFunctions = async (
  session: Session,
): Promise<readonly z.infer<typeof ExistingFunction>[]> => {
  const rows = await session.rows(
    `select 'functions/' || n.nspname || '/' || p.proname as name,
            p.oid::regprocedure::text as signature,
            array(select format('%I on %s', t.tgname, t.tgrelid::regclass) from pg_trigger t
                   where t.tgfoid = p.oid and not t.tgisinternal order by 1) as triggers,
            exists (select from pg_depend d
                     where d.refclassid = 'pg_proc'::regclass and d.refobjid = p.oid
                       and d.classid = 'pg_policy'::regclass) as guards
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = any ($1) order by 2`,
    [schemas],
  );
  return rows.map((row) => ExistingFunction.parse(row));
};

const dropsOfPolicies = async (session: Session): Promise<readonly string[]> => {
  const rows = await session.rows(
    `select format('drop policy if exists %I on %I.%I;', policyname, schemaname, tablename) as drop
       from pg_policies where schemaname = any ($1) order by 1`,
    [schemas],
  );
  return rows.map((row) => z.object({ drop: z.string() }).parse(row).drop);
};

/** Whether `create or replace` suffices; not so where the parameters have changed. */
const isReplaceable = async (session: Session, repeatable: Repeatable): Promise<boolean> => {
  const count = async (): Promise<number> =>
    (await existingFunctions(session)).filter((fn) => fn.name === repeatable.name).length;
  await session.run('savepoint trial; set local check_function_bodies = off');
  try {
    await session.run(repeatable.text);
    return (await count()) === 1;
  } catch {
    return false;
  } finally {
    await session.run('rollback to savepoint trial');
  }
};
