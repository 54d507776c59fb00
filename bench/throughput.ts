import { randomUUID } from 'node:crypto';
import { run } from 'graphile-worker';
import { defaultConcurrency, workerPreset } from '#local/engine/engine.ts';
import { silentLogger } from '#local/engine/worker-log.ts';
import { flightKey } from '#shared/domain/flight.ts';
import { hour, minute, plus } from '#shared/domain/instant.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { BookedTrip } from '#shared/ports/trip-desk.ts';
import { type Latency, latencyOf } from './latency.ts';
import { calledOff, createBenchFlights } from './throughput/flights.ts';
import { createHarness, type Harness } from './throughput/harness.ts';

/** One booked traveller of the bench. */
interface Passenger {
  readonly tripId: string;
  readonly agencyId: string;
  readonly phone: string;
  readonly flight: string;
}

const quick = process.argv.includes('--quick');
const scale = quick ? 0.2 : 1;
const asJson = process.argv.includes('--json');
const say = (line: string): void =>
  void (asJson ? process.stderr : process.stdout).write(`${line}\n`);

const offeredPerSecond = 100;
/** A machine that is busy with other things is slow, not wrong. */
const patienceMs = 600_000;
const sizes = {
  latency: Math.round(1_500 * scale),
  sustained: Math.round(3_000 * scale),
  oneFlight: 300,
  manyFlights: Math.round(2_000 * scale),
  unrelated: 2,
};
const departure = plus(new Date(Math.ceil(Date.now() / minute) * minute).toISOString(), 30 * hour);
const flights = createBenchFlights(departure);

const keyOf = (designator: string): string =>
  flightKey({ designator, origin: 'LHR', destination: 'CPH', date: departure.slice(0, 10) });
const trip = (n: number, designator: string): BookedTrip => ({
  clientName: `Traveller ${n}`,
  whatsapp: `+999${String(100_000_000 + n)}`,
  language: 'en',
  flightNumber: designator,
  originIata: 'LHR',
  destinationIata: 'CPH',
  originZone: 'Europe/London',
  destinationZone: 'Europe/Copenhagen',
  departure,
  flightKey: keyOf(designator),
  stay: null,
  returnDate: null,
  clientDescription: null,
  metadata: {},
  reference: null,
});

