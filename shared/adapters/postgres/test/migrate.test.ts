import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { catalogueOf } from '#shared/testing/catalogue.ts';
import { emptyDatabase, type FreshDatabase, query } from '#shared/testing/postgres.ts';
import { migrate, readMigrations, sessionOf } from '../migrate.ts';
import { migrationOfChanges } from '../released-functions.ts';

const role = 'pg_monitor';
const answering = (name: string, value: string): string =>
  `create or replace function api.${name}() returns text language sql as $$ select ${value} $$;`;

const write = async (directory: string, files: Readonly<Record<string, string>>): Promise<void> => {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
};

const databases: FreshDatabase[] = [];
const directories: string[] = [];
const empty = async (): Promise<string> => {
  const database = await emptyDatabase();
  databases.push(database);
  return database.url;
};
/** A directory like supabase, with two schemas and these files. */
const project = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'supabase-'));
  directories.push(directory);
  await mkdir(join(directory, 'schemas/functions/api'), { recursive: true });
  await mkdir(join(directory, 'schemas/functions/bauhaus'));
  await write(directory, {
    'migrations/001_schemas.sql': 'create schema api; create schema bauhaus',
    'schemas/policies.sql': '',
    'schemas/grants.sql': '',
    ...files,
  });
  return directory;
};
afterAll(() =>
  Promise.all([
    ...databases.map((database) => database.close()),
    ...directories.map((directory) => rm(directory, { recursive: true })),
  ]),
);

describe('migrating', () => {
  it('applies everything once, in order, and nothing the second time', async () => {
    const url = await empty();
    const applied = await migrate({ url });
    const versions = await query(
      url,
      'select version from supabase_migrations.schema_migrations order by version',
    );
    expect(versions.length).toBeGreaterThan(0);
    expect(applied.slice(0, versions.length).map((name) => name.split('_')[0])).toEqual(
      versions.map(({ version }) => version),
    );
    expect(await migrate({ url })).toEqual([]);
  });

  it('leaves no function that raises what PostgREST up to 14 repeats for ever', async () => {
    const url = await empty();
    await migrate({ url });
    const raising = await query(
      url,
      `select oid::regprocedure::text as name from pg_proc
        where pronamespace = any (array['api', 'bauhaus', 'rules']::regnamespace[])
          and prosrc ~* '40001|40P01|serialization_failure|deadlock_detected'`,
    );
    expect(raising).toEqual([]);
  });

  it('leaves functions that are made later to those who are granted them', async () => {
    const url = await empty();
    await migrate({ url });
    await query(url, 'create function api.later() returns int language sql as $$ select 1 $$');
    expect(
      await query(url, "select has_function_privilege('system', 'api.later()', 'execute') as may"),
    ).toEqual([{ may: false }]);
  });

  it('gives up where somebody holds a lock, changes nothing, and says which it was', async () => {
    const directory = await project({ 'migrations/002_table.sql': 'create table api.t (x int)' });
    const url = await empty();
    await migrate({ url, directory });
    await write(directory, { 'migrations/003_column.sql': 'alter table api.t add y int' });
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    try {
      await holder.query('begin; lock table api.t in share mode');
      await expect(migrate({ url, directory })).rejects.toThrow(
        /003_column failed: .*lock timeout/,
      );
    } finally {
      await holder.end();
    }
    expect(await migrate({ url, directory })).toEqual(['003_column']);
  }, 30_000);

  it('says what the database warns of', async () => {
    const lines: string[] = [];
    const directory = await project({
      'migrations/002_warns.sql': "do $$ begin raise warning 'no privileges were granted'; end $$",
    });
    await migrate({ url: await empty(), directory, log: (line) => void lines.push(line) });
    expect(lines).toContain('warning: no privileges were granted');
  });

  it('by two processes at once is done by one of them', async () => {
    const url = await empty();
    const [one, two] = await Promise.all([migrate({ url }), migrate({ url })]);
    expect([one.length, two.length]).toContain(0);
    expect(one.length + two.length).toBeGreaterThan(0);
  });

  it('that fails changes nothing, and names the file', async () => {
    const url = await empty();
    const directory = await project({
      'migrations/002_more.sql': 'create table bauhaus.more (id int)',
      'schemas/functions/api/broken.sql':
        'create function api.broken() returns int language sql as $$ select $$ nonsense',
    });
    await expect(migrate({ url, directory })).rejects.toThrow('functions/api/broken failed');
    expect(await query(url, "select to_regnamespace('bauhaus') as schema")).toEqual([
      { schema: null },
    ]);
    await write(directory, { 'migrations/002_more.sql': 'select no_such_thing()' });
    await expect(migrate({ url, directory })).rejects.toThrow('migration 002_more failed');
  });

  it('replaces a function whose text changed, and touches no other', async () => {
    const url = await empty();
    const directory = await project({
      'schemas/functions/api/one.sql': answering('one', "'first'"),
      'schemas/functions/api/two.sql': answering('two', "'second'"),
    });
    await migrate({ url, directory });
    const writes = "select xmin, oid from pg_proc where proname = 'two'";
    const before = await query(url, writes);
    await write(directory, { 'schemas/functions/api/one.sql': answering('one', "'changed'") });
    expect(await migrate({ url, directory })).toContain('functions/api/one');
    expect(await query(url, 'select api.one(), api.two()')).toEqual([
      { one: 'changed', two: 'second' },
    ]);
    expect(await query(url, writes)).toEqual(before);
  });

  it('drops a function whose file is gone, with its trigger', async () => {
    const url = await empty();
    const file = 'schemas/functions/bauhaus/stamp.sql';
    const directory = await project({
      'migrations/002_things.sql': 'create table bauhaus.things (id int)',
      [file]: `create or replace function bauhaus.stamp() returns trigger
        language plpgsql as $$ begin return null; end $$;
        create or replace trigger stamped before insert on bauhaus.things
        for each row execute function bauhaus.stamp();`,
    });
    await migrate({ url, directory });
    await rm(join(directory, file));
    await migrate({ url, directory });
    await query(url, 'insert into bauhaus.things values (1)');
    expect(await query(url, 'select id from bauhaus.things')).toEqual([{ id: 1 }]);
    expect(await query(url, "select from pg_proc where proname = 'stamp'")).toEqual([]);
  });

  it('recreates a function with other parameters or result, with policies and grants', async () => {
    const url = await empty();
    const directory = await project({
      'migrations/002_things.sql': `create table bauhaus.things (id int);
        alter table bauhaus.things enable row level security;`,
      'schemas/functions/bauhaus/visible.sql': `create or replace function bauhaus.visible(id int)
        returns boolean language sql as 'select true';`,
      'schemas/policies.sql': `create policy of_all on bauhaus.things
        using (bauhaus.visible(id));`,
      'schemas/grants.sql': `grant usage on schema bauhaus to public;
        grant execute on function bauhaus.visible to ${role};`,
    });
    await migrate({ url, directory });
    await write(directory, {
      'schemas/functions/bauhaus/visible.sql': `create or replace function bauhaus.visible(
          id bigint, at timestamptz default now()
        ) returns boolean language sql as 'select id > 1';`,
    });
    await migrate({ url, directory });
    expect(
      await query(
        url,
        `select p.oid::regprocedure::text as signature,
                has_function_privilege('${role}', p.oid, 'execute') as granted,
                (select pg_get_expr(polqual, polrelid) from pg_policy) as policy
           from pg_proc p where proname = 'visible'`,
      ),
    ).toEqual([
      {
        signature: 'bauhaus.visible(bigint,timestamp with time zone)',
        granted: true,
        policy: 'bauhaus.visible((id)::bigint)',
      },
    ]);
  });

  it('drops a policy that its file no longer has', async () => {
    const url = await empty();
    const directory = await project({
      'migrations/002_things.sql': 'create table bauhaus.things (id int)',
      'schemas/policies.sql': 'create policy of_all on bauhaus.things using (true);',
    });
    await migrate({ url, directory });
    await write(directory, { 'schemas/policies.sql': '' });
    expect(await migrate({ url, directory })).toContain('policies');
    expect(await query(url, 'select from pg_policy')).toEqual([]);
  });
});

