import { randomUUID } from 'node:crypto';
import { runMigrations } from 'graphile-worker';
import type pg from 'pg';
import { PgBoss } from 'pg-boss';
import { defaultConcurrency } from '#local/engine/engine.ts';
import { silentLogger } from '#local/engine/worker-log.ts';
import { migrate } from '#shared/adapters/postgres/migrate.ts';
import { provisionAgency } from '#shared/adapters/postgres/provision.ts';
import { flightKey } from '#shared/domain/flight.ts';
import { type Instant, minute, plus } from '#shared/domain/instant.ts';
import { passengerOf } from '#shared/domain/passenger.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import { bossQueues, expireInSeconds } from './boss.ts';
import { openStore } from './ours.ts';
import { createPlainTables } from './plain-trips.ts';
import { type BenchTrip, senders } from './workload.ts';

/** A way to do the work, on a database of its own. */
export interface Contender {
  readonly name: string;
  /** Its settings, for the table. */
  readonly settings: string;
  /** The arguments of `worker.ts`. */
  readonly workerArgs: readonly string[];
  /** Whether it confirms bookings first, which the bench waits for and does not measure. */
  readonly hasConfirmations: boolean;
  /** Counts the remaining jobs of the bookings, which the bench waits for as well. */
  remainingJobs?(client: pg.Client): Promise<number>;
  prepare(url: string, trips: readonly BenchTrip[], departure: Instant): Promise<void>;
  /** Hands over the news that these flights are delayed. */
  offer(
    client: pg.Client,
    flights: readonly string[],
    now: Instant,
    departure: Instant,
  ): Promise<void>;
  /** Closes what `offer` has opened. */
  release?(client: pg.Client): Promise<void> | undefined;
  /** An operator's unlocking of the jobs of a killed process; null: not needed. */
  readonly rescue: ((client: pg.Client) => Promise<unknown>) | null;
}

const keyOf = (flight: string, departure: Instant): string =>
  flightKey({
    designator: flight,
    origin: 'LHR',
    destination: 'CPH',
    date: departure.slice(0, 10),
  });

const delayAlert = (flight: string, now: Instant, departure: Instant): AnyEvent => ({
  id: randomUUID(),
  type: 'FlightAlertReceived',
  version: 1,
  time: now,
  agencyId: null,
  tripId: null,
  correlationId: randomUUID(),
  causationId: null,
  data: {
    flightKey: keyOf(flight, departure),
    alertId: '1',
    code: 'change',
    faFlightId: null,
    reading: {
      status: 'Scheduled',
      cancelled: false,
      diverted: false,
      destinationIata: 'CPH',
      scheduledOut: departure,
      estimatedOut: plus(departure, 90 * minute),
      actualOut: null,
      scheduledOff: departure,
      estimatedOff: plus(departure, 90 * minute),
      actualOff: null,
      scheduledOn: plus(departure, 120 * minute),
      estimatedOn: plus(departure, 210 * minute),
      actualOn: null,
      scheduledIn: plus(departure, 120 * minute),
      estimatedIn: plus(departure, 210 * minute),
      actualIn: null,
    },
  },
});

