import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { createRandom } from '../../chaos/random.ts';
import { type RecordingProvider, startRecordingProvider } from '../../chaos/twilio.ts';
import { latencyOf } from '../latency.ts';
import type { Contender } from './contenders.ts';
import { type BenchTrip, benchTrips, departureAfter } from './workload.ts';

/** Speed of a contender without faults; percentiles in milliseconds. */
export interface Speed {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Postgres transactions for each message, including polling. */
  readonly transactionsPerMessage: number;
}

/** What a contender lost or repeated under kills and provider faults. */
export interface Faults {
  readonly messages: number;
  readonly kills: number;
  readonly providerFaults: number;
  /** Travellers without a message when progress had ended by itself. */
  readonly unsent: number;
  /** The same after the operator's rescue; null: there was none. */
  readonly unsentAfterRescue: number | null;
  /** Messages beyond the first, over all travellers. */
  readonly duplicates: number;
  /** From the last offer until all had their message, or progress had ended. */
  readonly seconds: number;
}

/** How many messages, rounds and kills to measure with. */
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
/** Progress has ended when no message came for this long. */
const stallTimeoutMs = 45_000;
const bookingsTimeoutMs = 240_000;
/** Postgres backends report statistics at the latest ten seconds after they become idle. */
const statisticsDelayMs = 10_500;
/** The speed of our agents' time under faults: leases and reconciliation take minutes of it. */
const faultSpeed = 30;
const faultShare = 0.03;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const flightsOf = (trips: readonly BenchTrip[]): readonly string[] => [
  ...new Set(trips.map(({ flight }) => flight)),
];

/** The agents' virtual time, read from the engine's clock row; real time at speed 1. */
const clockOf = (client: pg.Client, speed: number) => {
  let mapping = { virtualBase: Date.now(), realBase: Date.now(), speed };
  const read = async (): Promise<void> => {
    const { rows } = await client
      .query<{ v: number; r: number; speed: number }>(
        `select extract(epoch from virtual_base)::float8 * 1000 as v,
                extract(epoch from real_base)::float8 * 1000 as r,
                speed
           from engine.clock`,
      )
      .catch(() => ({ rows: [] }));
    const [row] = rows;
    if (row) mapping = { virtualBase: row.v, realBase: row.r, speed: row.speed };
  };
  const timer = speed === 1 ? null : setInterval(() => void read(), 250);
  return {
    now: () => {
      const { virtualBase, realBase } = mapping;
      return new Date(virtualBase + (Date.now() - realBase) * mapping.speed).toISOString();
    },
    stop: () => timer && clearInterval(timer),
  };
};

/** A contender at work on a database of its own. */
interface Arena {
  readonly client: pg.Client;
  readonly provider: RecordingProvider;
  readonly trips: readonly BenchTrip[];
  /** By phone: when (performance.now) each message about the delay was accepted. */
  readonly deliveries: ReadonlyMap<string, readonly number[]>;
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
  const clock = clockOf(client, contender.hasConfirmations ? speed : 1);
  const provider = await startRecordingProvider({
    clock,
    random: createRandom(seed),
    faultShare: () => (hasFaults ? share : 0),
    latencyMs,
    maxMessages: count * 6,
  });
  let hasFaults = false;
  const deliveries = new Map<string, number[]>();
  let confirmations = 0;
  provider.onAccepted(({ to, type }) => {
    if (type === 'reservation_confirmation') confirmations += 1;
    else deliveries.set(to, [...(deliveries.get(to) ?? []), performance.now()]);
  });
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const worker = spawn(
      process.execPath,
      [join(import.meta.dirname, 'worker.ts'), ...contender.workerArgs],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          PATH: process.env['PATH'] ?? '',
          BENCH_DATABASE_URL: url,
          BENCH_TWILIO_URL: provider.url,
          BENCH_ACCOUNT_SID: provider.accountSid,
          BENCH_AUTH_TOKEN: provider.authToken,
          BENCH_SPEED: String(contender.hasConfirmations ? speed : 1),
          BENCH_DEPARTURE: departure,
        },
      },
    );
    child = worker;
    await new Promise<void>((resolve) => {
      worker.stdout.once('data', () => resolve());
      worker.once('exit', () => resolve());
    });
  };
  const kill = async (): Promise<void> => {
    const worker = child;
    child = null;
    if (!worker || worker.exitCode !== null || worker.signalCode !== null) return;
    const exit = new Promise((resolve) => worker.once('exit', resolve));
    worker.kill('SIGKILL');
    await exit;
  };
  const killOnExit = () => void child?.kill('SIGKILL');
  process.once('exit', killOnExit);
  await start();
  const deadline = performance.now() + bookingsTimeoutMs;
  while (contender.hasConfirmations && confirmations < count) {
    if (performance.now() > deadline)
      throw new Error(`only ${confirmations} of ${count} bookings were confirmed`);
    await pause(50);
  }
  while (((await contender.remainingJobs?.(client)) ?? 0) > 0) {
    if (performance.now() > deadline) throw new Error('the work of the bookings does not end');
    await pause(50);
  }
  hasFaults = true;
  return {
    client,
    provider,
    trips,
    deliveries,
    start,
    kill,
    offer: (flights) => contender.offer(client, flights, clock.now(), departure),
    close: async () => {
      process.removeListener('exit', killOnExit);
      await kill();
      clock.stop();
      await contender.release?.(client);
      await client.end();
      await provider.close();
      // Otherwise Postgres would vacuum it while the next contender is measured.
      await administer(serverUrl, `drop database ${database} with (force)`);
    },
  };
};

