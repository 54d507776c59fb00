import pg from 'pg';
import { writeAgency } from '#shared/adapters/postgres/provision.ts';
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
  /** Deletes every row but the agencies and their API keys. */
  empty(): Promise<void>;
  readonly inspect: PostgresInspection;
}

interface DecisionRow {
  readonly rule: string;
  readonly detail: unknown;
}

interface EffectRow {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly tripId: string | null;
  readonly told: unknown;
}

/** What tests may see besides the ports, in the order in which it was written. */
export interface PostgresInspection {
  decisions(): Promise<readonly DecisionRow[]>;
  effects(): Promise<readonly EffectRow[]>;
}

const kept = ['agencies', 'agency_api_keys'];

/** Deleting is quicker than truncating while tables are small; the role spares the foreign keys. */
const deleteRows = `do $$
  declare name text;
  begin
    set local session_replication_role = replica;
    for name in select tablename from pg_tables
                 where schemaname = 'bauhaus' and tablename <> all ('{${kept.join()}}') loop
      execute format('delete from bauhaus.%I', name);
    end loop;
  end $$`;

/**
 * Opens a store on a fresh database. With several processes each call comes from the next one, so
 * that calls at the same time meet in Postgres and not before it.
 */
export const postgresStore = async ({ processes = 1 } = {}): Promise<PostgresStore> => {
  const database = await freshDatabase();
  const pool = createRpcPool({ url: database.url, max: 8 });
  const administrator = new pg.Pool({ connectionString: database.url, max: 1 });
  const rows = async <T extends pg.QueryResultRow>(text: string): Promise<T[]> =>
    (await administrator.query<T>(text)).rows;
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
    addAgency: (agency) => writeAgency(administrator, agency),
    empty: async () => {
      await administrator.query(deleteRows);
    },
    inspect: {
      decisions: () => rows<DecisionRow>('select rule, detail from bauhaus.decisions order by id'),
      effects: () =>
        rows<EffectRow>(
          `select id, effect_key as key, notification_type as type, trip_id as "tripId", told
             from bauhaus.notifications_log order by seq`,
        ),
    },
    close: async () => {
      await administrator.end();
      await pool.end();
      await database.close();
    },
  };
};