/** Books all trips with fifty agencies, each with its own number and without limits. */
const bookAll = async (
  url: string,
  trips: readonly BenchTrip[],
  departure: Instant,
): Promise<void> => {
  await migrate({ url });
  const agencies = senders.map((sender) => ({ id: randomUUID(), sender }));
  for (const agency of agencies)
    await provisionAgency(url, {
      ...agency,
      name: 'Bench',
      emergencyPhone: null,
      settings: {
        rate_limiting: { messages_per_minute: 100_000 },
        quiet_hours: { start: '00:00', end: '00:00' },
      },
    });
  const { store, close } = openStore(url);
  const now = new Date().toISOString();
  const queue = [...trips];
  const worker = async (): Promise<void> => {
    for (let t = queue.pop(); t; t = queue.pop()) {
      const agency = agencies[t.n % agencies.length];
      if (!agency) return;
      await store.book({
        agencyId: agency.id,
        trip: {
          clientName: t.name,
          callName: t.name,
          whatsapp: t.phone,
          language: 'en',
          flightNumber: t.flight,
          originIata: 'LHR',
          destinationIata: 'CPH',
          originZone: 'Europe/London',
          destinationZone: 'Europe/Copenhagen',
          departure,
          flightKey: keyOf(t.flight, departure),
          stay: null,
          returnDate: null,
          clientDescription: null,
          metadata: {},
          reference: null,
        },
        passengers: [passengerOf(t.name)],
        role: 'traveller',
        consent: { how: 'attested', at: now, by: 'bench' },
        journeyReference: null,
        idempotencyKey: null,
        now,
      });
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  await close();
};

const ours: Contender = {
  name: 'Bauhaus Travel',
  settings: [
    'as `npm start` runs it: on graphile-worker, no named queues,',
    `localQueue ${defaultConcurrency}`,
  ].join(' '),
  workerArgs: ['ours'],
  hasConfirmations: true,
  prepare: bookAll,
  offer: async (client, flights, now, departure) => {
    // All in one statement, as a turn writes its events.
    await client.query(
      `insert into bauhaus.outbox (id, type, event, emitted_at)
       select (e ->> 'id')::uuid, e ->> 'type', e, (e ->> 'time')::timestamptz
         from jsonb_array_elements($1::jsonb) e`,
      [JSON.stringify(flights.map((f) => delayAlert(f, now, departure)))],
    );
  },
  remainingJobs: async (client) => {
    const { rows } = await client.query<{ n: number }>(
      'select count(*)::int as n from graphile_worker._private_jobs where run_at <= now()',
    );
    return rows[0]?.n ?? 0;
  },
  rescue: null,
};

const graphile = (name: string, settings: string, args: readonly string[]): Contender => ({
  name,
  settings,
  workerArgs: ['graphile', ...args],
  hasConfirmations: false,
  prepare: async (url, trips) => {
    await createPlainTables(url, trips);
    await runMigrations({ connectionString: url, logger: silentLogger });
  },
  offer: async (client, flights) => {
    await client.query(
      `select count(*) from graphile_worker.add_jobs((
         select array_agg(row('flight_event', json_build_object('flight', f),
                              null, null, null, null, null, null)::graphile_worker.job_spec)
           from unnest($1::text[]) f))`,
      [flights],
    );
  },
  rescue: (client) =>
    client.query(
      `select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
         from graphile_worker._private_jobs
        where locked_by is not null
       having count(*) > 0`,
    ),
});

const publishers = new WeakMap<pg.Client, PgBoss>();
const openPublisher = async (client: pg.Client): Promise<PgBoss> => {
  const executeSql = (text: string, values?: unknown[]) => client.query(text, values ?? []);
  const publisher = new PgBoss({
    db: { executeSql },
    supervise: false,
    schedule: false,
    migrate: false,
  });
  publisher.on('error', () => undefined);
  await publisher.start();
  publishers.set(client, publisher);
  return publisher;
};

const boss = (name: string, settings: string, args: readonly string[]): Contender => ({
  name,
  settings,
  workerArgs: ['boss', ...args],
  hasConfirmations: false,
  prepare: async (url, trips) => {
    await createPlainTables(url, trips);
    const installer = new PgBoss({
      connectionString: url,
      supervise: false,
      schedule: false,
      max: 2,
    });
    await installer.start();
    for (const queue of bossQueues)
      await installer.createQueue(queue, { expireInSeconds, retryLimit: 10, retryDelay: 1 });
    await installer.stop({ graceful: false });
  },
  offer: async (client, flights) => {
    const publisher = publishers.get(client) ?? (await openPublisher(client));
    await publisher.insert(
      'flight-event',
      flights.map((flight) => ({ data: { flight } })),
    );
  },
  release: async (client) => publishers.get(client)?.stop({ graceful: false }),
  rescue: null,
});

/**
 * All contenders, ours first. Arguments of the workers: of graphile-worker `named` or `plain`,
 * localQueue and concurrent jobs; of pg-boss batch size, workers and `burst` or `steady`.
 */
export const contenders: readonly Contender[] = [
  ours,
  graphile('graphile-worker', 'no named queues, localQueue 256, 256 jobs at once', [
    'plain',
    '256',
    '256',
  ]),
  graphile('graphile-worker, no localQueue', 'no named queues, 32 jobs at once', [
    'plain',
    '0',
    '32',
  ]),
  graphile(
    'graphile-worker, named queues',
    [
      'a named queue for each trip, no localQueue',
      '(it does not keep named queues in series), 32 jobs at once',
    ].join(' '),
    ['named', '0', '32'],
  ),
  boss(
    'pg-boss',
    [
      'batches of 50, 2 workers, burst, poll 0.5 s, each job settled separately,',
      `expiry ${expireInSeconds} s (default 900)`,
    ].join(' '),
    ['50', '2', 'burst'],
  ),
  boss(
    'pg-boss, one job at a time',
    `batches of 1, 16 workers, poll 0.5 s, expiry ${expireInSeconds} s`,
    ['1', '16', 'steady'],
  ),
];
