import { provisionAgency } from '#shared/adapters/postgres/provision.ts';
import { createRpcFetch } from '#shared/adapters/postgres/rpc-fetch.ts';
import { createRpcPool } from '#shared/adapters/postgres/rpc-pool.ts';
import { createSupabaseStore, type SupabaseStore } from '#shared/adapters/supabase/store.ts';
import type { StoreUnderTest } from './contract/harness.ts';
import { freshDatabase } from './postgres.ts';

/** Signs the tokens of tests. */
export const testJwtSecret = 'a secret of at least thirty-two characters, for tests';

/** The real store on a database of its own: supabase-js, the in-process fetch, Postgres. */
export interface PostgresStore extends StoreUnderTest {
  readonly store: SupabaseStore;
  readonly desk: SupabaseStore;
  /** Connection string of the database's administrator. */
  readonly url: string;
  /** What supabase-js is given. */
  readonly fetch: typeof globalThis.fetch;
}

/**
 * Opens a store on a fresh database. With several processes each call comes from the next one, so that calls at the same time meet in Postgres
 * and not before it.
 */
export const postgresStore = async ({ processes = 1 } = {}): Promise<PostgresStore> => {
  const database = await freshDatabase();
  const pool = createRpcPool({ url: database.url, max: 8 });
  const doors = Array.from({ length: processes }, () =>
    createRpcFetch({ pool, jwtSecret: testJwtSecret }),
  );
  let calls = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const door = doors[calls++ % doors.length];
    if (!door) throw new Error('a store needs a process');
    return door(input, init);
  };
  const store = createSupabaseStore({
    url: 'http://bauhaus.localhost',
    apiKey: 'in-process',
    jwtSecret: testJwtSecret,
    fetch,
  });
  return {
    store,
    desk: store,
    conversations: store,
    url: database.url,
    fetch,
    addAgency: (agency) => provisionAgency(database.url, agency),
    close: async () => {
      await pool.end();
      await database.close();
    },
  };
};
