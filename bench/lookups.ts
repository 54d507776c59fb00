/**
 * How long the frequent lookups take at a million trips: p50 and p95 of each, its plan, and a sequential scan of the same table for comparison.
 * `npm run bench:lookups [-- TRIPS]`; everything happens in a database of its own, as role `agent` under row-level security, as in operation.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '#local/embedded-postgres.ts';
import { migrate } from '#shared/adapters/postgres/migrate.ts';

const trips = Number(process.argv[2] ?? 1_000_000);
const agencies = 100;
const samples = 300;
const barMs = 10;

/** A lookup: the SQL of the function that makes it, with $1 the tenant's trip to look for. */
interface Lookup {
  readonly name: string;
  readonly role: 'agent' | 'system';
  readonly text: string;
  /** Values from a trip picked at random. */
  readonly values: (trip: Picked) => unknown[];
  /** Whether to compare with the same query without indexes. */
  readonly scan?: true;
}
interface Picked {
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
    scan: true,
  },
  {
    name: 'trips of a phone',
    role: 'agent',
    text: "select id from bauhaus.trips where agency_id = (select bauhaus.current_agency()) and whatsapp = $1 and status <> 'withdrawn' order by departure_date",
    values: (t) => [t.whatsapp],
    scan: true,
  },
  {
    name: 'trip by the agency’s reference',
    role: 'agent',
    text: "select id from bauhaus.trips where agency_id = (select bauhaus.current_agency()) and reference = $1 and status <> 'withdrawn'",
    values: (t) => [t.reference],
    scan: true,
  },
  {
    name: 'newest 50 trips of an agency',
    role: 'agent',
    text: 'select id from bauhaus.trips where agency_id = (select bauhaus.current_agency()) order by departure_date desc, id desc limit 50',
    values: () => [],
    scan: true,
  },
  {
    name: 'next page of them',
    role: 'agent',
    text: 'select id from bauhaus.trips where agency_id = (select bauhaus.current_agency()) and (departure_date, id) < ($1::timestamptz, $2::uuid) order by departure_date desc, id desc limit 50',
    values: (t) => [t.departure_date, t.id],
    scan: true,
  },
  {
    name: 'followers of a flight',
    role: 'system',
    text: "select id, agency_id, departure_date, status from bauhaus.trips where flight_key = $1 and status <> 'withdrawn'",
    values: (t) => [t.flight_key],
    scan: true,
  },
  {
    name: 'history of a flight',
    role: 'system',
    text: 'select status from bauhaus.flight_status_history where flight_key = $1 order by recorded_at desc limit 20',
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
    text: "select api.load_turn(jsonb_build_object('agent', 'flight-tracker', 'actorId', $1::text, 'eventId', $2::text, 'flightKey', $1::text))",
    values: (t) => [t.flight_key, t.id],
  },
];

const fill = async (client: pg.Client): Promise<void> => {
  await client.query(
    `insert into bauhaus.agencies (id, name, sender) select md5('agency' || i)::uuid, 'Agency ' || i, '+12025550' || lpad(i::text, 3, '0') from generate_series(1, $1::int) i`,
    [agencies],
  );
  // Twenty travellers on a flight, and four trips to a phone; departures over two years.
  await client.query(
    `insert into bauhaus.trips (id, agency_id, client_name, whatsapp, language, flight_number, origin_iata, destination_iata, origin_zone, destination_zone,
       departure_date, flight_key, status, reference, consent, booked_as, inserted_at, updated_at)
     select md5('trip' || i)::uuid, md5('agency' || (1 + i % $2::int))::uuid, 'Traveller ' || (i % 250000), '+5491155' || lpad((i % 250000)::text, 6, '0'), 'es',
            'BA' || (1 + f % 9000), 'LHR', 'CPH', 'Europe/London', 'Europe/Copenhagen', d, 'BA' || (1 + f % 9000) || '/LHR-CPH/' || to_char(d, 'YYYY-MM-DD'),
            case when i % 10 = 0 then 'withdrawn' when i % 3 = 0 then 'landed' else 'booked' end, 'R' || i, '{"how":"attested","at":"2026-01-01T00:00:00Z","by":"bench"}', '', now(), now()
       from generate_series(1, $1::int) i cross join lateral (select i / 20 as f) x
       cross join lateral (select timestamptz '2026-01-01' + (f * 7919 % 730) * interval '1 day' + (f % 24) * interval '1 hour' as d) y
     on conflict do nothing`,
    [trips, agencies],
  );
  await client.query(
    `insert into bauhaus.flight_status_history (flight_key, flight_number, flight_date, status, source, recorded_at)
     select distinct flight_key, flight_number, local_departure_date::date, 'scheduled', 'look', departure_date - h * interval '1 hour'
       from bauhaus.trips cross join generate_series(1, 5) h`,
  );
  await client.query('vacuum analyze');
};

