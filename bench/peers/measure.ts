import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { createRandom } from '../../chaos/random.ts';
import { startWitness, type Witness } from '../../chaos/twilio.ts';
import { latencyOf } from '../latency.ts';
import type { Contender } from './contenders.ts';
import { type BenchTrip, benchTrips, departureAfter } from './workload.ts';

/** What was measured of a contender at full strength. */
export interface Speed {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Transactions that Postgres ended for each message, polling included. */
  readonly transactionsPerMessage: number;
}

/** What was left of a contender's promises after kills and lost replies. */
export interface Faults {
  readonly messages: number;
  readonly kills: number;
  readonly lostReplies: number;
  /** Travellers who had heard nothing when nothing more happened by itself. */
  readonly unsent: number;
  /** The same after what an operator does by hand; null: there is nothing to be done. */
  readonly unsentAfterRescue: number | null;
  /** Messages that somebody got again. */
  readonly duplicates: number;
  /** From the last offer until everybody had heard, or nothing more happened. */
  readonly seconds: number;
}

/** How much of everything. */
export interface Sizes {
  /** How often speed is measured. */
  readonly rounds: number;
  readonly sustained: number;
  readonly latency: number;
  readonly faults: number;
  readonly kills: number;
  readonly seed: number;
}

const latencyMs = 20;
const offersPerSecond = 10;
const quietMs = 45_000;
const confirmPatienceMs = 240_000;
/** Backends tell their numbers at the latest ten seconds after they have become idle. */
const statisticsMs = 10_500;
/** Minutes of leases and of reconciliation are seconds then; the peers have nothing that waits for as long. */
const faultSpeed = 30;
const faultShare = 0.03;

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const flightsOf = (trips: readonly BenchTrip[]): readonly string[] => [
  ...new Set(trips.map(({ flight }) => flight)),
];

/** The time that a contender's agents live in, read from their clock. */
const clockOf = (client: pg.Client, speed: number) => {
  let line = { virtualBase: Date.now(), realBase: Date.now(), speed };
  const read = async (): Promise<void> => {
    const { rows } = await client
      .query<{ v: number; r: number; speed: number }>(
        'select extract(epoch from virtual_base)::float8 * 1000 as v, extract(epoch from real_base)::float8 * 1000 as r, speed from engine.clock',
      )
      .catch(() => ({ rows: [] }));
    const [row] = rows;
    if (row) line = { virtualBase: row.v, realBase: row.r, speed: row.speed };
  };
  const timer = speed === 1 ? null : setInterval(() => void read(), 250);
  return {
    now: () => new Date(line.virtualBase + (Date.now() - line.realBase) * line.speed).toISOString(),
    stop: () => timer && clearInterval(timer),
  };
};

interface Arena {
  readonly client: pg.Client;
  readonly witness: Witness;
  readonly trips: readonly BenchTrip[];
  /** When each traveller heard that the flight is late, each time. */
  readonly heard: ReadonlyMap<string, readonly number[]>;
  start(): Promise<void>;
  kill(): Promise<void>;
  offer(flights: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const administer = async (serverUrl: string, statement: string): Promise<void> => {
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query(statement);
  await admin.end();
};

const openArena = async (
  contender: Contender,
  serverUrl: string,
  database: string,
  count: number,
  speed: number,
  share: number,
  seed: number,
): Promise<Arena> => {
  await administer(serverUrl, `create database ${database}`);
  const url = serverUrl.replace(/\/postgres$/, `/${database}`);
  const trips = benchTrips(count);
  const departure = departureAfter(new Date().toISOString());
  await contender.prepare(url, trips, departure);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const clock = clockOf(client, contender.confirms ? speed : 1);
  const witness = await startWitness({
    clock,
    random: createRandom(seed),
    faultShare: () => (faulty ? share : 0),
    latencyMs,
    maxMessages: count * 6,
  });
  let faulty = false;
  const heard = new Map<string, number[]>();
  let confirmed = 0;
  witness.onAccepted(({ to, type }) => {
    if (type === 'reservation_confirmation') confirmed += 1;
    else heard.set(to, [...(heard.get(to) ?? []), performance.now()]);
  });
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const started = spawn(
      process.execPath,
      [join(import.meta.dirname, 'worker.ts'), ...contender.worker],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          PATH: process.env['PATH'] ?? '',
          BENCH_DATABASE_URL: url,
          BENCH_TWILIO_URL: witness.url,
          BENCH_ACCOUNT_SID: witness.accountSid,
          BENCH_AUTH_TOKEN: witness.authToken,
          BENCH_SPEED: String(contender.confirms ? speed : 1),
          BENCH_DEPARTURE: departure,
        },
      },
    );
    child = started;
    await new Promise<void>((done) => {
      started.stdout.once('data', () => done());
      started.once('exit', () => done());
    });
  };
  const kill = async (): Promise<void> => {
    const running = child;
    child = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((done) => running.once('exit', done));
    running.kill('SIGKILL');
    await gone;
  };
  const endWithUs = () => void child?.kill('SIGKILL');
  process.once('exit', endWithUs);
  await start();
  const giveUpAt = performance.now() + confirmPatienceMs;
  while (contender.confirms && confirmed < count) {
    if (performance.now() > giveUpAt)
      throw new Error(`only ${confirmed} of ${count} bookings were confirmed`);
    await pause(50);
  }
  while (((await contender.left?.(client)) ?? 0) > 0) {
    if (performance.now() > giveUpAt) throw new Error('the work of the bookings does not end');
    await pause(50);
  }
  faulty = true;
  return {
    client,
    witness,
    trips,
    heard,
    start,
    kill,
    offer: (flights) => contender.offer(client, flights, clock.now(), departure),
    close: async () => {
      process.removeListener('exit', endWithUs);
      await kill();
      clock.stop();
      await contender.release?.(client);
      await client.end();
      await witness.close();
      // What is left of one shall not be looked after while the next is measured.
      await administer(serverUrl, `drop database ${database} with (force)`);
    },
  };
};

