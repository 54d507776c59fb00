import { choose, createDisturbances, type Disturbance } from './disturbances.ts';
import { createRandom, type Random } from './random.ts';
import { type Stage, setStage } from './stage.ts';
import { createTravellers, createWorld, story, type World } from './travellers.ts';
import { judge, type Verdict } from './verdict.ts';

/** How much chaos. */
export interface ChaosOptions {
  /** Kills of the service with -9, at least; the other disturbances come on top. */
  readonly kills: number;
  readonly trips: number;
  readonly seed: number;
  /** How many times faster than the world the agents live: leases and reconciliation take minutes of theirs. */
  readonly speed: number;
  /** Whether a disk of the run's own is to be filled, where one can be made. */
  readonly disk: boolean;
  readonly progress: (line: string) => void;
}

/** One disturbance and what it took to get over it, in real milliseconds. */
export interface Recovery {
  readonly what: string;
  /** Since the start of the run. */
  readonly atMs: number;
  /** Until the service says again that it is ready; null: it went on without a new start. */
  readonly readyMs: number | null;
  /** Until the provider takes the next message; null: none before the next disturbance. */
  readonly nextMessageMs: number | null;
}

/** What became of the run. */
export interface ChaosReport extends Verdict {
  readonly seed: number;
  readonly speed: number;
  readonly trips: number;
  readonly messages: { readonly wanted: number; readonly accepted: number };
  readonly kills: number;
  /** Requests to the provider that were answered wrongly or not at all, on purpose. */
  readonly lostReplies: number;
  /** Times the service ended by itself because its database was gone, with what it said. */
  readonly endings: readonly string[];
  readonly seconds: number;
  readonly recoveries: readonly Recovery[];
  /** Why the disk was not filled; null: it was. */
  readonly diskSkipped: string | null;
  readonly stoppedCleanly: boolean;
}

/** Nothing new for this long, and nothing will come any more. */
const patienceMs = 90_000;
const nextMessagePatienceMs = 2_500;
const noticesWithinMs = 20_000;

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const until = async (so: () => boolean, patience: number): Promise<void> => {
  const end = performance.now() + patience;
  while (!so() && performance.now() < end) await pause(20);
};

/** Lets one thing happen and waits until the service has got over it. */
const disturb = async (
  { service, witness }: Stage,
  one: Disturbance,
  startedAt: number,
): Promise<Recovery> => {
  const at = performance.now();
  const endings = service.endings().length;
  await one.happen();
  // A service that has lost its database ends by itself; one whose connections were cut may, if it was the wrong one.
  const hasEnded = () => service.endings().length > endings || !service.isReady();
  if (!one.kills) await until(hasEnded, one.ends ? noticesWithinMs : 500);
  const restarts = one.kills || hasEnded();
  const readyAt = restarts ? await service.ready() : null;
  const back = readyAt ?? at;
  await until(() => (witness.lastAcceptedAt() ?? 0) >= back, nextMessagePatienceMs);
  const nextAt = witness.lastAcceptedAt() ?? 0;
  return {
    what: one.name,
    atMs: Math.round(at - startedAt),
    readyMs: readyAt === null ? null : Math.round(readyAt - at),
    nextMessageMs: nextAt >= back ? Math.round(nextAt - at) : null,
  };
};

/** Disturbs until enough kills were made; everything possible happens at least once where there are kills enough. */
const wreck = async (
  stage: Stage,
  world: World,
  random: Random,
  options: ChaosOptions,
  startedAt: number,
): Promise<{ readonly recoveries: readonly Recovery[]; readonly kills: number }> => {
  const { trips } = options;
  const { service } = stage;
  const possible = createDisturbances({ ...stage, random, ownDisk: stage.diskSkipped === null });
  const untried = new Set(possible.map(({ name }) => name));
  const recoveries: Recovery[] = [];
  let kills = 0;
  while (kills < options.kills && !world.isOver()) {
    // There is always something to be done: the last are booked when the last kill is near.
    world.allow(Math.ceil((trips * (kills + 1)) / options.kills));
    // Most come in the middle of work, some while it still starts.
    if (random.next() < 0.85) await service.ready();
    await pause(random.between(100, 3_000));
    const overdue =
      untried.size > 0 &&
      kills * possible.length >= (possible.length - untried.size) * options.kills;
    const one =
      possible.find(({ name }) => overdue && untried.has(name)) ?? choose(possible, random);
    untried.delete(one.name);
    const recovery = await disturb(stage, one, startedAt);
    recoveries.push(recovery);
    if (one.kills) kills += 1;
    const ready = recovery.readyMs === null ? 'went on' : `ready after ${recovery.readyMs} ms`;
    options.progress(
      `${kills}/${options.kills} kills · ${world.booked()}/${trips} booked · ${world.told()}/${trips * story.length} told · ${one.name}: ${ready}`,
    );
  }
  return { recoveries, kills };
};

/** Waits until every story is over, or nothing has happened for so long that nothing will. */
const calmDown = async (world: World, options: ChaosOptions): Promise<void> => {
  let told = -1;
  let changedAt = performance.now();
  let shownAt = performance.now();
  while (!world.isOver() && performance.now() - changedAt < patienceMs) {
    if (world.told() !== told) {
      told = world.told();
      changedAt = performance.now();
    }
    if (performance.now() - shownAt > 5_000) {
      shownAt = performance.now();
      options.progress(
        `calm now · ${world.booked()}/${options.trips} booked · ${told}/${options.trips * story.length} told`,
      );
    }
    await pause(50);
  }
  world.giveUp();
};

/** Waits until the ledger has caught up with the provider: nothing is under way and nothing is unknown. */
const settle = async ({ database }: Stage): Promise<void> => {
  const sql = `select (select count(*)::int from bauhaus.notifications_log where delivery_status in ('PENDING', 'SENDING', 'UNKNOWN'))
                    + (select count(*)::int from graphile_worker.jobs where run_at <= now()) as open`;
  const end = performance.now() + patienceMs;
  while (performance.now() < end) {
    const [row] = await database.query<{ open: number }>(sql).catch(() => []);
    if (row?.open === 0) return;
    await pause(250);
  }
};

/** Runs the real system on a machine where everything goes wrong, and holds at the end what was sent against what had to be. */
export const runChaos = async (options: ChaosOptions): Promise<ChaosReport> => {
  const { trips, seed, speed } = options;
  const random = createRandom(seed);
  const startedAt = performance.now();
  const wanted = trips * story.length;
  const stage = await setStage({
    speed,
    random,
    maxMessages: wanted * 2 + 1_000,
    disk: options.disk,
  });
  try {
    const travellers = createTravellers(trips);
    const world = createWorld({ ...stage, travellers });
    const { recoveries, kills } = await wreck(stage, world, random, options, startedAt);
    world.allow(trips);
    await calmDown(world, options);
    await settle(stage);
    const verdict = await judge(stage.database, travellers, stage.witness.accepted());
    const refusals = world.refusals();
    const ended = await stage.service.stop();
    return {
      ...verdict,
      wrong: [
        ...verdict.wrong,
        ...refusals,
        ...(verdict.lost.length + verdict.twice.length > 0 ? [stage.service.tail()] : []),
      ],
      seed,
      speed,
      trips,
      messages: { wanted, accepted: stage.witness.accepted().length },
      kills,
      lostReplies: stage.witness.faults(),
      endings: stage.service.endings().map(({ said }) => said),
      seconds: Math.round((performance.now() - startedAt) / 1_000),
      recoveries,
      diskSkipped: stage.diskSkipped,
      stoppedCleanly: ended === 0,
    };
  } finally {
    await stage.close();
  }
};