let booked = 0;
const book = async (
  harness: Harness,
  count: number,
  designatorOf: (n: number) => string,
): Promise<readonly Passenger[]> => {
  const first = booked;
  booked += count;
  const passengers: Passenger[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) {
      const agency = harness.agencies[n % harness.agencies.length];
      if (!agency) return;
      const booking = trip(first + n, designatorOf(n));
      const now = new Date().toISOString();
      const result = await harness.desk.book({
        agencyId: agency.id,
        trip: booking,
        consent: { how: 'attested', at: now, by: 'bench' },
        journeyReference: null,
        idempotencyKey: null,
        now,
      });
      if (result.kind === 'booked')
        passengers.push({
          tripId: result.trip.id,
          agencyId: agency.id,
          phone: booking.whatsapp,
          flight: booking.flightKey,
        });
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return passengers;
};

const cancellation = (p: Passenger): AnyEvent => ({
  id: randomUUID(),
  type: 'FlightStatusChanged',
  version: 1,
  time: new Date().toISOString(),
  agencyId: p.agencyId,
  tripId: p.tripId,
  correlationId: randomUUID(),
  causationId: null,
  data: { flightKey: p.flight, facts: calledOff(p.flight, departure, 1_000), cause: 'change' },
});
const nothing = {
  status: null,
  destinationIata: null,
  scheduledOut: null,
  estimatedOut: null,
  actualOut: null,
  scheduledOff: null,
  estimatedOff: null,
};
const nothingMore = {
  actualOff: null,
  scheduledOn: null,
  estimatedOn: null,
  actualOn: null,
  scheduledIn: null,
  estimatedIn: null,
  actualIn: null,
};
const push = (flight: string): AnyEvent => ({
  id: randomUUID(),
  type: 'FlightAlertReceived',
  version: 1,
  time: new Date().toISOString(),
  agencyId: null,
  tripId: null,
  correlationId: randomUUID(),
  causationId: null,
  data: {
    flightKey: flight,
    alertId: '1',
    code: 'cancelled',
    faFlightId: null,
    reading: { ...nothing, ...nothingMore, cancelled: true, diverted: false },
  },
});

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const since = (harness: Harness, phone: string, start: number): number | null => {
  const at = harness.issuedAt.get(phone);
  return at !== undefined && at >= start ? at - start : null;
};
/** Waits until everybody has been written to since `start`; answers after how many milliseconds the last one was. */
const lastOf = async (
  harness: Harness,
  passengers: readonly Passenger[],
  start: number,
): Promise<number> => {
  const deadline = performance.now() + patienceMs;
  let last = 0;
  // Each is looked at until it has happened, and not again: what the bench spends is taken from the machine that is measured.
  for (let heard = 0; heard < passengers.length; ) {
    const wait = since(harness, passengers[heard]?.phone ?? '', start);
    if (wait !== null) {
      last = Math.max(last, wait);
      heard += 1;
    } else if (performance.now() > deadline) {
      throw new Error(`only ${heard} of ${passengers.length} were surely written to`);
    } else await pause(20);
  }
  return last;
};
const settled = async (harness: Harness): Promise<void> => {
  for (;;) {
    const { rows } = await harness.pool.query<{ n: number }>(
      'select count(*)::int as n from graphile_worker.jobs where run_at <= now()',
    );
    if (rows[0]?.n === 0) return;
    await pause(100);
  }
};

/** Offers one thing every 10 ms, whatever becomes of the ones before. */
const offer = async (count: number, one: (n: number) => Promise<unknown>): Promise<void> => {
  const start = performance.now();
  const all: Promise<unknown>[] = [];
  for (let n = 0; n < count; n += 1) {
    const wait = start + (n * 1_000) / offeredPerSecond - performance.now();
    if (wait > 0) await pause(wait);
    all.push(one(n));
  }
  await Promise.all(all);
};

const atAHundredASecond = async (
  harness: Harness,
  passengers: readonly Passenger[],
): Promise<Latency> => {
  const offeredAt = new Map<string, number>();
  const start = performance.now();
  await offer(passengers.length, async (n) => {
    const p = passengers[n];
    if (!p) return;
    offeredAt.set(p.phone, performance.now());
    await harness.emit([cancellation(p)]);
  });
  await lastOf(harness, passengers, start);
  return latencyOf(
    passengers.map(
      (p) => (harness.issuedAt.get(p.phone) ?? Number.NaN) - (offeredAt.get(p.phone) ?? Number.NaN),
    ),
  );
};

const sustained = async (harness: Harness, passengers: readonly Passenger[]) => {
  harness.resetCounts();
  const before = await harness.cpu();
  const start = performance.now();
  const batch = 20;
  for (let n = 0; n < passengers.length; n += batch)
    await harness.emit(passengers.slice(n, n + batch).map(cancellation));
  const lastMs = await lastOf(harness, passengers, start);
  await settled(harness);
  // The last callbacks come a moment after the last message.
  await pause(1_500);
  const after = await harness.cpu();
  const each = (name: keyof typeof after) => (after[name] - before[name]) / passengers.length;
  const cpuMs = { node: each('node'), postgres: each('postgres'), provider: each('provider') };
  const { calls, turns, mostInFlight, mostTurns } = harness.counts();
  const callbacks = calls['delivery_reports'] ?? 0;
  const all = Object.values(calls).reduce((a, b) => a + b, 0);
  return {
    perSecond: (passengers.length * 1_000) / lastMs,
    mostInFlight,
    mostTurns,
    callbacks,
    cpuMs,
    rpcPerTurn: (all - callbacks) / (turns['notifications'] ?? 1),
  };
};

/** Begins a storm, then something critical of somebody else: how long each takes. */
const storm = async (
  harness: Harness,
  hit: readonly Passenger[],
  pushes: readonly AnyEvent[],
  unrelated: Passenger,
) => {
  const start = performance.now();
  for (let n = 0; n < pushes.length; n += 100) await harness.emit(pushes.slice(n, n + 100));
  await pause(200);
  const emitted = performance.now();
  await harness.emit([cancellation(unrelated)]);
  const [lastMs, unrelatedMs] = await Promise.all([
    lastOf(harness, hit, start),
    lastOf(harness, [unrelated], emitted),
  ]);
  return { lastMs, unrelatedMs };
};

/** The least that a job queue could do for the same message: one job, one request, nothing kept. */
const bare = async (harness: Harness) => {
  const issued: number[] = [];
  const message = (n: number) => ({
    id: randomUUID(),
    from: harness.agencies[n % harness.agencies.length]?.sender ?? '',
    to: `+999${String(900_000_000 + n)}`,
    content: {
      kind: 'template' as const,
      template: 'bh_cancelled_v1',
      language: 'en' as const,
      variables: {},
      text: 'bare',
    },
    deadline: plus(new Date().toISOString(), minute),
  });
  let done = 0;
  const runner = await run({
    pgPool: harness.pool,
    logger: silentLogger,
    noHandleSignals: true,
    preset: workerPreset(defaultConcurrency, 1),
    taskList: {
      bare: async (payload) => {
        const { n, at } = payload as { n: number; at: number }; // written a few lines below
        if (at > 0) issued.push(performance.now() - at);
        await harness.sender.send(message(n));
        done += 1;
      },
    },
  });
  const finished = async (count: number) => {
    while (done < count) await pause(10);
  };
  await offer(sizes.latency, (n) => runner.addJob('bare', { n, at: performance.now() }));
  await finished(sizes.latency);
  done = 0;
  const start = performance.now();
  const batch = 20;
  for (let n = 0; n < sizes.sustained; n += batch)
    await harness.pool.query(
      "select count(*) from graphile_worker.add_jobs((select array_agg(row('bare', json_build_object('n', n, 'at', 0), null, null, null, null, null, null)::graphile_worker.job_spec) from generate_series($1::int, $2::int) n))",
      [n, Math.min(n + batch, sizes.sustained) - 1],
    );
  await finished(sizes.sustained);
  const perSecond = (sizes.sustained * 1_000) / (performance.now() - start);
  await runner.stop();
  return { latency: latencyOf(issued), perSecond };
};

const main = async (): Promise<void> => {
  say(
    'Setting up: Postgres, the provider (its own process, 20 ms an answer, two callbacks a message) …',
  );
  const harness = await createHarness(flights);
  try {
    const started = performance.now();
    const forLatency = await book(harness, sizes.latency, (n) => `BA${1 + (n % 50)}`);
    const forSustained = await book(harness, sizes.sustained, (n) => `BA${101 + (n % 100)}`);
    const onOneFlight = await book(harness, sizes.oneFlight, () => 'BA500');
    const onMany = await book(harness, sizes.manyFlights, (n) => `BA${1_000 + n}`);
    const unrelated = await book(harness, sizes.unrelated, (n) => `BA${600 + n}`);
    const bookedMs = performance.now() - started;
    say(
      `${booked} trips booked in ${(bookedMs / 1_000).toFixed(1)} s; matching and confirming them …`,
    );

    harness.resetCounts();
    const confirmStart = performance.now();
    await harness.start();
    await lastOf(
      harness,
      [...forLatency, ...forSustained, ...onOneFlight, ...onMany, ...unrelated],
      confirmStart,
    );
    await settled(harness);
    const confirmMs = performance.now() - confirmStart;
    const turns = Object.values(harness.counts().turns).reduce((a, b) => a + b, 0);
    await pause(2_000);

    say(`${offeredPerSecond} events a second …`);
    const latency = await atAHundredASecond(harness, forLatency);
    await settled(harness);
    await pause(1_500);
    say('as fast as it goes …');
    const flood = await sustained(harness, forSustained);
    await settled(harness);
    await pause(1_500);
    say('storms …');
    const [first, second] = unrelated;
    if (!first || !second) throw new Error('no unrelated travellers');
    flights.callOff('BA500');
    const oneFlight = await storm(harness, onOneFlight, [push(keyOf('BA500'))], first);
    await settled(harness);
    for (let n = 0; n < sizes.manyFlights; n += 1) flights.callOff(`BA${1_000 + n}`);
    const manyFlights = await storm(
      harness,
      onMany,
      onMany.map((p) => push(p.flight)),
      second,
    );
    await settled(harness);
    await harness.stop();
    await pause(2_000);
    say('the same requests from bare jobs …');
    const baseline = await bare(harness);

    const report = {
      sizes,
      booking: { tripsPerSecond: (booked * 1_000) / bookedMs },
      confirming: { turnsPerSecond: (turns * 1_000) / confirmMs },
      latency,
      sustained: flood,
      oneFlight,
      manyFlights,
      baseline,
    };
    if (asJson) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    else print(report);
  } finally {
    await harness.close();
  }
};

const print = (r: {
  readonly booking: { readonly tripsPerSecond: number };
  readonly confirming: { readonly turnsPerSecond: number };
  readonly latency: Latency;
  readonly sustained: {
    readonly perSecond: number;
    readonly mostInFlight: number;
    readonly mostTurns: number;
    readonly rpcPerTurn: number;
    readonly callbacks: number;
    readonly cpuMs: Readonly<Record<'node' | 'postgres' | 'provider', number>>;
  };
  readonly oneFlight: { readonly lastMs: number; readonly unrelatedMs: number };
  readonly manyFlights: { readonly lastMs: number; readonly unrelatedMs: number };
  readonly baseline: { readonly latency: Latency; readonly perSecond: number };
}): void => {
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  const row = (name: string, value: string, baseline = '', ratio = '') =>
    say(
      `| ${name.padEnd(58)} | ${value.padStart(12)} | ${baseline.padStart(9)} | ${ratio.padStart(6)} |`,
    );
  say('');
  row('', 'here', 'bare job', 'ratio');
  row('-'.repeat(58), '-'.repeat(12), '-'.repeat(9), '-'.repeat(6));
  for (const p of ['p50', 'p95', 'p99'] as const)
    row(
      `event to request at ${offeredPerSecond}/s, ${p}`,
      ms(r.latency[p]),
      ms(r.baseline.latency[p]),
      (r.latency[p] / r.baseline.latency[p]).toFixed(1),
    );
  row(
    'notifications a second, sustained',
    r.sustained.perSecond.toFixed(0),
    r.baseline.perSecond.toFixed(0),
    (r.sustained.perSecond / r.baseline.perSecond).toFixed(2),
  );
  row('turns under way at the same time, most', String(r.sustained.mostTurns));
  row('requests to the provider at the same time, most', String(r.sustained.mostInFlight));
  row('rpc calls for each notifications turn (callbacks aside)', r.sustained.rpcPerTurn.toFixed(2));
  row('processor time for each notification: Node', `${r.sustained.cpuMs.node.toFixed(2)} ms`);
  row('  Postgres', `${r.sustained.cpuMs.postgres.toFixed(2)} ms`);
  row('  the provider beside them', `${r.sustained.cpuMs.provider.toFixed(2)} ms`);
  row('calls that wrote its two callbacks a message', String(r.sustained.callbacks));
  row('turns a second while matching and confirming', r.confirming.turnsPerSecond.toFixed(0));
  row('bookings a second', r.booking.tripsPerSecond.toFixed(0));
  row(
    `one flight with ${sizes.oneFlight} travellers cancelled: last message`,
    ms(r.oneFlight.lastMs),
  );
  row('  an unrelated critical message waits', ms(r.oneFlight.unrelatedMs));
  row(`${sizes.manyFlights} flights cancelled at once: last message`, ms(r.manyFlights.lastMs));
  row('  an unrelated critical message waits', ms(r.manyFlights.unrelatedMs));
  say('');
  say(
    'Limits lifted for this: 100,000 messages a minute for each agency instead of 60, 50 agencies with a number each (80/s for one',
  );
  say(
    'number stays), and no quiet hours. Postgres is durable (fsync on). Engine, agents and API share one Node process.',
  );
};

await main();