/** Waits until everybody of these has heard, or nobody has heard anything for a while. */
const untilHeard = async (
  arena: Arena,
  trips: readonly BenchTrip[],
  patienceMs: number,
): Promise<void> => {
  let count = -1;
  let changedAt = performance.now();
  for (;;) {
    const missing = trips.filter(({ phone }) => !arena.heard.has(phone)).length;
    if (missing === 0) return;
    if (missing !== count) {
      count = missing;
      changedAt = performance.now();
    }
    if (performance.now() - changedAt > patienceMs) return;
    await pause(20);
  }
};
const transactions = async (client: pg.Client): Promise<number> => {
  await pause(statisticsMs);
  const { rows } = await client.query<{ n: number }>(
    'select (xact_commit + xact_rollback)::float8 as n from pg_stat_database where datname = current_database()',
  );
  return rows[0]?.n ?? Number.NaN;
};

/** As fast as it goes, then at a steady pace: from the flight event until the provider has taken the message. */
export const measureSpeed = async (
  contender: Contender,
  serverUrl: string,
  database: string,
  sizes: Sizes,
): Promise<Speed> => {
  const arena = await openArena(
    contender,
    serverUrl,
    database,
    sizes.sustained + sizes.latency,
    1,
    0,
    sizes.seed,
  );
  try {
    const sustained = arena.trips.slice(0, sizes.sustained);
    const steady = arena.trips.slice(sizes.sustained);
    const before = await transactions(arena.client);
    const start = performance.now();
    const flights = flightsOf(sustained);
    for (let n = 0; n < flights.length; n += 20) await arena.offer(flights.slice(n, n + 20));
    await untilHeard(arena, sustained, quietMs);
    const lastMs =
      Math.max(
        ...sustained.map(({ phone }) => arena.heard.get(phone)?.[0] ?? Number.POSITIVE_INFINITY),
      ) - start;
    const used = (await transactions(arena.client)) - before;

    const offeredAt = new Map<string, number>();
    const beginning = performance.now();
    for (const [n, flight] of flightsOf(steady).entries()) {
      const wait = beginning + (n * 1_000) / offersPerSecond - performance.now();
      if (wait > 0) await pause(wait);
      offeredAt.set(flight, performance.now());
      await arena.offer([flight]);
    }
    await untilHeard(arena, steady, quietMs);
    const waits = steady.map(
      ({ phone, flight }) =>
        (arena.heard.get(phone)?.[0] ?? Number.POSITIVE_INFINITY) -
        (offeredAt.get(flight) ?? Number.NaN),
    );
    return {
      perSecond: (sustained.length * 1_000) / lastMs,
      ...latencyOf(waits),
      transactionsPerMessage: used / sustained.length,
    };
  } finally {
    await arena.close();
  }
};

/** The same work while the process is killed again and again and answers of the provider get lost. */
export const measureFaults = async (
  contender: Contender,
  serverUrl: string,
  database: string,
  sizes: Sizes,
): Promise<Faults> => {
  const arena = await openArena(
    contender,
    serverUrl,
    database,
    sizes.faults,
    faultSpeed,
    faultShare,
    sizes.seed,
  );
  try {
    const random = createRandom(sizes.seed);
    const flights = flightsOf(arena.trips);
    const stretch = Math.ceil(flights.length / (sizes.kills + 1));
    for (let kill = 0; kill <= sizes.kills; kill += 1) {
      for (const flight of flights.slice(kill * stretch, (kill + 1) * stretch)) {
        await arena.offer([flight]);
        await pause(1_000 / offersPerSecond / 2);
      }
      if (kill === sizes.kills) break;
      // In the middle of the work that was just offered.
      await pause(random.between(0, 400));
      await arena.kill();
      await arena.start();
    }
    const offeredAt = performance.now();
    const unsent = () => arena.trips.filter(({ phone }) => !arena.heard.has(phone)).length;
    await untilHeard(arena, arena.trips, quietMs);
    const seconds = (performance.now() - offeredAt) / 1_000;
    const left = unsent();
    let afterRescue: number | null = null;
    if (contender.rescue && left > 0) {
      await contender.rescue(arena.client);
      await untilHeard(arena, arena.trips, quietMs);
      afterRescue = unsent();
    }
    // What is sent again is sent late: a lost reply is tried again after everybody has heard.
    await pause(15_000);
    const duplicates = [...arena.heard.values()].reduce((sum, times) => sum + times.length - 1, 0);
    return {
      messages: arena.trips.length,
      kills: sizes.kills,
      lostReplies: arena.witness.faults(),
      unsent: left,
      unsentAfterRescue: afterRescue,
      duplicates,
      seconds,
    };
  } finally {
    await arena.close();
  }
};
