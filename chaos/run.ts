import { chooseDisturbance, createDisturbances, type Disturbance } from './disturbances.ts';
import { createRandom, type Random } from './random.ts';
import { createTestbed, type Testbed } from './testbed.ts';
import { createTravellers, createWorld, story, type World } from './travellers.ts';
import { judge, type Verdict } from './verdict.ts';

/** Options of a chaos run. */
export interface ChaosOptions {
  /** Kills of the service with -9; the other disturbances come on top. */
  readonly kills: number;
  readonly trips: number;
  readonly seed: number;
  /** The speed of the agents' time: leases and reconciliation take minutes of it. */
  readonly speed: number;
  /** Whether to fill a disk of the run's own, where one can be made. */
  readonly disk: boolean;
  readonly progress: (line: string) => void;
}

/** A disturbance and the recovery from it, in real milliseconds. */
export interface Recovery {
  readonly disturbance: string;
  /** Since the start of the run. */
  readonly atMs: number;
  /** Until the service was ready again; null: it went on without a restart. */
  readonly readyMs: number | null;
  /** Until the provider accepted the next message; null: none before the next disturbance. */
  readonly nextMessageMs: number | null;
}

/** The outcome of a chaos run. */
export interface ChaosReport extends Verdict {
  readonly seed: number;
  readonly speed: number;
  readonly trips: number;
  readonly messages: { readonly expected: number; readonly accepted: number };
  readonly kills: number;
  /** Requests to the provider that got an injected fault. */
  readonly providerFaults: number;
  /** The last line of the service for each time it exited by itself. */
  readonly unexpectedExits: readonly string[];
  readonly seconds: number;
  readonly recoveries: readonly Recovery[];
  /** Why the disk was not filled; null: it was. */
  readonly diskSkipped: string | null;
  readonly stoppedCleanly: boolean;
}

/** Without progress for this long, the run gives up. */
const stallTimeoutMs = 90_000;
const nextMessageTimeoutMs = 2_500;
/** The service notices the loss of its database within this time. */
const exitTimeoutMs = 20_000;

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const waitUntil = async (condition: () => boolean, timeoutMs: number): Promise<void> => {
  const deadline = performance.now() + timeoutMs;
  while (!condition() && performance.now() < deadline) await pause(20);
};

/** Injects a disturbance and waits until the service has recovered. */
const disturb = async (
  { service, provider }: Testbed,
  disturbance: Disturbance,
  startedAt: number,
): Promise<Recovery> => {
  const at = performance.now();
  const earlierExits = service.unexpectedExits().length;
  await disturbance.inject();
  // Without its database the service exits; with some connections cut it may.
  const hasExited = () => service.unexpectedExits().length > earlierExits || !service.isReady();
  if (!disturbance.killsService)
    await waitUntil(hasExited, disturbance.endsService ? exitTimeoutMs : 500);
  const isRestarting = disturbance.killsService || hasExited();
  const readyAt = isRestarting ? await service.ready() : null;
  const recoveredAt = readyAt ?? at;
  await waitUntil(() => (provider.lastAcceptedAt() ?? 0) >= recoveredAt, nextMessageTimeoutMs);
  const nextAt = provider.lastAcceptedAt() ?? 0;
  return {
    disturbance: disturbance.name,
    atMs: Math.round(at - startedAt),
    readyMs: readyAt === null ? null : Math.round(readyAt - at),
    nextMessageMs: nextAt >= recoveredAt ? Math.round(nextAt - at) : null,
  };
};

const progressOf = (world: World, trips: number): string =>
  `${world.bookings()}/${trips} booked · ${world.messages()}/${trips * story.length} messages`;

