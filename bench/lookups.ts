/**
 * `npm run bench:lookups [-- TRIPS]`: p50, p95 and plan of the frequent lookups at a million trips,
 * beside a sequential scan of the same table. In a database of its own, under row-level security
 * as in production.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '#local/embedded-postgres.ts';
import { migrate } from '#shared/adapters/postgres/migrate.ts';

const trips = Number(process.argv[2] ?? 1_000_000);
const agencies = 100;
const sampleCount = 300;
const limitMs = 10;

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
      select id from bauhaus.trips
       where agency_id = (select bauhaus.current_agency())
         and reference = $1 and status <> 'withdrawn'`,
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

const fill = async (client: pg.Client): Promise<void> => {
  await client.query(
    `insert into bauhaus.agencies (id, name, sender)
     select md5('agency' || i)::uuid, 'Agency ' || i, '+12025550' || lpad(i::text, 3, '0')
       from generate_series(1, $1::int) i`,
    [agencies],
  );
  // Twenty travellers to a flight and four trips to a phone; departures over two years.
  await client.query(
    `insert into bauhaus.trips (
       id, agency_id, client_name, whatsapp, language,
       flight_number, origin_iata, destination_iata, origin_zone, destination_zone,
       departure_date, flight_key, status, reference,
       consent, booked_as, inserted_at, updated_at)
     select md5('trip' || i)::uuid, md5('agency' || (1 + i % $2::int))::uuid,
            'Traveller ' || (i % 250000), '+5491155' || lpad((i % 250000)::text, 6, '0'), 'es',
            'BA' || (1 + f % 9000), 'LHR', 'CPH', 'Europe/London', 'Europe/Copenhagen',
            d, 'BA' || (1 + f % 9000) || '/LHR-CPH/' || to_char(d, 'YYYY-MM-DD'),
            case when i % 10 = 0 then 'withdrawn' when i % 3 = 0 then 'landed' else 'booked' end,
            'R' || i,
            '{"how":"attested","at":"2026-01-01T00:00:00Z","by":"bench"}', '', now(), now()
       from generate_series(1, $1::int) i
      cross join lateral (select i / 20 as f) x
      cross join lateral (select timestamptz '2026-01-01'
                                 + (f * 7919 % 730) * interval '1 day'
                                 + (f % 24) * interval '1 hour' as d) y
     on conflict do nothing`,
    [trips, agencies],
  );
  await client.query(
    `insert into bauhaus.flight_status_history (
       flight_key, flight_number, flight_date, status, source, recorded_at)
     select distinct flight_key, flight_number, local_departure_date::date,
            'scheduled', 'look', departure_date - h * interval '1 hour'
       from bauhaus.trips cross join generate_series(1, 5) h`,
  );
  await client.query('vacuum analyze');
};

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
    await fill(client);
    const seconds = (performance.now() - startedAt) / 1000;
    const { rows: counts } = await client.query<{ n: number }>(
      'select count(*)::int as n from bauhaus.trips',
    );
    console.log(
      `${counts[0]?.n ?? 0} trips of ${agencies} agencies, made in ${seconds.toFixed(0)} s\n`,
    );
    const { rows: sampleTrips } = await client.query<SampleTrip>(
      `select id, agency_id, whatsapp, flight_key, flight_number, reference, departure_date
         from bauhaus.trips
        where status <> 'withdrawn'
        order by md5(id::text) limit $1`,
      [sampleCount],
    );
    let slowCount = 0;
    for (const lookup of lookups) {
      const [first] = sampleTrips;
      if (!first) throw new Error('no trips were made');
      const times: number[] = [];
      for (const trip of sampleTrips) times.push(await timeOf(client, lookup, trip));
      times.sort((a, b) => a - b);
      const p50 = times[Math.floor(times.length * 0.5)] ?? Number.NaN;
      const p95 = times[Math.floor(times.length * 0.95)] ?? Number.NaN;
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
    console.log(
      slowCount === 0
        ? `every p95 is under ${limitMs} ms`
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