const asRole = async (client: pg.Client, role: string, agencyId: string): Promise<void> => {
  await client.query('begin');
  await client.query(
    "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)",
    [role, JSON.stringify({ role, agency_id: agencyId })],
  );
};

const timed = async (client: pg.Client, lookup: Lookup, trip: Picked): Promise<number> => {
  await asRole(client, lookup.role, trip.agency_id);
  const start = performance.now();
  await client.query(lookup.text, lookup.values(trip));
  const ms = performance.now() - start;
  await client.query('commit');
  return ms;
};

const planOf = async (client: pg.Client, lookup: Lookup, trip: Picked): Promise<string> => {
  await asRole(client, lookup.role, trip.agency_id);
  const { rows } = await client.query<Record<'QUERY PLAN', string>>(
    `explain (analyze, costs off, timing off, buffers off) ${lookup.text}`,
    lookup.values(trip),
  );
  await client.query('commit');
  return rows.map((row) => `    ${row['QUERY PLAN']}`).join('\n');
};

const scanned = async (client: pg.Client, lookup: Lookup, trip: Picked): Promise<number> => {
  await client.query(
    'set enable_indexscan = off; set enable_bitmapscan = off; set enable_indexonlyscan = off',
  );
  const times = [
    await timed(client, lookup, trip),
    await timed(client, lookup, trip),
    await timed(client, lookup, trip),
  ];
  await client.query('reset enable_indexscan; reset enable_bitmapscan; reset enable_indexonlyscan');
  return Math.min(...times);
};

const main = async (): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'bauhaus-bench-'));
  // Else, for root, the cluster would be kept elsewhere, where Postgres' own user can reach it.
  await chmod(directory, 0o755);
  const server = await startEmbeddedPostgres({
    dataDir: join(directory, 'postgres'),
    settings: ['fsync=off', 'full_page_writes=off'],
  });
  const client = new pg.Client({ connectionString: server.url });
  try {
    await migrate({ url: server.url });
    await client.connect();
    const start = performance.now();
    await fill(client);
    const { rows: counted } = await client.query<{ n: number }>(
      'select count(*)::int as n from bauhaus.trips',
    );
    console.log(
      `${counted[0]?.n ?? 0} trips of ${agencies} agencies, made in ${((performance.now() - start) / 1000).toFixed(0)} s\n`,
    );
    const { rows: picked } = await client.query<Picked>(
      "select id, agency_id, whatsapp, flight_key, flight_number, reference, departure_date from bauhaus.trips where status <> 'withdrawn' order by md5(id::text) limit $1",
      [samples],
    );
    let slow = 0;
    for (const lookup of lookups) {
      const [first] = picked;
      if (!first) throw new Error('no trips were made');
      const times: number[] = [];
      for (const trip of picked) times.push(await timed(client, lookup, trip));
      times.sort((a, b) => a - b);
      const p50 = times[Math.floor(times.length * 0.5)] ?? Number.NaN;
      const p95 = times[Math.floor(times.length * 0.95)] ?? Number.NaN;
      const scan = lookup.scan ? await scanned(client, lookup, first) : null;
      if (p95 >= barMs) slow += 1;
      const comparison =
        scan === null
          ? ''
          : `; sequential scan ${scan.toFixed(0)} ms = ${Math.round(scan / p50)} ×`;
      console.log(
        `${lookup.name}: p50 ${p50.toFixed(2)} ms, p95 ${p95.toFixed(2)} ms${p95 < barMs ? '' : `  OVER ${barMs} ms`}${comparison}`,
      );
      console.log(`${await planOf(client, lookup, first)}\n`);
    }
    console.log(
      slow === 0 ? `every p95 is under ${barMs} ms` : `${slow} lookups are over ${barMs} ms`,
    );
    process.exitCode = slow === 0 ? 0 : 1;
  } finally {
    await client.end();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
};

await main();