/** Disturbs until the kills are made; each disturbance comes at least once if kills suffice. */
const disturbRepeatedly = async (
  testbed: Testbed,
  world: World,
  random: Random,
  options: ChaosOptions,
  startedAt: number,
): Promise<{ readonly recoveries: readonly Recovery[]; readonly kills: number }> => {
  const { trips } = options;
  const { service } = testbed;
  const disturbances = createDisturbances({
    ...testbed,
    random,
    hasOwnDisk: testbed.diskSkipped === null,
  });
  const untriedNames = new Set(disturbances.map(({ name }) => name));
  const recoveries: Recovery[] = [];
  let kills = 0;
  while (kills < options.kills && !world.isOver()) {
    // Bookings are spread over the run, so that every kill meets work.
    world.allowBookings(Math.ceil((trips * (kills + 1)) / options.kills));
    // Most disturbances meet a running service, some one that is still starting.
    if (random.next() < 0.85) await service.ready();
    await pause(random.between(100, 3_000));
    const triedCount = disturbances.length - untriedNames.size;
    const isUntriedDue =
      untriedNames.size > 0 && kills * disturbances.length >= triedCount * options.kills;
    const disturbance =
      disturbances.find(({ name }) => isUntriedDue && untriedNames.has(name)) ??
      chooseDisturbance(disturbances, random);
    untriedNames.delete(disturbance.name);
    const recovery = await disturb(testbed, disturbance, startedAt);
    recoveries.push(recovery);
    if (disturbance.killsService) kills += 1;
    const ready = recovery.readyMs === null ? 'went on' : `ready after ${recovery.readyMs} ms`;
    options.progress(
      [
        `${kills}/${options.kills} kills`,
        progressOf(world, trips),
        `${disturbance.name}: ${ready}`,
      ].join(' · '),
    );
  }
  return { recoveries, kills };
};

/** Waits until every story is over, or there is no progress any more. */
const waitForStories = async (world: World, options: ChaosOptions): Promise<void> => {
  let messages = -1;
  let changedAt = performance.now();
  let shownAt = performance.now();
  while (!world.isOver() && performance.now() - changedAt < stallTimeoutMs) {
    if (world.messages() !== messages) {
      messages = world.messages();
      changedAt = performance.now();
    }
    if (performance.now() - shownAt > 5_000) {
      shownAt = performance.now();
      options.progress(`no more disturbances · ${progressOf(world, options.trips)}`);
    }
    await pause(50);
  }
  world.giveUp();
};

/** Waits until no message is under way or unknown, and no job is due. */
const waitForLedger = async ({ database }: Testbed): Promise<void> => {
  const sql = `
    select (select count(*)::int
              from bauhaus.notifications_log
             where delivery_status in ('PENDING', 'SENDING', 'UNKNOWN'))
         + (select count(*)::int from graphile_worker.jobs where run_at <= now()) as open`;
  const deadline = performance.now() + stallTimeoutMs;
  while (performance.now() < deadline) {
    const [row] = await database.query<{ open: number }>(sql).catch(() => []);
    if (row?.open === 0) return;
    await pause(250);
  }
};

/** Runs the real system under disturbances; compares what was sent with what had to be sent. */
export const runChaos = async (options: ChaosOptions): Promise<ChaosReport> => {
  const { trips, seed, speed } = options;
  const random = createRandom(seed);
  const startedAt = performance.now();
  const expected = trips * story.length;
  const testbed = await createTestbed({
    speed,
    random,
    maxMessages: expected * 2 + 1_000,
    disk: options.disk,
  });
  try {
    const travellers = createTravellers(trips);
    const world = createWorld({ ...testbed, travellers });
    const { recoveries, kills } = await disturbRepeatedly(
      testbed,
      world,
      random,
      options,
      startedAt,
    );
    world.allowBookings(trips);
    await waitForStories(world, options);
    await waitForLedger(testbed);
    const verdict = await judge(testbed.database, travellers, testbed.provider.accepted());
    const refusals = world.refusals();
    const exitCode = await testbed.service.stop();
    return {
      ...verdict,
      inconsistencies: [
        ...verdict.inconsistencies,
        ...refusals,
        ...(verdict.lost.length + verdict.duplicates.length > 0 ? [testbed.service.tail()] : []),
      ],
      seed,
      speed,
      trips,
      messages: { expected, accepted: testbed.provider.accepted().length },
      kills,
      providerFaults: testbed.provider.faults(),
      unexpectedExits: testbed.service.unexpectedExits().map(({ lastLine }) => lastLine),
      seconds: Math.round((performance.now() - startedAt) / 1_000),
      recoveries,
      diskSkipped: testbed.diskSkipped,
      stoppedCleanly: exitCode === 0,
    };
  } finally {
    await testbed.close();
  }
};
