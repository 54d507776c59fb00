import pg from 'pg';
import { writeAgency, writeCeilings } from '#shared/adapters/postgres/provision.ts';
import { createRpcFetch } from '#shared/adapters/postgres/rpc-fetch.ts';
import { createRpcPool } from '#shared/adapters/postgres/rpc-pool.ts';
import type { Sealing } from '#shared/adapters/sealing/sealing.ts';
import { createSupabaseStore, type SupabaseStore } from '#shared/adapters/supabase/store.ts';
import type { Attempt, StoreUnderTest } from './contract/harness.ts';
import { freshDatabase } from './postgres.ts';
import { testSealing } from './sealing.ts';

/** The secret that signs the tokens of tests. */
export const testJwtSecret = 'a secret of at least thirty-two characters, for tests';

/** The production store on a database of its own: supabase-js, in-process fetch, Postgres. */
export interface PostgresStore extends StoreUnderTest {
  readonly store: SupabaseStore;
  readonly desk: SupabaseStore;
  /** Connection string of the database's administrator. */
  readonly url: string;
  /** The fetch that supabase-js uses. */
  readonly fetch: typeof globalThis.fetch;
  readonly sealing: Sealing;
  /** Deletes every row but the agencies, their API keys and their data keys. */
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

/** Rows that tests may read besides the ports, in the order in which they were written. */
export interface PostgresInspection {
  decisions(): Promise<readonly DecisionRow[]>;
  effects(): Promise<readonly EffectRow[]>;
}

const keptTables = ['agencies', 'agency_api_keys', 'data_keys'];

/** Faster than truncating while tables are small; the role skips the checks of foreign keys. */
const deleteRows = `do $$
  declare name text;
  begin
    set local session_replication_role = replica;
    for name in select tablename from pg_tables
                 where schemaname = 'bauhaus' and tablename <> all ('{${keptTables.join()}}') loop
      execute format('delete from bauhaus.%I', name);
    end loop;
  end $$`;

/**
 * A data API that runs elsewhere (PostgREST in CI) over a database that is migrated already: by
 * DATA_API_URL and DATA_API_DATABASE_URL. Null, as usual: the imitation in this process.
 */
const servedDataApi = () => {
  const { DATA_API_URL: api, DATA_API_DATABASE_URL: url } = process.env;
  if (api === undefined || url === undefined) return null;
  const fetchThere: typeof globalThis.fetch = (input, init) => {
    // Supabase's gateway serves under /rest/v1 what PostgREST itself serves at its root.
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    return globalThis.fetch(api + pathname.replace('/rest/v1', ''), init);
  };
  return { url, fetch: fetchThere, close: async () => undefined };
};

/**
 * Opens a store on a new database. With several `processes` the calls rotate over as many clients,
 * so that simultaneous calls meet in Postgres and not before it.
 */
export const postgresStore = async ({ processes = 1 } = {}): Promise<PostgresStore> => {
  const served = servedDataApi();
  const database = served ?? (await freshDatabase());
  const pool = createRpcPool({ url: database.url, max: 8 });
  const administrator = new pg.Pool({ connectionString: database.url, max: 1 });
  const rows = async <T extends pg.QueryResultRow>(text: string): Promise<T[]> =>
    (await administrator.query<T>(text)).rows;
  const clients = Array.from({ length: processes }, () =>
    createRpcFetch({ pool, jwtSecret: testJwtSecret }),
  );
  let calls = 0;
  const inProcess: typeof globalThis.fetch = async (input, init) => {
    const client = clients[calls++ % clients.length];
    if (!client) throw new Error('a store needs a process');
    return client(input, init);
  };
  const fetch = served?.fetch ?? inProcess;
  const options = {
    url: 'http://bauhaus.localhost',
    apiKey: 'in-process',
    jwtSecret: testJwtSecret,
    fetch,
  };
  const sealing = testSealing(options);
  const store = createSupabaseStore({ ...options, sealing });
  return {
    store,
    desk: store,
    conversations: store,
    incidents: store.incidents,
    url: database.url,
    fetch,
    sealing,
    addAgency: (agency) => writeAgency(administrator, agency),
    setCeilings: (ceilings) => writeCeilings(administrator, ceilings),
    setPlatformBrake: async (brake) => void (await store.accounts.brake(brake)),
    setStaff: async (agencyId, members, roster) => {
      const sealer = await sealing.of(agencyId);
      for (const { id, name, email, role, phone, consentedAt, languages } of members)
        await administrator.query(
          `insert into bauhaus.members (id, agency_id, user_id, name, email, role, joined_at, phone,
             phone_consented_at, languages) values ($1, $2, $1, $3, $4, $5, now(), $6, $7, $8)`,
          [
            ...[id, agencyId, name, sealer.seal(email, 'comparable'), role],
            ...[phone && sealer.seal(phone, 'number'), consentedAt, languages],
          ],
        );
      if (roster !== null)
        await administrator.query(
          `insert into bauhaus.duty_rosters (agency_id, roster, revision, updated_at, updated_by)
             values ($1, $2, 1, now(), 'test')`,
          [agencyId, JSON.stringify(roster)],
        );
    },
    attempts: async (messageId) =>
      (
        await administrator.query<Attempt>(
          `select fence, bauhaus.instant(tried_at) as "triedAt",
             bauhaus.instant(settled_at) as "settledAt",
             outcome, provider_id as "providerId", error_code as "errorCode"
             from bauhaus.message_attempts where message_id = $1 order by fence`,
          [messageId],
        )
      ).rows,
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
