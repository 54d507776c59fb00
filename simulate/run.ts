import { createSeededIds } from '#local/replay/virtual.ts';
import { createConcierge } from '#services/concierge/agent.ts';
import { createFlightTracker } from '#services/flight-tracker/agent.ts';
import { createItinerary } from '#services/itinerary/agent.ts';
import { createNotifications } from '#services/notifications/agent.ts';
import { type AnyAgent, anyAgent } from '#shared/actor/any-agent.ts';
import { createKernel, type Kernel } from '#shared/actor/kernel.ts';
import { createMemoryFlightSnapshots } from '#shared/adapters/aeroapi/memory-flight-snapshots.ts';
import { createMemoryDocumentStore } from '#shared/adapters/memory/document-store.ts';
import { createMemoryStore, type MemoryStore } from '#shared/adapters/memory/memory-store.ts';
import { noMedia } from '#shared/adapters/memory/no-media.ts';
import { shieldedFlightData } from '#shared/composition/flights.ts';
import { shieldedSender } from '#shared/composition/whatsapp.ts';
import { epoch, minute, second } from '#shared/domain/instant.ts';
import { PlaceInput } from '#shared/domain/place.ts';
import { type AnyEvent, isHeardBy } from '#shared/events/catalogue.ts';
import type { ActorStore, AgentName } from '#shared/ports/actor-store.ts';
import type { FlightSnapshots } from '#shared/ports/flight-snapshots.ts';
import type { Log } from '#shared/ports/log.ts';
import { noMeter } from '#shared/ports/meter.ts';
import { createAeroApi } from './aeroapi.ts';
import { createSharedBreakers } from './breakers.ts';
import { createEdge } from './edge.ts';
import type { Ending, Sending } from './evidence.ts';
import { commitRates, Faults as FaultSource, type Faults, type Fired } from './faults.ts';
import { endInvariants, sendInvariants } from './invariants.ts';
import { createProvider } from './provider.ts';
import { createQueues } from './queues.ts';
import { type Safeguard, switchOff, withoutStaleGuard } from './switches.ts';
import { VirtualTime } from './virtual-time.ts';
import { type Happening, type Violation, Watch } from './watch.ts';
import { newLedger, outboxOf, type TimerSet, watchStore } from './watched-store.ts';
import { type Outage, SpuriousConflict, type WorkerProcess, Workers } from './workers.ts';
import { planWorld, type World } from './world.ts';

/** What a run is asked for besides its seed. */
export interface RunOptions {
  /** The faults and inputs that are allowed; left out: all that the seed holds. */
  readonly only?: ReadonlySet<string>;
  /** A safeguard to take away. */
  readonly without?: Safeguard;
  /** Keeps the story. */
  readonly tells?: boolean;
}

/** What came of a run. */
export interface Outcome {
  readonly seed: string;
  readonly violation: Violation | null;
  readonly fired: readonly Fired[];
  readonly counts: ReadonlyMap<string, number>;
  readonly story: readonly Happening[];
}

const sweepEveryMs = 30 * second;
const timerGraceMs = 90 * second;

/** What a flight's record says that a traveller may have to hear of. */
const newsworthy = ['cancelled', 'diverted', 'estimated_out', 'gate_origin'];

/** Outages of a part: at any time, or when there is news of a flight, which is when they hurt. */
const outagesOf = (faults: Faults, what: string, world: World, chance: number): Outage[] => {
  const startMs = epoch(world.start);
  const span = epoch(world.end) - 90 * 60 * minute - startMs;
  const news = world.flights
    .flatMap(({ flights }) => flights.flat())
    .filter(({ from, set }) => from > world.start && newsworthy.some((name) => name in set));
  return [1, 2].flatMap((n) => {
    const name = `outage: ${what} ${n}`;
    if (!faults.happens(name, chance)) return [];
    const then =
      faults.chance(`${name} hurts`) < 0.7
        ? news[faults.amount(`${name} after`, 0, news.length - 1)]
        : undefined;
    const fromMs = then
      ? epoch(then.from) + faults.amount(`${name} begins`, -60, 300) * second
      : startMs + Math.floor(faults.chance(`${name} from`) * span);
    return [{ fromMs, untilMs: fromMs + faults.amount(name, 20, 2400) * second }];
  });
};

