import { randomUUID } from 'node:crypto';
import { run } from 'graphile-worker';
import { z } from 'zod';
import { defaultConcurrency, workerPreset } from '#local/engine/engine.ts';
import { silentLogger } from '#local/engine/worker-log.ts';
import { flightKey } from '#shared/domain/flight.ts';
import { hour, minute, plus } from '#shared/domain/instant.ts';
import { passengerOf } from '#shared/domain/passenger.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { BookedTrip } from '#shared/ports/trip-desk.ts';
import { type Latency, latencyOf } from './latency.ts';
import { cancellationPush, cancelledFacts, createBenchFlights } from './throughput/flights.ts';
import { createHarness, type Harness } from './throughput/harness.ts';
import { formatReport, type StormTimes, type ThroughputReport } from './throughput/report.ts';

/** A booked traveller; `flight` is the flight's key. */
interface Passenger {
  readonly tripId: string;
  readonly agencyId: string;
  readonly phone: string;
  readonly flight: string;
}

const isQuick = process.argv.includes('--quick');
const scale = isQuick ? 0.2 : 1;
const asJson = process.argv.includes('--json');
const progress = (line: string): void =>
  void (asJson ? process.stderr : process.stdout).write(`${line}\n`);

const offeredPerSecond = 100;
/** Generous, so that a busy machine gives slow results instead of an error. */
const timeoutMs = 600_000;
const sizes = {
  latency: Math.round(1_500 * scale),
  sustained: Math.round(3_000 * scale),
  oneFlight: 300,
  manyFlights: Math.round(2_000 * scale),
  unrelated: 2,
};
const BarePayload = z.object({ n: z.int(), at: z.number() });
const departure = plus(new Date(Math.ceil(Date.now() / minute) * minute).toISOString(), 30 * hour);
const flights = createBenchFlights(departure);

const keyOf = (designator: string): string =>
  flightKey({ designator, origin: 'LHR', destination: 'CPH', date: departure.slice(0, 10) });
