import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { type Catalogue, catalogueOf } from '#shared/testing/catalogue.ts';
import { emptyDatabase, type FreshDatabase } from '#shared/testing/postgres.ts';
import { migrate, readMigrations, sessionOf, supabaseDirectory } from '../migrate.ts';
import { migrationOfChanges } from '../released-functions.ts';

const databases: FreshDatabase[] = [];
const empty = async (): Promise<string> => {
  const database = await emptyDatabase();
  databases.push(database);
  return database.url;
};
const connected = async <T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  client.on('notice', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
};
afterAll(() => Promise.all(databases.map((database) => database.close())));

/** Texts one after the other, as psql or the Supabase CLI runs them. */
const built = async (texts: readonly string[]): Promise<{ url: string; catalogue: Catalogue }> => {
  const url = await empty();
  await connected(url, async (client) => {
    for (const text of texts) await client.query(text);
  });
  return { url, catalogue: await catalogueOf(url) };
};

/** The files that config.toml tells the Supabase CLI to read, in its order. */
const schemaFiles = async (): Promise<readonly string[]> => {
  const config = await readFile(join(supabaseDirectory, 'config.toml'), 'utf8');
  const [, list = ''] = /^schema_paths = \[([^\]]*)\]/m.exec(config) ?? [];
  const patterns = [...list.matchAll(/"([^"]+)"/g)].map(([, pattern = '']) => pattern);
  return patterns.flatMap((pattern) => globSync(pattern, { cwd: supabaseDirectory }).sort());
};

describe('the catalogue', () => {
  let migrated: Catalogue;
  beforeAll(async () => {
    const url = await empty();
    await migrate({ url });
    migrated = await catalogueOf(url);
  });

  it('is the same by migrations, the one that `npm run db:migration` writes included', async () => {
    const changes = await connected(await empty(), async (client) => {
      await client.query('begin');
      return migrationOfChanges(sessionOf(client), supabaseDirectory, {
        name: 'changes',
        now: new Date(),
      });
    });
    const migrations = [
      ...(await readMigrations(supabaseDirectory)),
      ...(changes === null ? [] : [changes]),
    ];
    const { url, catalogue } = await built(migrations.map(({ sql }) => sql));
    expect(catalogue).toEqual(migrated);
    // The CLI keeps this book itself.
    await connected(url, (client) =>
      client.query(
        `create table supabase_migrations.schema_migrations as
          select version, null as name, null::text[] as statements from unnest($1::text[]) version`,
        [migrations.map(({ version }) => version)],
      ),
    );
    expect(await migrate({ url })).toEqual([]);
  });

  it('is the same by the files of supabase/schemas alone', async () => {
    const files = await schemaFiles();
    expect(new Set(files)).toEqual(
      new Set(globSync('schemas/**/*.sql', { cwd: supabaseDirectory })),
    );
    const texts = files.map((file) => readFile(join(supabaseDirectory, file), 'utf8'));
    const { catalogue } = await built([
      'set check_function_bodies = off',
      ...(await Promise.all(texts)),
    ]);
    expect(catalogue).toEqual(migrated);
  });

  it('has only functions whose bodies Postgres can read', async () => {
    const url = await empty();
    await migrate({ url });
    await connected(url, (client) =>
      client.query(`do $$
        declare
          validation text;
        begin
          for validation in
            select format('select %s(%s)', l.lanvalidator::regproc, p.oid)
              from pg_proc p join pg_language l on l.oid = p.prolang
             where p.pronamespace::regnamespace::text in ('api', 'bauhaus', 'rules')
          loop
            execute validation;
          end loop;
        end $$`),
    );
  });
});