/** The store as one worker reaches it: over a network, from a process that may die. */
const storeOf = (
  worker: WorkerProcess,
  store: MemoryStore,
  workers: Workers,
  nameOf: (id: string) => string,
): ActorStore => {
  const call = <T>(point: string, act: () => Promise<T>): Promise<T> =>
    workers.call(worker, point, act);
  return {
    load: (request) =>
      call(`load ${request.agent} ${nameOf(request.actorId)}`, () => store.load(request)),
    commit: (turn) =>
      workers
        .call(
          worker,
          `commit ${turn.event.type} ${turn.agent} ${nameOf(turn.actorId)}`,
          () => store.commit(turn),
          commitRates,
        )
        .catch((error: unknown) => {
          if (error instanceof SpuriousConflict) return { kind: 'conflict' } as const;
          throw error;
        }),
    claim: (request) =>
      call(`claim ${request.ids.map(nameOf).join(', ')}`, () => store.claim(request)),
    settle: (request) =>
      call(`settle ${request.settlements.map((s) => `${nameOf(s.id)} ${s.kind}`).join(', ')}`, () =>
        store.settle(request),
      ),
    deliveryReport: (report) => store.deliveryReport(report),
    overdue: (request) => call('overdue', () => store.overdue(request)),
    markPublished: (ids) => call('markPublished', () => store.markPublished(ids)),
    quarantine: (entry) =>
      call(`quarantine ${entry.event.type} ${nameOf(entry.actorId)}`, () =>
        store.quarantine(entry),
      ),
  };
};

const snapshotsOf = (
  worker: WorkerProcess,
  snapshots: FlightSnapshots,
  workers: Workers,
): FlightSnapshots => ({
  take: (request) =>
    workers.call(worker, `take snapshot ${request.key.split(' ')[0]}`, () =>
      snapshots.take(request),
    ),
  put: (request) =>
    workers.call(worker, `put snapshot ${request.key.split(' ')[0]}`, () => snapshots.put(request)),
});

