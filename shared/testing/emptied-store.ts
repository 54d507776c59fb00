import { type PostgresStore, postgresStore } from './postgres-store.ts';

let opened: Promise<PostgresStore> | undefined;
afterAll(async () => (await opened)?.close());

/**
 * The Postgres of the test file that imports this, for tests that each want a store to themselves:
 * the first call opens it, every call empties it, and it is closed after the file's last test.
 * Agencies and their API keys stay.
 */
export const emptiedStore = async (): Promise<PostgresStore> => {
  opened ??= postgresStore();
  const store = await opened;
  await store.empty();
  return store;
};
