import { setTimeout as pause } from 'node:timers/promises';
import { hour, minute, plus } from '#shared/domain/instant.ts';
import { benchContact, benchJourney, benchLeg } from './journey.ts';
import { latencyOf } from './latency.ts';
import { cancellationPush, createBenchFlights } from './throughput/flights.ts';
import { createHarness, type Harness } from './throughput/harness.ts';

/**
 * `npm run bench:school`: a school of 40 on one flight, of whom 36 have one of 12 guardians and
 * four nobody to write to. How long the journey takes to be booked, and a cancellation until the
 * twelve messages are requested and the four tasks to call are open.
 */
const rounds = 10;
const pupils = Array.from({ length: 40 }, (_, n) => `Pupil ${'ABCDEFGHIJ'[n % 10]} No ${n}`);
const guardianCount = 12;
const pupilsOfGuardian = 3;
const limitMs = 1_000;
const timeoutMs = 60_000;

const departure = plus(new Date(Math.ceil(Date.now() / minute) * minute).toISOString(), 30 * hour);
const flights = createBenchFlights(departure);

interface School {
  readonly agencyId: string;
  readonly designator: string;
  readonly flightKey: string;
  readonly phones: readonly string[];
  readonly calledCount: number;
}

/** A school on a flight of its own, and how long the booking of its journey took. */
const bookSchool = async (
  harness: Harness,
  round: number,
): Promise<{ readonly school: School; readonly ms: number }> => {
  const agencyId = harness.agencies[round % harness.agencies.length]?.id ?? '';
  const designator = `BA${700 + round}`;
  const leg = benchLeg(designator, departure);
  const phones = Array.from(
    { length: guardianCount },
    (_, n) => `+999${200_000_000 + round * 100 + n}`,
  );
  const guardians = phones.map((phone, n) =>
    benchContact(
      `Guardian ${n}`,
      phone,
      Array.from({ length: pupilsOfGuardian }, (_, k) => n * pupilsOfGuardian + k),
      'guardian',
    ),
  );
  const called = pupils
    .map((name, n) => benchContact(name, null, [n]))
    .slice(guardianCount * pupilsOfGuardian);
  const journey = {
    group: 'School',
    passengers: pupils,
    legs: [leg],
    contacts: [...guardians, ...called],
  };
  const request = benchJourney(agencyId, `S${round}`, journey, new Date().toISOString());
  const start = performance.now();
  const { kind } = await harness.desk.bookJourney(request);
  const ms = performance.now() - start;
  if (kind !== 'booked') throw new Error(`the school was not booked: ${kind}`);
  const calledCount = called.length;
  return { school: { agencyId, designator, flightKey: leg.flightKey, phones, calledCount }, ms };
};

/** Waits until all of it has happened; resolves with the milliseconds since `start`. */
const waitUntil = async (start: number, isDone: () => boolean | Promise<boolean>) => {
  while (!(await isDone())) {
    if (performance.now() - start > timeoutMs) throw new Error('time ran out');
    await pause(5);
  }
  return performance.now() - start;
};
const areWrittenTo = (harness: Harness, { phones }: School, start: number): boolean =>
  phones.every((phone) => (harness.issuedAt.get(phone) ?? 0) >= start);
const areToBeCalled = async (harness: Harness, school: School): Promise<boolean> => {
  const { rows } = await harness.pool.query<{ n: number }>(
    `select count(*)::int as n from bauhaus.tasks k join bauhaus.trips t on t.id = k.trip_id
      where k.kind = 'call' and k.state = 'open' and t.flight_key = $1`,
    [school.flightKey],
  );
  return rows[0]?.n === school.calledCount;
};

/** Milliseconds from a push that the flight is cancelled until all of the school are cared for. */
const cancel = async (harness: Harness, school: School) => {
  flights.cancel(school.designator);
  const start = performance.now();
  await harness.emit([cancellationPush(school.flightKey)]);
  const [messages, tasks] = await Promise.all([
    waitUntil(start, () => areWrittenTo(harness, school, start)),
    waitUntil(start, () => areToBeCalled(harness, school)),
  ]);
  return { messages, tasks };
};

const row = (name: string, times: readonly number[]): string => {
  const max = Math.max(...times);
  return (
    `${name}: p50 ${latencyOf(times).p50.toFixed(0)} ms, maximum ${max.toFixed(0)} ms` +
    (max < limitMs ? '' : `  OVER ${limitMs} ms`)
  );
};

const main = async (): Promise<void> => {
  const harness = await createHarness(flights);
  try {
    const booked: Awaited<ReturnType<typeof bookSchool>>[] = [];
    for (let round = 0; round < rounds; round += 1) booked.push(await bookSchool(harness, round));
    const start = performance.now();
    await harness.start();
    await waitUntil(start, () =>
      booked.every(({ school }) => areWrittenTo(harness, school, start)),
    );
    const cancelled: Awaited<ReturnType<typeof cancel>>[] = [];
    for (const { school } of booked) {
      // Status callbacks of the round before are done by then.
      await pause(2_000);
      cancelled.push(await cancel(harness, school));
    }
    console.log(
      [
        `${rounds} schools of ${pupils.length}, ${guardianCount} guardians, one after another`,
        row(
          'booked',
          booked.map(({ ms }) => ms),
        ),
        row(
          'cancelled, until the last of 12 messages',
          cancelled.map(({ messages }) => messages),
        ),
        row(
          'cancelled, until the last of 4 tasks to call',
          cancelled.map(({ tasks }) => tasks),
        ),
      ].join('\n'),
    );
  } finally {
    await harness.close();
  }
};

// Without an exit of its own a signal would leave Postgres and the provider running.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
await main();
