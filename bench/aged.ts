/**
 * `npm run bench:aged [-- SHARE]`: the database after 90 days of 33,000 trips a day, or a share of
 * that: 0.1 by default; 1 needs 70 GB and hours; below 0.01 Postgres rightly reads tables whole.
 * Whole turns, purging and sweeping among what has grown, and whether anything read a large table
 * from end to end.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '#local/embedded-postgres.ts';
import { migrate } from '#shared/adapters/postgres/migrate.ts';
import { createRpcFetch } from '#shared/adapters/postgres/rpc-fetch.ts';
import { createRpcPool } from '#shared/adapters/postgres/rpc-pool.ts';
import type { SupabaseOptions } from '#shared/adapters/supabase/rpc.ts';
import { createSupabaseStore } from '#shared/adapters/supabase/store.ts';
import { day, plus, second } from '#shared/domain/instant.ts';
import { testSealing } from '#shared/testing/sealing.ts';
import { fillHistory } from './aged/history.ts';
import { measureTurns, sampleTrips } from './aged/turns.ts';
import { fillTrips } from './lookups/trips.ts';

const tripsPerDay = 33_000;
const days = 90;
const share = Number(process.argv[2] ?? 0.1);
const sampleCount = 2_200;
const callLimitMs = 20;
/** Supabase ends a statement after eight seconds; a call of the purge stays well below. */
const purgeCallLimitMs = 2 * second;
const jwtSecret = 'a secret of the bench, of more than 32 characters';
const large = ['actors', 'decisions', 'inbox', 'notifications_log', 'outbox', 'timers', 'trips'];

const problems: string[] = [];
const line = (text: string): void => void process.stdout.write(`${text}\n`);
const judged = (name: string, ms: number, limitMs: number): string => {
  if (ms < limitMs) return `${name} ${ms.toFixed(1)} ms`;
  problems.push(name);
  return `${name} ${ms.toFixed(1)} ms  OVER ${limitMs} ms`;
};

/** Rows that were read from large tables without an index, so far. */
const scannedRows = async (pool: pg.Pool): Promise<ReadonlyMap<string, number>> => {
  await pool.query('select pg_stat_clear_snapshot()');
  const { rows } = await pool.query<{ relname: string; read: string }>(
    `select relname, seq_tup_read as read from pg_stat_user_tables
      where schemaname = 'bauhaus' and relname = any ($1)`,
    [large],
  );
  return new Map(rows.map(({ relname, read }) => [relname, Number(read)]));
};
/** Backends report what they did with a delay of up to a second. */
const settleStatistics = () => new Promise((resolve) => setTimeout(resolve, 1_500));

const measure = async (url: string, now: string): Promise<void> => {
  const pool = createRpcPool({ url, max: 4 });
  const slowest = new Map<string, number>();
  const rpcFetch = createRpcFetch({ pool, jwtSecret });
  const access: SupabaseOptions = {
    url: 'http://in-process.localhost',
    apiKey: 'in-process',
    jwtSecret,
    fetch: async (input, init) => {
      const name = String(input instanceof Request ? input.url : input).split('/rpc/')[1] ?? '';
      const start = performance.now();
      const answer = await rpcFetch(input, init);
      slowest.set(name, Math.max(slowest.get(name) ?? 0, performance.now() - start));
      return answer;
    },
  };
  const store = createSupabaseStore({ ...access, sealing: testSealing(access) });
  try {
    const before = await scannedRows(pool);
    const trips = await sampleTrips(pool, store, sampleCount);
    await settleStatistics();
    // Picking the sample reads all trips; what follows may not.
    const afterSample = await scannedRows(pool);
    const { load, commit, settle } = await measureTurns(store, trips, now);
    for (const [name, { p50, p95 }] of Object.entries({ load, commit, settle }))
      line(`${judged(`${name} p95`, p95, callLimitMs)} (p50 ${p50.toFixed(1)} ms)`);

    const sweepStart = performance.now();
    await store.overdue({ now: plus(now, day), limit: 1_000 });
    await store.takeFarTimers({ now: plus(now, 60 * day), limit: 1_000 });
    await store.report(now);
    line(judged('sweep, 1,000 of each kind, and report', performance.now() - sweepStart, second));

    const purgeStart = performance.now();
    let rounds = 1;
    while (Object.values(await store.purge(now)).some((count) => count > 0)) rounds += 1;
    line(
      `purge: ${rounds} rounds in ${((performance.now() - purgeStart) / 1000).toFixed(1)} s; ` +
        judged('slowest call', slowest.get('purge_expired') ?? 0, purgeCallLimitMs),
    );
    await settleStatistics();
    const after = await scannedRows(pool);
    for (const [name, read] of after) {
      const rows = read - (afterSample.get(name) ?? before.get(name) ?? 0);
      if (rows > 0) {
        problems.push(`${name} is read without an index`);
        line(`${name}: ${rows} rows read without an index`);
      }
    }
  } finally {
    await pool.end();
  }
};

const main = async (): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'bauhaus-bench-'));
  // Readable for Postgres' own user, under which the cluster runs where this user is root.
  await chmod(directory, 0o755);
  const dataDir = join(directory, 'postgres');
  const now = new Date().toISOString();
  try {
    const filling = await startEmbeddedPostgres({
      dataDir,
      settings: ['fsync=off', 'full_page_writes=off', 'max_wal_size=8GB'],
    });
    const client = new pg.Client({ connectionString: filling.url });
    await migrate({ url: filling.url });
    await client.connect();
    const startedAt = performance.now();
    const trips = Math.round(tripsPerDay * days * share);
    await fillTrips(client, trips);
    await fillHistory(client, { now, days });
    const { rows } = await client.query<{ relname: string; size: string; n: string }>(
      `select relname, n_live_tup::text as n,
              pg_size_pretty(pg_total_relation_size(('bauhaus.' || relname)::regclass)) as size
         from pg_stat_user_tables where schemaname = 'bauhaus' and relname = any ($1)
        order by relname`,
      [large],
    );
    line(`${trips} trips, made in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
    for (const { relname, size, n } of rows) line(`  ${relname}: ${n} rows, ${size}`);
    await client.end();
    await filling.stop();
    // Durable again, and with memory as a small instance has it.
    const postgres = await startEmbeddedPostgres({ dataDir, settings: ['shared_buffers=1GB'] });
    try {
      await measure(postgres.url, now);
    } finally {
      await postgres.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  line(problems.length === 0 ? 'everything is within its limits' : `OVER: ${problems.join('; ')}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
};

await main();
