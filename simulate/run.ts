import { createSeededIds } from '#local/replay/virtual.ts';
import { createConcierge } from '#services/concierge/agent.ts';
import { connections } from '#services/connections/agent.ts';
import { createDutyDesk } from '#services/duty-desk/agent.ts';
import { createFlightTracker } from '#services/flight-tracker/agent.ts';
import { createItinerary } from '#services/itinerary/agent.ts';
import { createNotifications } from '#services/notifications/agent.ts';
import { type AnyAgent, anyAgent } from '#shared/actor/any-agent.ts';
import { createKernel, type Kernel } from '#shared/actor/kernel.ts';
import { createMemoryFlightSnapshots } from '#shared/adapters/aeroapi/memory-flight-snapshots.ts';
import { createMemoryDocumentStore } from '#shared/adapters/memory/document-store.ts';
import { createMemoryStore, type MemoryStore } from '#shared/adapters/memory/memory-store.ts';
import { noMedia } from '#shared/adapters/memory/no-media.ts';
import type { Sealing } from '#shared/adapters/sealing/sealing.ts';
import { shieldedFlightData } from '#shared/composition/flights.ts';
import { noStaffPush } from '#shared/composition/staff.ts';
import { shieldedSender } from '#shared/composition/whatsapp.ts';
import { epoch, minute, second } from '#shared/domain/instant.ts';
import { timerGraceMs } from '#shared/domain/overdue.ts';
import { PlaceInput } from '#shared/domain/place.ts';
import { type AnyEvent, isEventFor } from '#shared/events/catalogue.ts';
import type { ActorStore, AgentName } from '#shared/ports/actor-store.ts';
import type { FlightSnapshots } from '#shared/ports/flight-snapshots.ts';
import type { Incidents } from '#shared/ports/incidents.ts';
import type { Log } from '#shared/ports/log.ts';
import { noMeter } from '#shared/ports/meter.ts';
import { RecordingStaffMail } from '#shared/testing/staff.ts';
import { createAeroApi } from './aeroapi.ts';
import { createSharedBreakers } from './breakers.ts';
import { createDesk } from './desk.ts';
import { answerTo, createCries, staffOf, weakenedDesk } from './duty.ts';
import { createEdge } from './edge.ts';
import type { RunEvidence, SendEvidence } from './evidence.ts';
import {
  callRates,
  commitRates,
  Faults as FaultSource,
  type Faults,
  type FiredFault,
} from './faults.ts';
import { endInvariants, sendInvariants } from './invariants.ts';
import { createKeys } from './keys.ts';
import { createObservations } from './observations.ts';
import { createProvider } from './provider.ts';
import { createQueues } from './queues.ts';
import { removeSafeguard, type Safeguard, weakened } from './safeguards.ts';
import { asProcess, createSealedStore } from './sealed-store.ts';
import { VirtualTime } from './virtual-time.ts';
import { type StoryLine, type Violation, Watch } from './watch.ts';
import { type TimerChange, watchOutbox, watchStore } from './watched-store.ts';
import {
  neverSettles,
  type Outage,
  SpuriousConflict,
  type WorkerProcess,
  Workers,
} from './workers.ts';
import { planWorld, type World } from './world.ts';

/** Options of a run besides its seed. */
export interface RunOptions {
  /** Keys of the faults and inputs that are allowed; left out: all that the seed draws. */
  readonly only?: ReadonlySet<string>;
  /** Inputs to leave out: those that a seed did not have when its story was written down. */
  readonly except?: RegExp;
  /** A safeguard to remove. */
  readonly without?: Safeguard;
  /** Whether to keep the story, which costs time. */
  readonly keepStory?: boolean;
}

/** The outcome of a run. */
export interface Outcome {
  readonly seed: string;
  readonly violation: Violation | null;
  readonly fired: readonly FiredFault[];
  readonly counts: ReadonlyMap<string, number>;
  readonly story: readonly StoryLine[];
}

const sweepEveryMs = 30 * second;

/** Fields of a flight's record whose changes travellers are told about. */
const newsFields = ['cancelled', 'diverted', 'estimated_out', 'gate_origin'];

