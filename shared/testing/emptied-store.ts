import { type PostgresStore, postgresStore } from './postgres-store.ts';

let opened: Promise<PostgresStore> | undefined;
afterAll(async () => (await opened)?.close());

/**
 * One Postgres store for all tests of the importing file: the first call opens it, every call
 * empties it except for agencies and their API keys, and it is closed after the file's last test.
 */
export const emptiedStore = async (): Promise<PostgresStore> => {
  opened ??= postgresStore();
  const store = await opened;
  await store.empty();
  return store;
};
