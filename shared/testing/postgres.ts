import { randomBytes } from 'node:crypto';
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '#local/embedded-postgres.ts';
import { migrate } from '#shared/adapters/postgres/migrate.ts';

/** The variable that names the directory of the shared server; set by Jest's global setup. */
export const testPostgresVariable = 'BAUHAUS_TEST_POSTGRES';
const template = 'bauhaus_template';

/** A database that belongs to one test file. */
export interface FreshDatabase {
  /** Connection string of its administrator. */
  readonly url: string;
  /** Drops it. End your own connections first. */
  close(): Promise<void>;
}

/**
 * Creates a migrated database for a test file; the first call of a test run starts the server that
 * all share.
 */
export const freshDatabase = async (): Promise<FreshDatabase> => {
  const server = await sharedServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(server, `create database ${name} template ${template}`);
  return {
    url: withDatabase(server, name),
    close: () => drop(server, name),
  };
};

/** Creates a database without any migration. */
export const emptyDatabase = async (): Promise<FreshDatabase> => {
  const server = await sharedServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(server, `create database ${name}`);
  return {
    url: withDatabase(server, name),
    close: () => drop(server, name),
  };
};

/**
 * The process that creates the file `starting` starts the server for all test files; the others
 * wait for its URL.
 */
const sharedServer = async (): Promise<string> => {
  const directory = process.env[testPostgresVariable];
  if (directory === undefined)
    throw new Error('the test run was not set up: see globalSetup in jest.config.js');
  const urlFile = join(directory, 'url');
  const starter = await open(join(directory, 'starting'), 'wx').catch(() => null);
  if (starter !== null) {
    await starter.close();
    const text = await startServer(directory).catch(
      (error: unknown) => `failed: ${error instanceof Error ? error.message : String(error)}`,
    );
    await writeFile(`${urlFile}.new`, text, { mode: 0o600 });
    await rename(`${urlFile}.new`, urlFile);
  }
  for (;;) {
    const url = await readFile(urlFile, 'utf8').catch(() => null);
    if (url?.startsWith('failed: ')) throw new Error(url);
    if (url !== null) return url;
    await new Promise((done) => setTimeout(done, 50));
  }
};

const startServer = async (directory: string): Promise<string> => {
  const settings = [
    'fsync=off',
    'full_page_writes=off',
    'synchronous_commit=off',
    'max_connections=150',
    'autovacuum=off',
  ];
  const { url } = await startEmbeddedPostgres({
    dataDir: join(directory, 'postgres'),
    settings,
    outlivesProcess: true,
  });
  await administer(url, `create database ${template}`);
  await migrate({ url: withDatabase(url, template) });
  return url;
};

const withDatabase = (server: string, name: string): string =>
  Object.assign(new URL(server), { pathname: `/${name}` }).toString();

/**
 * Waits until the server has seen the end of all connections, which a client does not wait for: cut
 * off meanwhile, one would throw. What is left open after 5 s is cut off.
 */
const connectionsEnded = (name: string): string => `do $$
  begin
    for i in 1..250 loop
      perform pg_stat_clear_snapshot();
      exit when not exists (select from pg_stat_activity where datname = '${name}');
      perform pg_sleep(0.02);
    end loop;
  end $$`;

const drop = async (server: string, name: string): Promise<void> => {
  await administer(server, connectionsEnded(name));
  await administer(server, `drop database if exists ${name} with (force)`);
};

const administer = async (server: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/** The rows of one statement, on a connection of its own. */
export const query = async (
  url: string,
  text: string,
): Promise<readonly Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};
