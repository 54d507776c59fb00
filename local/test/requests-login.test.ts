import pg from 'pg';
import { openRequestsLogin } from '#local/requests-login.ts';
import { writeAgency } from '#shared/adapters/postgres/provision.ts';
import { createRpcFetch } from '#shared/adapters/postgres/rpc-fetch.ts';
import { createRpcPool } from '#shared/adapters/postgres/rpc-pool.ts';
import { createSupabaseStore } from '#shared/adapters/supabase/store.ts';
import { anAgency } from '#shared/testing/builders.ts';
import { type FreshDatabase, freshDatabase } from '#shared/testing/postgres.ts';
import { testJwtSecret } from '#shared/testing/postgres-store.ts';
import { testSealing } from '#shared/testing/sealing.ts';

let database: FreshDatabase;
let url: string;
beforeAll(async () => {
  database = await freshDatabase();
  await openRequestsLogin(database.url); // as at an earlier start
  url = await openRequestsLogin(database.url);
});
afterAll(() => database.close());

const asRequests = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

describe('the login of requests', () => {
  it('is no superuser, owns nothing and passes no row-level security', async () => {
    const { rows } = await asRequests((client) =>
      client.query(
        `select r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb as powerful,
                (select count(*)::int from pg_class c where c.relowner = r.oid) as owned
           from pg_roles r where r.rolname = session_user`,
      ),
    );
    expect(rows).toEqual([{ powerful: false, owned: 0 }]);
  });

  it.each([
    'select from bauhaus.trips',
    'set role postgres',
    'set session authorization postgres',
    'select from bauhaus.suppressed_recipients',
    'select api.list_trips()',
    "copy (select 1) to program 'true'",
  ])('may not %s', async (statement) => {
    await expect(asRequests((client) => client.query(statement))).rejects.toThrow(
      /permission denied|does not exist/,
    );
  });

  it('serves requests', async () => {
    const administrator = new pg.Client({ connectionString: database.url });
    await administrator.connect();
    const agency = anAgency();
    await writeAgency(administrator, agency);
    await administrator.end();
    const pool = createRpcPool({ url });
    const access = {
      url: 'http://bauhaus.localhost',
      apiKey: 'in-process',
      jwtSecret: testJwtSecret,
      fetch: createRpcFetch({ pool, jwtSecret: testJwtSecret }),
    };
    const store = createSupabaseStore({ ...access, sealing: testSealing(access) });
    await store.ping();
    expect(await store.settings(agency.id)).toEqual(agency.settings);
    await pool.end();
  });
});