/** Up to two outages of a service: at any time, or around news of a flight, when they hurt most. */
const outagesOf = (faults: Faults, service: string, world: World, chance: number): Outage[] => {
  const startMs = epoch(world.start);
  const spanMs = epoch(world.end) - 90 * 60 * minute - startMs;
  const news = world.flights
    .flatMap(({ flights }) => flights.flat())
    .filter(({ from, set }) => from > world.start && newsFields.some((name) => name in set));
  return [1, 2].flatMap((n) => {
    const name = `outage: ${service} ${n}`;
    if (!faults.happens(name, chance)) return [];
    const change =
      faults.chance(`${name} hurts`) < 0.7
        ? news[faults.amount(`${name} after`, 0, news.length - 1)]
        : undefined;
    const fromMs = change
      ? epoch(change.from) + faults.amount(`${name} begins`, -60, 300) * second
      : startMs + Math.floor(faults.chance(`${name} from`) * spanMs);
    return [{ fromMs, untilMs: fromMs + faults.amount(name, 20, 2400) * second }];
  });
};

/** Ten minutes in which some calls of the database fail: as a service that is overloaded does. */
const brownoutsOf = (faults: Faults, world: World): Outage[] =>
  outagesOf(faults, 'the database, in part', world, 0.15).map(({ fromMs }) => ({
    fromMs,
    untilMs: fromMs + 10 * minute,
  }));