/** Lives one seed from its first booking to long after its last flight, and holds every step against the promises. */
export const run = async (seed: string, options: RunOptions = {}): Promise<Outcome> => {
  const time = new VirtualTime('2027-01-01T00:00:00.000Z');
  const faults = new FaultSource(seed, time, options.only ?? null);
  const world = planWorld(seed, faults);
  time.moveTo(epoch(world.start));
  const watch = new Watch(time, options.tells ?? false);
  const ids = createSeededIds(seed);
  const ledger = newLedger();
  const without = options.without ?? null;

  const names = new Map<string, string>();
  const nameOf = (id: string): string =>
    names.get(id) ?? ledger.nameOf.get(id) ?? (id.includes('/') ? (id.split('/')[0] ?? '') : '');
  const memory = createMemoryStore({ ids });
  for (const agency of world.agencies) memory.addAgency(agency);
  for (const city of world.places)
    await memory.places.add(
      world.agencies[0]?.id ?? '',
      PlaceInput.parse({ name: `Museo de ${city}`, city }),
    );
  const outbox = outboxOf(memory, watch);
  const wakes = new Set<string>();
  const written = (timers: readonly TimerSet[]): void => {
    for (const trip of memory.inspect.trips()) {
      if (names.has(trip.id)) continue;
      const planned = world.trips.find(
        (t) => t.phone === trip.whatsapp && t.flight.departure === trip.departure,
      );
      names.set(trip.id, `of trip ${planned?.key ?? '?'}`);
    }
    const events = outbox();
    if (!world.transactional) return;
    for (const { due, ...timer } of timers)
      due === null ? queues.unschedule(timer) : queues.schedule({ ...timer, due });
    if (events.length > 0) {
      void memory.markPublished(events.map((event) => event.id));
      queues.publish(events);
    }
    const at = memory.inspect.nextEffectAt();
    if (at === null || wakes.has(at)) return;
    wakes.add(at);
    time.at(epoch(at), () => wake(at));
  };
  const store = watchStore(switchOff(memory, without), { watch, time, ledger, nameOf, written });

  const log: Log = {
    debug: (message, fields) => watch.noPersonalData('log', { message, fields }),
    info: (message, fields) => watch.noPersonalData('log', { message, fields }),
    warn: (message, fields) => watch.noPersonalData('log', { message, fields }),
    error: (message, fields) => watch.noPersonalData('log', { message, fields }),
  };
  const documents = createMemoryDocumentStore();
  const snapshots = createMemoryFlightSnapshots();
  const kernels = new Map<WorkerProcess, Kernel>();
  const agentNames = new Set<AgentName>();
  const hearersOf = (event: AnyEvent): readonly AgentName[] =>
    [...agentNames].filter((name) => isHeardBy(event, name));
  const begin = (worker: WorkerProcess): void => {
    watch.tell(() => `worker ${worker.name} starts`);
    const pause = async (ms: number): Promise<void> => {
      await time.sleep(ms);
      if (worker.over) await new Promise(() => {});
    };
    const platform = { clock: worker.clock, meter: noMeter, breakers: shared.of(worker) };
    const flights = shieldedFlightData(
      aeroApi.flightsOf(worker),
      { ...platform, store: snapshotsOf(worker, snapshots, workers) },
      pause,
    );
    const notifications = createNotifications({ templates: null });
    const agents: readonly AnyAgent[] = [
      anyAgent(createFlightTracker({ flights, alerts: aeroApi.alertsOf(worker) })),
      anyAgent(without === 'the stale guard' ? withoutStaleGuard(notifications) : notifications),
      anyAgent(
        createConcierge({
          trips: store,
          documents,
          media: noMedia,
          model: null,
          places: store.places,
          itineraryLinks: null,
        }),
      ),
      anyAgent(createItinerary({ places: store.places, model: null, embedder: null })),
    ];
    for (const { name } of agents) agentNames.add(name);
    const plain = storeOf(worker, store, workers, nameOf);
    kernels.set(
      worker,
      createKernel({
        store: plain,
        sender: shieldedSender(provider.senderOf(worker), platform),
        bus: world.transactional
          ? { transactional: true, publish: async () => {} }
          : {
              publish: (events) =>
                workers.call(worker, `publish ${events[0]?.type}`, async () =>
                  queues.publish(events),
                ),
            },
        timers: {
          set: (row) =>
            world.transactional
              ? Promise.resolve()
              : workers.call(worker, `schedule ${row.kind}`, async () => queues.schedule(row)),
          clear: (row) =>
            world.transactional
              ? Promise.resolve()
              : workers.call(worker, `unschedule ${row.kind}`, async () => queues.unschedule(row)),
        },
        clock: worker.clock,
        ids,
        log,
        agents,
        pause,
      }),
    );
  };
  const kernelOf = (worker: WorkerProcess): Kernel => {
    const kernel = kernels.get(worker);
    if (!kernel) throw new Error('a worker has no kernel');
    return kernel;
  };
  const workers = new Workers({
    time,
    faults,
    outages: outagesOf(faults, 'the database', world, 0.12),
    begin,
  });
  const shared = createSharedBreakers({ time, faults, workers, watch, log });
  const silences = outagesOf(faults, 'the answers of Twilio', world, world.stormy ? 1 : 0.1);
  const edge = createEdge({ time, faults, workers, watch, store, log, nameOf, silences });
  const sending: Sending = { watch, ledger, memory, world, accepted: [] };
  const provider = createProvider({
    ...{ time, faults, workers, watch, nameOf },
    outages: outagesOf(faults, 'Twilio', world, 0.12),
    silences,
    onRequest: () => shared.requested('twilio'),
    onAccepted: (message) => {
      for (const invariant of sendInvariants) invariant(message, sending);
      sending.accepted.push(message);
      edge.report(message);
    },
  });
  const aeroApi = createAeroApi(world, {
    ...{ time, faults, workers, watch },
    outages: outagesOf(faults, 'AeroAPI', world, 0.15),
    onRequest: () => shared.requested('aeroapi'),
    deliverPush: edge.deliverPush,
  });
  const queues = createQueues({ time, faults, workers, watch, kernelOf, nameOf, hearersOf });
  for (const { name, skewMs } of world.workers) workers.start(name, skewMs);

  const anyLife = (name: string): WorkerProcess | undefined => {
    const running = workers.running();
    return running[Math.floor(faults.chance(name) * running.length)];
  };
  const wake = (at: string): void => {
    const { fault, key } = faults.strike('wake', { 'wake lost': 0.04, 'woken twice': 0.06 });
    if (fault === 'wake lost') return;
    for (const effect of memory.inspect.effectsDue(at))
      for (const copy of fault === 'woken twice' ? ['one', 'two'] : ['one']) {
        const worker = anyLife(`${key} ${effect.id} ${copy}`);
        if (worker) void kernelOf(worker).wake([effect.id], effect.agencyId);
      }
  };

  /** From when on a sweep would find something. */
  const overdueAt = (): number => {
    const { inspect } = memory;
    if (!world.transactional && inspect.unpublished().length > 0) return time.nowMs;
    const effect = inspect.nextEffectAt();
    const timers = inspect.timers().map((timer) => epoch(timer.due) + timerGraceMs);
    return Math.min(effect === null ? Number.POSITIVE_INFINITY : epoch(effect), ...timers);
  };
  const sweeping = new Set<WorkerProcess>();
  const sweep = (tick: number): void => {
    const { fault } = faults.strike('sweep', { 'swept by two': 0.1 });
    for (const copy of fault === null ? ['one'] : ['one', 'two']) {
      const worker = anyLife(`sweep ${tick} ${copy}`);
      if (!worker || sweeping.has(worker)) continue;
      watch.count('sweeps');
      sweeping.add(worker);
      void kernelOf(worker)
        .sweep()
        .then(() => sweeping.delete(worker));
    }
  };

  for (const input of world.inputs) time.at(epoch(input.at), () => edge.take(input));
  const endMs = epoch(world.end);
  let swept = 0;
  while (watch.violation === null) {
    const next = time.nextAt();
    const grid = Math.max(
      swept + sweepEveryMs,
      Math.ceil(time.nowMs / sweepEveryMs) * sweepEveryMs,
    );
    if (grid <= next && without !== 'the sweeper') {
      const tick = Math.max(grid, Math.ceil(overdueAt() / sweepEveryMs) * sweepEveryMs);
      if (tick <= next && tick <= endMs) {
        swept = tick;
        time.at(tick, () => sweep(tick));
      }
    }
    if (time.nextAt() > endMs || !(await time.step())) break;
  }

  const ending: Ending = { ...sending, booked: edge.booked, truthfulAt: aeroApi.truthfulAt };
  for (const invariant of endInvariants) if (watch.violation === null) invariant(ending);
  watch.count('crashes', workers.crashes);
  watch.count('pauses', workers.pauses);
  for (const message of sending.accepted)
    watch.count(
      `told ${memory.inspect.effects().find((e) => e.id === message.effectId)?.type ?? ''}`,
    );
  return {
    seed,
    violation: watch.violation,
    fired: faults.fired,
    counts: watch.counts,
    story: watch.story,
  };
};