const trip = (n: number, designator: string): BookedTrip => ({
  clientName: `Traveller ${n}`,
  callName: `Traveller ${n}`,
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

let bookedCount = 0;
/** Books `count` travellers, spread over the agencies. */
const book = async (
  harness: Harness,
  count: number,
  designatorOf: (n: number) => string,
): Promise<readonly Passenger[]> => {
  const first = bookedCount;
  bookedCount += count;
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
        passengers: [passengerOf(booking.clientName)],
        role: 'traveller',
        consent: { how: 'attested', at: now, by: 'bench' },
        journeyReference: null,
        idempotencyKey: null,
        now,
      });
      if (result.kind === 'booked')
        passengers.push({
          tripId: result.trip.id,
          agencyId: agency.id,
          phone: booking.whatsapp ?? '',
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
  data: { flightKey: p.flight, facts: cancelledFacts(p.flight, departure, 1_000), cause: 'change' },
});
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Milliseconds from `start` to the last request for this phone; null: none since then. */
const delayOf = (harness: Harness, phone: string, start: number): number | null => {
  const at = harness.issuedAt.get(phone);
  return at !== undefined && at >= start ? at - start : null;
};
/** Waits until all have got a message since `start`; resolves with the ms until the last one. */
const waitForMessages = async (
  harness: Harness,
  passengers: readonly Passenger[],
  start: number,
): Promise<number> => {
  const deadline = performance.now() + timeoutMs;
  let lastMs = 0;
  // Checks one passenger at a time: the bench shares the processor with what it measures.
  for (let count = 0; count < passengers.length; ) {
    const delayMs = delayOf(harness, passengers[count]?.phone ?? '', start);
    if (delayMs !== null) {
      lastMs = Math.max(lastMs, delayMs);
      count += 1;
    } else if (performance.now() > deadline) {
      throw new Error(`at least ${count} of ${passengers.length} got a message, then time ran out`);
    } else await pause(20);
  }
  return lastMs;
};
/** Waits until no job is due. */
const waitForJobs = async (harness: Harness): Promise<void> => {
  for (;;) {
    const { rows } = await harness.pool.query<{ n: number }>(
      'select count(*)::int as n from graphile_worker.jobs where run_at <= now()',
    );
    if (rows[0]?.n === 0) return;
    await pause(100);
  }
};

/** Starts work every 10 ms, without waiting for the previous. */
const runAtRate = async (count: number, work: (n: number) => Promise<unknown>): Promise<void> => {
  const start = performance.now();
  const runs: Promise<unknown>[] = [];
  for (let n = 0; n < count; n += 1) {
    const waitMs = start + (n * 1_000) / offeredPerSecond - performance.now();
    if (waitMs > 0) await pause(waitMs);
    runs.push(work(n));
  }
  await Promise.all(runs);
};

const measureLatency = async (
  harness: Harness,
  passengers: readonly Passenger[],
): Promise<Latency> => {
  const offeredAt = new Map<string, number>();
  const start = performance.now();
  await runAtRate(passengers.length, async (n) => {
    const p = passengers[n];
    if (!p) return;
    offeredAt.set(p.phone, performance.now());
    await harness.emit([cancellation(p)]);
  });
  await waitForMessages(harness, passengers, start);
  return latencyOf(
    passengers.map(
      (p) => (harness.issuedAt.get(p.phone) ?? Number.NaN) - (offeredAt.get(p.phone) ?? Number.NaN),
    ),
  );
};

const measureRate = async (harness: Harness, passengers: readonly Passenger[]) => {
  harness.resetCounts();
  const before = await harness.cpu();
  const start = performance.now();
  const batch = 20;
  for (let n = 0; n < passengers.length; n += batch)
    await harness.emit(passengers.slice(n, n + batch).map(cancellation));
  const lastMs = await waitForMessages(harness, passengers, start);
  await waitForJobs(harness);
  // The last callbacks come a moment after the last message.
  await pause(1_500);
  const after = await harness.cpu();
  const perMessage = (name: keyof typeof after) => (after[name] - before[name]) / passengers.length;
  const cpuMs = {
    node: perMessage('node'),
    postgres: perMessage('postgres'),
    provider: perMessage('provider'),
  };
  const { calls, turns, maxRequests, maxTurns } = harness.counts();
  const callbacks = calls['delivery_reports'] ?? 0;
  const callCount = Object.values(calls).reduce((a, b) => a + b, 0);
  return {
    perSecond: (passengers.length * 1_000) / lastMs,
    maxRequests,
    maxTurns,
    callbacks,
    cpuMs,
    rpcPerTurn: (callCount - callbacks) / (turns['notifications'] ?? 1),
  };
};

/** Milliseconds for a storm of events, and for an unrelated critical message in the midst of it. */
const measureStorm = async (
  harness: Harness,
  affected: readonly Passenger[],
  pushes: readonly AnyEvent[],
  unrelated: Passenger,
): Promise<StormTimes> => {
  const start = performance.now();
  for (let n = 0; n < pushes.length; n += 100) await harness.emit(pushes.slice(n, n + 100));
  await pause(200);
  const emittedAt = performance.now();
  await harness.emit([cancellation(unrelated)]);
  const [lastMs, unrelatedMs] = await Promise.all([
    waitForMessages(harness, affected, start),
    waitForMessages(harness, [unrelated], emittedAt),
  ]);
  return { lastMs, unrelatedMs };
};

/** The same requests from bare graphile-worker jobs: one job, one request, nothing stored. */
const measureBareJobs = async (harness: Harness) => {
  const delaysMs: number[] = [];
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
        const { n, at } = BarePayload.parse(payload);
        if (at > 0) delaysMs.push(performance.now() - at);
        await harness.sender.send(message(n));
        done += 1;
      },
    },
  });
  const waitForCount = async (count: number) => {
    while (done < count) await pause(10);
  };
  await runAtRate(sizes.latency, (n) => runner.addJob('bare', { n, at: performance.now() }));
  await waitForCount(sizes.latency);
  done = 0;
  const start = performance.now();
  const batch = 20;
  for (let n = 0; n < sizes.sustained; n += batch)
    await harness.pool.query(
      `select count(*) from graphile_worker.add_jobs((
         select array_agg(row('bare', json_build_object('n', n, 'at', 0),
                              null, null, null, null, null, null)::graphile_worker.job_spec)
           from generate_series($1::int, $2::int) n))`,
      [n, Math.min(n + batch, sizes.sustained) - 1],
    );
  await waitForCount(sizes.sustained);
  const perSecond = (sizes.sustained * 1_000) / (performance.now() - start);
  await runner.stop();
  return { latency: latencyOf(delaysMs), perSecond };
};