/** The store as one worker reaches it: over a network, from a process that may crash. */
const storeOf = (
  worker: WorkerProcess,
  deps: {
    readonly store: MemoryStore;
    readonly sealing: Sealing;
    readonly workers: Workers;
    readonly nameOf: (id: string) => string;
  },
): ActorStore => {
  const { store, sealing, workers, nameOf } = deps;
  const call = <T>(point: string, operation: () => Promise<T>, rates = callRates): Promise<T> =>
    workers.call(worker, point, () => asProcess(sealing, operation), rates);
  return {
    load: (request) =>
      call(`load ${request.agent} ${nameOf(request.actorId)}`, () => store.load(request)),
    commit: (turn) =>
      call(
        `commit ${turn.event.type} ${turn.agent} ${nameOf(turn.actorId)}`,
        () => store.commit(turn),
        commitRates,
      ).catch((error: unknown) => {
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

/** Runs one seed from its first booking to days after its last flight, and checks every step. */
export const run = async (seed: string, options: RunOptions = {}): Promise<Outcome> => {
  const time = new VirtualTime('2027-01-01T00:00:00.000Z');
  const faults = new FaultSource(seed, time, options);
  const world = planWorld(seed, faults);
  time.moveTo(epoch(world.start));
  const watch = new Watch(time, options.keepStory ?? false);
  const ids = createSeededIds(seed);
  const observations = createObservations();
  const without = options.without ?? null;

  const names = new Map<string, string>();
  const nameOf = (id: string): string =>
    names.get(id) ??
    observations.nameOf.get(id) ??
    (id.includes('/') ? (id.split('/')[0] ?? '') : '');
  const keys = await createKeys(
    seed,
    world.agencies.map(({ id }) => id),
    without,
  );
  const memory = createSealedStore(createMemoryStore({ ids }), keys, world.agencies);
  for (const agency of world.agencies) {
    memory.addAgency(agency);
    const { members, roster } = await staffOf(
      agency.id,
      keys.openedBy(() => time.nowMs),
      world.start,
    );
    memory.setStaff(agency.id, members, roster);
  }
  const { cries, note } = createCries();
  for (const city of world.places)
    await memory.places.add(
      world.agencies[0]?.id ?? '',
      PlaceInput.parse({ name: `Museo de ${city}`, city }),
    );
  const unpublishedEvents = watchOutbox(memory, watch);
  const wakes = new Set<string>();
  const onWrite = (timers: readonly TimerChange[]): void => {
    for (const trip of memory.inspect.trips()) {
      if (names.has(trip.id)) continue;
      const planned = world.trips.find(
        (t) => t.phone === trip.whatsapp && t.flight.departure === trip.departure,
      );
      names.set(trip.id, `of trip ${planned?.key ?? '?'}`);
    }
    const events = unpublishedEvents();
    note(events);
    if (!world.isTransactional) return;
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
  const store = watchStore(removeSafeguard(memory, without), {
    ...{ watch, time, observations, nameOf, onWrite },
  });

  const log: Log = {
    debug: (message, fields) => watch.noPersonalData('log', { message, fields }),
    info: (message, fields) => watch.noPersonalData('log', { message, fields }),
    warn: (message, fields) => watch.noPersonalData('log', { message, fields }),
    error: (message, fields) => watch.noPersonalData('log', { message, fields }),
  };
  const documents = createMemoryDocumentStore();
  const mail = new RecordingStaffMail();
  const snapshots = createMemoryFlightSnapshots();
  const kernels = new Map<WorkerProcess, Kernel>();
  const agentNames = new Set<AgentName>();
  const subscribersOf = (event: AnyEvent): readonly AgentName[] =>
    [...agentNames].filter((name) => isEventFor(event, name));
  const onStart = (worker: WorkerProcess): void => {
    watch.narrate(() => `worker ${worker.name} starts`);
    const sealing = keys.openedBy(() => epoch(worker.clock.now()));
    const pause = async (ms: number): Promise<void> => {
      await time.sleep(ms);
      if (worker.hasCrashed) await neverSettles();
    };
    const platform = { clock: worker.clock, meter: noMeter, breakers: breakers.breakersOf(worker) };
    const flights = shieldedFlightData(
      aeroApi.flightsOf(worker),
      { ...platform, store: snapshotsOf(worker, snapshots, workers) },
      pause,
    );
    const notifications = createNotifications({ templates: null });
    const agents: readonly AnyAgent[] = [
      anyAgent(createFlightTracker({ flights, alerts: aeroApi.alertsOf(worker) })),
      anyAgent(weakened(notifications, without)),
      anyAgent(connections),
      anyAgent(
        weakenedDesk(
          createDutyDesk({
            templates: null,
            mail,
            push: noStaffPush,
            mayCall: () => true,
            publicBaseUrl: 'https://travel.example',
          }),
          without,
        ),
      ),
      anyAgent(
        createConcierge({
          trips: {
            tripContext: (...of) => asProcess(sealing, () => store.tripContext(...of)),
          },
          conversations: store,
          documents,
          media: noMedia,
          model: null,
          places: store.places,
          knowledge: { knowledge: store.knowledge, embedder: null },
          itineraryLinks: null,
        }),
      ),
      anyAgent(
        createItinerary({
          itineraries: {
            journeyStays: (...of) => asProcess(sealing, () => store.journeyStays(...of)),
          },
          places: store.places,
          model: null,
          embedder: null,
        }),
      ),
    ];
    for (const { name } of agents) agentNames.add(name);
    const workerStore = storeOf(worker, { store, sealing, workers, nameOf });
    kernels.set(
      worker,
      createKernel({
        store: workerStore,
        sender: shieldedSender(provider.senderOf(worker), platform),
        bus: world.isTransactional
          ? { transactional: true, publish: async () => {} }
          : {
              publish: (events) =>
                workers.call(worker, `publish ${events[0]?.type}`, async () =>
                  queues.publish(events),
                ),
            },
        timers: {
          set: (row) =>
            world.isTransactional
              ? Promise.resolve()
              : workers.call(worker, `schedule ${row.kind}`, async () => queues.schedule(row)),
          clear: (row) =>
            world.isTransactional
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
    brownouts: brownoutsOf(faults, world),
    onStart,
  });
  const breakers = createSharedBreakers({ time, faults, workers, watch, log });
  const answerOutages = outagesOf(faults, 'the answers of Twilio', world, world.isStormy ? 1 : 0.1);
  const edge = createEdge({
    ...{ time, faults, workers, watch, store, log, observations, nameOf, answerOutages },
    processes: [keys.openedBy(() => time.nowMs), keys.openedBy(() => time.nowMs)],
    rotateKeys: keys.rotate,
  });
  const evidence: SendEvidence = { watch, observations, memory, world, accepted: [], cries };
  const provider = createProvider({
    ...{ time, faults, workers, watch, nameOf },
    outages: outagesOf(faults, 'Twilio', world, 0.12),
    answerOutages,
    onRequest: () => breakers.onRequest('twilio'),
    onAccepted: (message) => {
      for (const invariant of sendInvariants) invariant(message, evidence);
      evidence.accepted.push(message);
      // Calls report nothing.
      if (!message.isCall) edge.scheduleCallbacks(message);
      const answer = answerTo(message, evidence, faults);
      if (answer) time.at(epoch(answer.at), () => edge.submit(answer));
    },
  });
  const aeroApi = createAeroApi(world, {
    ...{ time, faults, workers, watch },
    outages: outagesOf(faults, 'AeroAPI', world, 0.15),
    onRequest: () => breakers.onRequest('aeroapi'),
    deliverPush: edge.deliverPush,
  });
  const queues = createQueues({ time, faults, workers, watch, kernelOf, nameOf, subscribersOf });
  for (const { name, skewMs } of world.workers) workers.start(name, skewMs);

  const pickWorker = (name: string): WorkerProcess | undefined => {
    const running = workers.running();
    return running[Math.floor(faults.chance(name) * running.length)];
  };
  const wake = (at: string): void => {
    const { fault, key } = faults.strike('wake', { 'wake lost': 0.04, 'woken twice': 0.06 });
    if (fault === 'wake lost') return;
    for (const effect of memory.inspect.effectsDue(at))
      for (const copy of fault === 'woken twice' ? ['one', 'two'] : ['one']) {
        const worker = pickWorker(`${key} ${effect.id} ${copy}`);
        if (worker) void kernelOf(worker).wake([effect.id], effect.agencyId);
      }
  };

  /** From when on (epoch ms) a sweep would find something. */
  const overdueAtMs = (): number => {
    const { inspect } = memory;
    if (!world.isTransactional && inspect.unpublished().length > 0) return time.nowMs;
    const effect = inspect.nextEffectAt();
    const timers = inspect.timers().map((timer) => epoch(timer.due) + timerGraceMs);
    return Math.min(effect === null ? Number.POSITIVE_INFINITY : epoch(effect), ...timers);
  };
  const sweepers = new Set<WorkerProcess>();
  const sweep = (tickMs: number): void => {
    const { fault } = faults.strike('sweep', { 'swept by two': 0.1 });
    for (const copy of fault === null ? ['one'] : ['one', 'two']) {
      const worker = pickWorker(`sweep ${tickMs} ${copy}`);
      if (!worker || sweepers.has(worker)) continue;
      watch.count('sweeps');
      sweepers.add(worker);
      void kernelOf(worker)
        .sweep()
        .then(() => sweepers.delete(worker));
    }
  };

  const incidents: Incidents = {
    ...store.incidents,
    move: async (...move) => {
      const moved = await store.incidents.move(...move);
      onWrite([]);
      return moved;
    },
  };
  createDesk({ store: { ...store, incidents }, time, faults, watch, world }).open();
  for (const input of world.inputs) time.at(epoch(input.at), () => edge.submit(input));
  const endMs = epoch(world.end);
  let lastSweepMs = 0;
  while (watch.violation === null) {
    const nextMs = time.nextAt();
    const nextSweepMs = Math.max(
      lastSweepMs + sweepEveryMs,
      Math.ceil(time.nowMs / sweepEveryMs) * sweepEveryMs,
    );
    if (nextSweepMs <= nextMs && without !== 'the sweeper') {
      const tickMs = Math.max(nextSweepMs, Math.ceil(overdueAtMs() / sweepEveryMs) * sweepEveryMs);
      if (tickMs <= nextMs && tickMs <= endMs) {
        lastSweepMs = tickMs;
        time.at(tickMs, () => sweep(tickMs));
      }
    }
    if (time.nextAt() > endMs || !(await time.step())) break;
  }

  const runEvidence: RunEvidence = {
    ...evidence,
    bookedTripIds: edge.bookedTripIds,
    truthfulAt: aeroApi.truthfulAt,
    alertIds: aeroApi.alertIds(),
  };
  for (const invariant of endInvariants) if (watch.violation === null) invariant(runEvidence);
  watch.count('crashes', workers.crashes);
  watch.count('pauses', workers.pauses);
  watch.count('calls that failed in a brownout', workers.brownoutFailures);
  for (const message of evidence.accepted)
    watch.count(
      `sent ${memory.inspect.effects().find((e) => e.id === message.effectId)?.type ?? ''}`,
    );
  return {
    seed,
    violation: watch.violation,
    fired: faults.fired,
    counts: watch.counts,
    story: watch.story,
  };
};
