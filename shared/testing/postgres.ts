import { randomBytes } from 'node:crypto';
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '#local/embedded-postgres.ts';
import { migrate } from '#shared/adapters/postgres/migrate.ts';

/** Names the directory of the run's one server; set by the global setup of the test run. */
export const testPostgresVariable = 'BAUHAUS_TEST_POSTGRES';
const template = 'bauhaus_template';

/** A database of one test file's own, already migrated. */
export interface FreshDatabase {
  /** Connection string of its administrator. */
  readonly url: string;
  /** Drops it. End your own connections first. */
  close(): Promise<void>;
}

/**
 * Makes a migrated database for a test file; the first call of a test run starts the server they
 * share.
 */
export const freshDatabase = async (): Promise<FreshDatabase> => {
  const server = await sharedServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(server, `create database ${name} template ${template}`);
  return {
    url: withDatabase(server, name),
    close: () => administer(server, `drop database if exists ${name} with (force)`),
  };
};

/** The same, without any migration. */
export const emptyDatabase = async (): Promise<FreshDatabase> => {
  const server = await sharedServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(server, `create database ${name}`);
  return {
    url: withDatabase(server, name),
    close: () => administer(server, `drop database if exists ${name} with (force)`),
  };
};

/**
 * Whoever makes the file `starting` first starts the server for all test files; the others wait for
 * its address.
 */
const sharedServer = async (): Promise<string> => {
  const directory = process.env[testPostgresVariable];
  if (directory === undefined)
    throw new Error('the test run was not set up: see globalSetup in jest.config.js');
  const answer = join(directory, 'url');
  const starter = await open(join(directory, 'starting'), 'wx').catch(() => null);
  if (starter !== null) {
    await starter.close();
    const text = await startServer(directory).catch(
      (error: unknown) => `failed: ${error instanceof Error ? error.message : String(error)}`,
    );
    await writeFile(`${answer}.new`, text, { mode: 0o600 });
    await rename(`${answer}.new`, answer);
  }
  for (;;) {
    const url = await readFile(answer, 'utf8').catch(() => null);
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

const administer = async (server: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};
