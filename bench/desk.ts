/**
 * `npm run bench:desk [-- TRIPS]`: p50 and p95 of what an open console asks all the time, at a
 * million trips and 5,000 open incidents of one agency, beside reading one trip; with the plans.
 * Through the data API, in a database of its own, while that agency's incidents change.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '#local/embedded-postgres.ts';
import { migrate } from '#shared/adapters/postgres/migrate.ts';
import { createRpcFetch } from '#shared/adapters/postgres/rpc-fetch.ts';
import { createRpcPool } from '#shared/adapters/postgres/rpc-pool.ts';
import { createSupabaseStore, type SupabaseStore } from '#shared/adapters/supabase/store.ts';
import { systemClock } from '#shared/composition/system.ts';
import { testSealing } from '#shared/testing/sealing.ts';
import { fillDesk } from './desk/fill.ts';
import { type Latency, latencyOf } from './latency.ts';
import { fillTrips } from './lookups/trips.ts';

const trips = Number(process.argv[2] ?? 1_000_000);
const size = { openIncidents: 5_000, closedIncidents: 50_000, changes: 1_000_000 };
const sampleCount = 300;
const limitMs = 15;

/** How long each of several calls takes, one after the other. */
const timed = async (call: () => Promise<unknown>): Promise<Latency> => {
  const times: number[] = [];
  for (let i = 0; i < sampleCount; i++) {
    const startedAt = performance.now();
    await call();
    times.push(performance.now() - startedAt);
  }
  return latencyOf(times);
};

/** The plans of all statements of a call, the nested ones too. */
const plansOf = async (client: pg.Client, agency: string, call: string): Promise<string> => {
  const plans: string[] = [];
  const keep = ({ message }: { readonly message?: string | undefined }): void => {
    if (message?.includes('plan:')) plans.push(message.replace(/^/gm, '    '));
  };
  client.on('notice', keep);
  await client.query("load 'auto_explain'");
  await client.query('begin');
  await client.query(
    `set local auto_explain.log_min_duration = 0; set local auto_explain.log_analyze = on;
     set local auto_explain.log_timing = off; set local auto_explain.log_nested_statements = on;
     set local client_min_messages = log`,
  );
  await client.query(
    "select set_config('role', 'agent', true), set_config('request.jwt.claims', $1, true)",
    [JSON.stringify({ role: 'agent', agency_id: agency })],
  );
  await client.query(call);
  await client.query('rollback');
  client.off('notice', keep);
  return plans.join('\n');
};

const measure = async (store: SupabaseStore, admin: pg.Client, agency: string): Promise<void> => {
  const { rows } = await admin.query<{ id: string }>(
    'select id from bauhaus.trips where agency_id = $1 limit 1',
    [agency],
  );
  const tripId = rows[0]?.id ?? '';
  const list = (more: object) => () =>
    store.incidents.list(agency, {
      isDone: false,
      now: systemClock.now(),
      limit: 51,
      offset: 0,
      ...more,
    });
  const [first] = await list({})();
  if (!first) throw new Error('there is no incident');
  let cursor: string | null = null;
  const changeOne = () =>
    admin.query('update bauhaus.incidents set updated_at = now() where id = $1', [first.id]);
  const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['one trip', () => store.trip(agency, tripId)],
    ['/incidents, the first page', list({})],
    ['/incidents, urgent', list({ severity: 'urgent' })],
    ['/incidents, of a kind, the tenth page', list({ kind: 'flight', offset: 450 })],
    ['/incidents, done', list({ isDone: true })],
    ['/incidents/{id}', () => store.incidents.get(agency, first.id)],
    [
      '/changes, and something did',
      async () => {
        await changeOne();
        ({ cursor } = await store.changes.after(agency, cursor, null));
      },
    ],
    ['/changes, and nothing did', () => store.changes.after(agency, cursor, null)],
  ];
  // What else runs on the machine stretches every figure.
  console.log(`run queue of the machine: ${loadavg()[0]?.toFixed(1)}\n`);
  let plain = 1;
  for (const [name, call] of calls) {
    await call();
    const { p50, p95 } = await timed(call);
    if (name === 'one trip') plain = p95;
    const ratio = (p95 / plain).toFixed(1);
    const isWithin = p95 < limitMs ? '' : `  MORE THAN ${limitMs} ms`;
    console.log(
      `${name.padEnd(40)} p50 ${p50.toFixed(2)} ms  p95 ${p95.toFixed(2)} ms  ` +
        `${ratio} × one trip${isWithin}`,
    );
  }
  const now = `'${systemClock.now()}'`;
  for (const call of [
    `select api.list_incidents(jsonb_build_object('now', ${now},
       'isDone', false, 'limit', 51, 'offset', 0))`,
    `select api.list_changes('${cursor}', null, 2000)`,
  ])
    console.log(`\n${call}\n${await plansOf(admin, agency, call)}`);
};

const main = async (): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'bauhaus-bench-'));
  // Readable for Postgres' own user, under which the cluster runs where this user is root.
  await chmod(directory, 0o755);
  const server = await startEmbeddedPostgres({
    dataDir: join(directory, 'postgres'),
    settings: ['fsync=off', 'full_page_writes=off'],
  });
  const admin = new pg.Client({ connectionString: server.url });
  const pool = createRpcPool({ url: server.url, max: 4 });
  try {
    await migrate({ url: server.url });
    await admin.connect();
    await fillTrips(admin, trips);
    const agency = await fillDesk(admin, size);
    const jwtSecret = 'a secret of at least thirty-two characters, of a bench';
    const options = {
      url: 'http://bauhaus.localhost',
      apiKey: 'in-process',
      jwtSecret,
      fetch: createRpcFetch({ pool, jwtSecret }),
    };
    const store = createSupabaseStore({ ...options, sealing: testSealing(options) });
    console.log(
      `${trips} trips, ${size.openIncidents} open incidents of one agency, ` +
        `${size.changes} changes in three days`,
    );
    await measure(store, admin, agency);
  } finally {
    await pool.end();
    await admin.end();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
};

await main();
