/**
 * `npm run bench:lookups [-- TRIPS]`: p50, p95 and plan of the frequent lookups at a million trips,
 * beside a sequential scan of the same table, and the booking of a journey among them. In a
 * database of its own, under row-level security as in production.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '#local/embedded-postgres.ts';
import { migrate } from '#shared/adapters/postgres/migrate.ts';
import { latencyOf } from './latency.ts';
import { measureBooking } from './lookups/booking.ts';
import { agencyCount, fillTrips } from './lookups/trips.ts';

const trips = Number(process.argv[2] ?? 1_000_000);
const sampleCount = 300;
const limitMs = 10;
const bookingLimitMs = 15;

/** A query and how to parameterise it. */
interface Lookup {
  readonly name: string;
  readonly role: 'agent' | 'system';
  readonly text: string;
  /** Values from a trip picked at random. */
  readonly values: (trip: SampleTrip) => unknown[];
  /** Whether to compare with the same query without indexes. */
  readonly isScanned?: true;
}
interface SampleTrip {
  readonly id: string;
  readonly agency_id: string;
  readonly whatsapp: string;
  readonly flight_key: string;
  readonly flight_number: string;
  readonly reference: string;
  readonly departure_date: Date;
}

const lookups: readonly Lookup[] = [
  {
    name: 'trip by id',
    role: 'agent',
    text: 'select id from bauhaus.trips where id = $1',
    values: (t) => [t.id],
    isScanned: true,
  },
  {
    name: 'trips of a phone',
    role: 'agent',
    text: `
      select id from bauhaus.trips
       where agency_id = (select bauhaus.current_agency())
         and whatsapp = $1 and status <> 'withdrawn'
       order by departure_date`,
    values: (t) => [t.whatsapp],
    isScanned: true,
  },
  {
    name: 'trip by the agency’s reference',
    role: 'agent',
    text: `
      select trip_id from bauhaus.trip_passengers
       where agency_id = (select bauhaus.current_agency())
         and reference = $1 and left_at is null`,
    values: (t) => [t.reference],
    isScanned: true,
  },
  {
    name: 'newest 50 trips of an agency',
    role: 'agent',
    text: `
      select id from bauhaus.trips
       where agency_id = (select bauhaus.current_agency())
       order by departure_date desc, id desc limit 50`,
    values: () => [],
    isScanned: true,
  },
  {
    name: 'next 50 trips of an agency',
    role: 'agent',
    text: `
      select id from bauhaus.trips
       where agency_id = (select bauhaus.current_agency())
         and (departure_date, id) < ($1::timestamptz, $2::uuid)
       order by departure_date desc, id desc limit 50`,
    values: (t) => [t.departure_date, t.id],
    isScanned: true,
  },
  {
    name: 'followers of a flight',
    role: 'system',
    text: `
      select id, agency_id, departure_date, status from bauhaus.trips
       where flight_key = $1 and status <> 'withdrawn'`,
    values: (t) => [t.flight_key],
    isScanned: true,
  },
  {
    name: 'history of a flight',
    role: 'system',
    text: `
      select status from bauhaus.flight_status_history
       where flight_key = $1 order by recorded_at desc limit 20`,
    values: (t) => [t.flight_key],
  },
  { name: 'api.get_trip', role: 'agent', text: 'select api.get_trip($1)', values: (t) => [t.id] },
  {
    name: 'api.get_complete_trip_context',
    role: 'agent',
    text: 'select api.get_complete_trip_context($1)',
    values: (t) => [t.id],
  },
  {
    name: 'api.list_trips',
    role: 'agent',
    text: "select api.list_trips(jsonb_build_object('whatsapp', $1::text, 'limit', 50))",
    values: (t) => [t.whatsapp],
  },
  {
    name: 'api.load_turn of a flight',
    role: 'system',
    text: `
      select api.load_turn(jsonb_build_object(
        'agent', 'flight-tracker', 'actorId', $1::text,
        'eventId', $2::text, 'flightKey', $1::text))`,
    values: (t) => [t.flight_key, t.id],
  },
];

const beginAsRole = async (client: pg.Client, role: string, agencyId: string): Promise<void> => {
  await client.query('begin');
  await client.query(
    "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)",
    [role, JSON.stringify({ role, agency_id: agencyId })],
  );
};