describe('the migration of changed functions', () => {
  const written = async (directory: string, name: string) => {
    const client = new pg.Client({ connectionString: await empty() });
    await client.connect();
    try {
      await client.query('begin');
      return await migrationOfChanges(sessionOf(client), directory, { name, now: new Date(0) });
    } finally {
      await client.end();
    }
  };
  const release = async (directory: string, name: string) => {
    const migration = await written(directory, name);
    if (migration === null) throw new Error('nothing was written');
    const file = `migrations/${migration.version}_${name}.sql`;
    await write(directory, { [file]: migration.sql });
    return { file, sql: migration.sql };
  };

  it('has what changed, was added and was removed since the last one, and no more', async () => {
    const directory = await project({
      'schemas/functions/api/changed.sql': answering('changed', "'before'"),
      'schemas/functions/api/kept.sql': answering('kept', "'as it was'"),
      'schemas/functions/api/removed.sql': answering('removed', "'gone'"),
    });
    await release(directory, 'first');
    await rm(join(directory, 'schemas/functions/api/removed.sql'));
    await write(directory, {
      'schemas/functions/api/changed.sql':
        "create or replace function api.changed(n int) returns int language sql as 'select n';",
      'schemas/functions/bauhaus/added.sql':
        "create or replace function bauhaus.added() returns int language sql as 'select 1';",
    });
    const { sql } = await release(directory, 'second');
    expect(sql).not.toContain('kept');

    const [byMigrations, byMigrating] = [await empty(), await empty()];
    for (const { sql: text } of await readMigrations(directory)) await query(byMigrations, text);
    await migrate({ url: byMigrating, directory });
    const catalogue = await catalogueOf(byMigrations);
    expect(catalogue).toEqual(await catalogueOf(byMigrating));
    expect(Object.keys(catalogue).filter((object) => object.startsWith('function'))).toEqual([
      'function api.changed(integer)',
      'function api.kept()',
      'function bauhaus.added()',
    ]);
  });

  it('is not written where nothing changed', async () => {
    const directory = await project({
      'schemas/functions/api/one.sql': answering('one', "'first'"),
    });
    await release(directory, 'first');
    expect(await written(directory, 'second')).toBeNull();
  });

  it('comes after every other, whatever the clock says', async () => {
    const directory = await project({ 'migrations/20990101000000_newest.sql': 'select 1' });
    const { file } = await release(directory, 'first');
    expect(file).toBe('migrations/20990101000001_first.sql');
  });
});