/** Waits until all of these have a message, or none has come for `timeoutMs`. */
const waitForDeliveries = async (
  arena: Arena,
  trips: readonly BenchTrip[],
  timeoutMs: number,
): Promise<void> => {
  let count = -1;
  let changedAt = performance.now();
  for (;;) {
    const missing = trips.filter(({ phone }) => !arena.deliveries.has(phone)).length;
    if (missing === 0) return;
    if (missing !== count) {
      count = missing;
      changedAt = performance.now();
    }
    if (performance.now() - changedAt > timeoutMs) return;
    await pause(20);
  }
};
/** Transactions that the database has ended so far. */
const transactionCount = async (client: pg.Client): Promise<number> => {
  await pause(statisticsDelayMs);
  const { rows } = await client.query<{ n: number }>(
    `select (xact_commit + xact_rollback)::float8 as n
       from pg_stat_database
      where datname = current_database()`,
  );
  return rows[0]?.n ?? Number.NaN;
};

/** Measures throughput, then latency at a steady pace, from the event to the accepted message. */
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
    const before = await transactionCount(arena.client);
    const start = performance.now();
    const flights = flightsOf(sustained);
    for (let n = 0; n < flights.length; n += 20) await arena.offer(flights.slice(n, n + 20));
    await waitForDeliveries(arena, sustained, stallTimeoutMs);
    const lastMs =
      Math.max(
        ...sustained.map(
          ({ phone }) => arena.deliveries.get(phone)?.[0] ?? Number.POSITIVE_INFINITY,
        ),
      ) - start;
    const transactions = (await transactionCount(arena.client)) - before;

    const offeredAt = new Map<string, number>();
    const steadyStart = performance.now();
    for (const [n, flight] of flightsOf(steady).entries()) {
      const waitMs = steadyStart + (n * 1_000) / offersPerSecond - performance.now();
      if (waitMs > 0) await pause(waitMs);
      offeredAt.set(flight, performance.now());
      await arena.offer([flight]);
    }
    await waitForDeliveries(arena, steady, stallTimeoutMs);
    const latenciesMs = steady.map(
      ({ phone, flight }) =>
        (arena.deliveries.get(phone)?.[0] ?? Number.POSITIVE_INFINITY) -
        (offeredAt.get(flight) ?? Number.NaN),
    );
    return {
      perSecond: (sustained.length * 1_000) / lastMs,
      ...latencyOf(latenciesMs),
      transactionsPerMessage: transactions / sustained.length,
    };
  } finally {
    await arena.close();
  }
};

/** Measures losses and duplicates under repeated kills of the worker and lost replies. */
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
    const flightsPerKill = Math.ceil(flights.length / (sizes.kills + 1));
    for (let kill = 0; kill <= sizes.kills; kill += 1) {
      for (const flight of flights.slice(kill * flightsPerKill, (kill + 1) * flightsPerKill)) {
        await arena.offer([flight]);
        await pause(1_000 / offersPerSecond / 2);
      }
      if (kill === sizes.kills) break;
      // The kill falls into the work that was just offered.
      await pause(random.between(0, 400));
      await arena.kill();
      await arena.start();
    }
    const offeredAt = performance.now();
    const countUnsent = () =>
      arena.trips.filter(({ phone }) => !arena.deliveries.has(phone)).length;
    await waitForDeliveries(arena, arena.trips, stallTimeoutMs);
    const seconds = (performance.now() - offeredAt) / 1_000;
    const unsent = countUnsent();
    let unsentAfterRescue: number | null = null;
    if (contender.rescue && unsent > 0) {
      await contender.rescue(arena.client);
      await waitForDeliveries(arena, arena.trips, stallTimeoutMs);
      unsentAfterRescue = countUnsent();
    }
    // A lost reply is retried late, when all have their message already.
    await pause(15_000);
    const duplicates = [...arena.deliveries.values()].reduce(
      (sum, times) => sum + times.length - 1,
      0,
    );
    return {
      messages: arena.trips.length,
      kills: sizes.kills,
      providerFaults: arena.provider.faults(),
      unsent,
      unsentAfterRescue,
      duplicates,
      seconds,
    };
  } finally {
    await arena.close();
  }
};