const timeOf = async (client: pg.Client, lookup: Lookup, trip: SampleTrip): Promise<number> => {
  await beginAsRole(client, lookup.role, trip.agency_id);
  const start = performance.now();
  await client.query(lookup.text, lookup.values(trip));
  const ms = performance.now() - start;
  await client.query('commit');
  return ms;
};

const planOf = async (client: pg.Client, lookup: Lookup, trip: SampleTrip): Promise<string> => {
  await beginAsRole(client, lookup.role, trip.agency_id);
  const { rows } = await client.query<Record<'QUERY PLAN', string>>(
    `explain (analyze, costs off, timing off, buffers off) ${lookup.text}`,
    lookup.values(trip),
  );
  await client.query('commit');
  return rows.map((row) => `    ${row['QUERY PLAN']}`).join('\n');
};

const scanTimeOf = async (client: pg.Client, lookup: Lookup, trip: SampleTrip): Promise<number> => {
  await client.query(
    'set enable_indexscan = off; set enable_bitmapscan = off; set enable_indexonlyscan = off',
  );
  const times = [
    await timeOf(client, lookup, trip),
    await timeOf(client, lookup, trip),
    await timeOf(client, lookup, trip),
  ];
  await client.query('reset enable_indexscan; reset enable_bitmapscan; reset enable_indexonlyscan');
  return Math.min(...times);
};

const main = async (): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'bauhaus-bench-'));
  // Readable for Postgres' own user, under which the cluster runs where this user is root.
  await chmod(directory, 0o755);
  const server = await startEmbeddedPostgres({
    dataDir: join(directory, 'postgres'),
    settings: ['fsync=off', 'full_page_writes=off'],
  });
  const client = new pg.Client({ connectionString: server.url });
  try {
    await migrate({ url: server.url });
    await client.connect();
    const startedAt = performance.now();
    await fillTrips(client, trips);
    const seconds = (performance.now() - startedAt) / 1000;
    const { rows: counts } = await client.query<{ n: number }>(
      'select count(*)::int as n from bauhaus.trips',
    );
    console.log(
      `${counts[0]?.n ?? 0} trips of ${agencyCount} agencies, made in ${seconds.toFixed(0)} s\n`,
    );
    const { rows: sampleTrips } = await client.query<SampleTrip>(
      `select t.id, t.agency_id, t.whatsapp, t.flight_key, t.flight_number, b.reference,
              t.departure_date
         from bauhaus.trips t join bauhaus.trip_passengers b on b.trip_id = t.id
        where t.status <> 'withdrawn'
        order by md5(t.id::text) limit $1`,
      [sampleCount],
    );
    let slowCount = 0;
    for (const lookup of lookups) {
      const [first] = sampleTrips;
      if (!first) throw new Error('no trips were made');
      const times: number[] = [];
      for (const trip of sampleTrips) times.push(await timeOf(client, lookup, trip));
      const { p50, p95 } = latencyOf(times);
      const scanMs = lookup.isScanned ? await scanTimeOf(client, lookup, first) : null;
      if (p95 >= limitMs) slowCount += 1;
      const excess = p95 < limitMs ? '' : `  OVER ${limitMs} ms`;
      const comparison =
        scanMs === null
          ? ''
          : `; sequential scan ${scanMs.toFixed(0)} ms = ${Math.round(scanMs / p50)} ×`;
      console.log(
        `${lookup.name}: p50 ${p50.toFixed(2)} ms, p95 ${p95.toFixed(2)} ms${excess}${comparison}`,
      );
      console.log(`${await planOf(client, lookup, first)}\n`);
    }
    for (const { name, latency } of await measureBooking(server.url, sampleCount))
      console.log(
        `${name}: p50 ${latency.p50.toFixed(2)} ms, p95 ${latency.p95.toFixed(2)} ms` +
          (latency.p95 < bookingLimitMs ? '' : `  OVER ${bookingLimitMs} ms`),
      );
    console.log(
      slowCount === 0
        ? `every p95 of a lookup is under ${limitMs} ms`
        : `${slowCount} lookups are over ${limitMs} ms`,
    );
    process.exitCode = slowCount === 0 ? 0 : 1;
  } finally {
    await client.end();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
};

await main();