const main = async (): Promise<void> => {
  progress(
    [
      'Setting up: Postgres, the provider',
      '(its own process, 20 ms an answer, two callbacks a message) …',
    ].join(' '),
  );
  const harness = await createHarness(flights);
  try {
    const bookStart = performance.now();
    const forLatency = await book(harness, sizes.latency, (n) => `BA${1 + (n % 50)}`);
    const forSustained = await book(harness, sizes.sustained, (n) => `BA${101 + (n % 100)}`);
    const onOneFlight = await book(harness, sizes.oneFlight, () => 'BA500');
    const onMany = await book(harness, sizes.manyFlights, (n) => `BA${1_000 + n}`);
    const unrelated = await book(harness, sizes.unrelated, (n) => `BA${600 + n}`);
    const bookedMs = performance.now() - bookStart;
    progress(`${bookedCount} trips booked in ${(bookedMs / 1_000).toFixed(1)} s`);
    progress('matching and confirming them …');

    harness.resetCounts();
    const confirmStart = performance.now();
    await harness.start();
    await waitForMessages(
      harness,
      [...forLatency, ...forSustained, ...onOneFlight, ...onMany, ...unrelated],
      confirmStart,
    );
    await waitForJobs(harness);
    const confirmMs = performance.now() - confirmStart;
    const turns = Object.values(harness.counts().turns).reduce((a, b) => a + b, 0);
    await pause(2_000);

    progress(`${offeredPerSecond} events a second …`);
    const latency = await measureLatency(harness, forLatency);
    await waitForJobs(harness);
    await pause(1_500);
    progress('as fast as it goes …');
    const sustained = await measureRate(harness, forSustained);
    await waitForJobs(harness);
    await pause(1_500);
    progress('storms …');
    const [first, second] = unrelated;
    if (!first || !second) throw new Error('no unrelated travellers');
    flights.cancel('BA500');
    const oneFlight = await measureStorm(
      harness,
      onOneFlight,
      [cancellationPush(keyOf('BA500'))],
      first,
    );
    await waitForJobs(harness);
    for (let n = 0; n < sizes.manyFlights; n += 1) flights.cancel(`BA${1_000 + n}`);
    const manyFlights = await measureStorm(
      harness,
      onMany,
      onMany.map((p) => cancellationPush(p.flight)),
      second,
    );
    await waitForJobs(harness);
    await harness.stop();
    await pause(2_000);
    progress('the same requests from bare jobs …');
    const baseline = await measureBareJobs(harness);

    const report: ThroughputReport = {
      sizes,
      offeredPerSecond,
      booking: { tripsPerSecond: (bookedCount * 1_000) / bookedMs },
      confirming: { turnsPerSecond: (turns * 1_000) / confirmMs },
      latency,
      sustained,
      oneFlight,
      manyFlights,
      baseline,
    };
    if (asJson) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    else progress(formatReport(report));
  } finally {
    await harness.close();
  }
};

// Without an exit of its own a signal would leave Postgres and the provider running.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
await main();
