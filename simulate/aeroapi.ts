import { createFlightTimeline, type Push, pushedReading } from '#local/replay/flight-timeline.ts';
import { Scenario } from '#local/replay/scenario.ts';
import type { AeroFlight } from '#shared/domain/aero-flight.ts';
import { type Instant, instant, minute, second } from '#shared/domain/instant.ts';
import type {
  FlightAlerts,
  FlightData,
  FlightLookup,
  FlightQuery,
} from '#shared/ports/flight-data.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { type Faults, lookRates, pushRates } from './faults.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Watch } from './watch.ts';
import {
  isWithin,
  neverSettles,
  type Outage,
  type WorkerProcess,
  type Workers,
} from './workers.ts';
import type { World } from './world.ts';

/** What the simulated AeroAPI needs. */
export interface AeroApiDependencies {
  readonly time: VirtualTime;
  readonly faults: Faults;
  readonly workers: Workers;
  readonly watch: Watch;
  readonly outages: readonly Outage[];
  /** Called on every request of a worker, before any fault can strike. */
  readonly onRequest: () => void;
  readonly deliverPush: (alert: Parameters<TripDesk['receiveAlert']>[0]) => void;
}

/** AeroAPI over the flights of the world, with all its faults. */
export interface AeroApi {
  flightsOf(worker: WorkerProcess): FlightData;
  alertsOf(worker: WorkerProcess): FlightAlerts | null;
  /** By flight number: the instant (epoch ms) of its last truthful reading. */
  readonly truthfulAt: ReadonlyMap<string, number>;
  /** Ids of the alerts that there are now. */
  alertIds(): readonly string[];
}

/** Readings that contradict earlier ones, as AeroAPI sometimes gives them (RULES §1). */
const contradictions: readonly ((flight: AeroFlight) => AeroFlight)[] = [
  (flight) => ({ ...flight, cancelled: true }),
  (flight) => ({
    ...flight,
    estimated_out: null,
    estimated_off: null,
    gate_origin: null,
    terminal_origin: null,
  }),
  (flight) => ({
    ...flight,
    status: 'result unknown',
    actual_off: null,
    actual_on: null,
    actual_in: null,
  }),
  (flight) =>
    flight.actual_off
      ? { ...flight, actual_on: flight.actual_off }
      : { ...flight, gate_origin: null },
];

/** Builds the simulated AeroAPI and schedules the pushes of the world. */
export const createAeroApi = (world: World, deps: AeroApiDependencies): AeroApi => {
  const { time, faults, workers, watch, outages, onRequest, deliverPush } = deps;
  let shownAt: Instant = world.start;
  const flightTimeline = createFlightTimeline(
    Scenario.parse({
      name: 'simulation',
      until: world.end,
      pushes: world.hasPushes,
      flights: world.flights.flatMap((t) => t.flights.map((states) => ({ states }))),
    }),
    { now: () => shownAt },
  );
  const truthfulAt = new Map<string, number>();

  const look = async (worker: WorkerProcess, query: FlightQuery): Promise<FlightLookup> => {
    onRequest();
    const { fault, key } = faults.strike(`look ${query.designator}`, {
      ...lookRates,
      'crash while looking': 0.01,
    });
    const at = worker.clock.now();
    watch.count('looks');
    const seenMs =
      time.nowMs - (fault === 'stale reading' ? faults.amount(key, 3, 40) * minute : 0);
    shownAt = instant(seenMs);
    const lookup = await flightTimeline.data.look(query, { maxAgeMs: 0 });
    await time.sleep(
      fault === 'timeout' ? 15 * second : 50 + Math.floor(faults.chance(`${key} takes`) * 700),
    );
    if (worker.hasCrashed) return neverSettles();
    if (fault === 'crash while looking') {
      workers.crash(worker);
      return neverSettles();
    }
    if (isWithin(outages, time.nowMs)) return { kind: 'failed', reason: 'server', at };
    switch (fault) {
      case '429':
        return { kind: 'rate-limited', retryAfterMs: null, at };
      case '429 with Retry-After':
        return { kind: 'rate-limited', retryAfterMs: faults.amount(key, 5, 1200) * second, at };
      case '500':
        return { kind: 'failed', reason: 'server', at };
      case 'timeout':
        return { kind: 'failed', reason: 'timeout', at };
      case 'not found for a moment':
        return { kind: 'not-found', at };
      default:
    }
    if (lookup.kind !== 'found') return { ...lookup, at };
    if (fault === 'contradictory reading') {
      const contradict = contradictions[faults.amount(key, 0, contradictions.length - 1)];
      return {
        ...lookup,
        at,
        records: lookup.records.map((flight) => contradict?.(flight) ?? flight),
      };
    }
    if (fault === null) truthfulAt.set(query.designator, seenMs);
    return { ...lookup, at };
  };

  const push = ({ code, flight, eventKey }: Push): void => {
    for (const alertId of flightTimeline.alertsFor(flight)) {
      const { fault, key } = faults.strike(`push ${code}`, pushRates);
      if (fault === 'push lost') continue;
      const alert = {
        alertId,
        code,
        faFlightId: flight.fa_flight_id,
        reading: pushedReading(flight),
        eventKey: `${alertId}:${eventKey}`,
        now: time.now(),
      };
      time.after(fault === 'push late' ? faults.amount(key, 5, 600) * second : 500, () =>
        deliverPush(alert),
      );
      if (fault === 'push twice')
        time.after(faults.amount(key, 1, 120) * second, () => deliverPush(alert));
    }
  };
  for (const planned of flightTimeline.pushes)
    if (planned.at >= world.start) time.at(Date.parse(planned.at), () => push(planned));

  return {
    truthfulAt,
    alertIds: flightTimeline.alertIds,
    flightsOf: (worker) => ({ look: (query) => look(worker, query) }),
    alertsOf: (worker) => {
      const { alerts } = flightTimeline;
      if (alerts === null) return null;
      return {
        create: (alert) =>
          workers.call(worker, `create alert ${alert.designator}`, () => alerts.create(alert), {
            'crash before': 0.01,
            'crash after': 0.02,
          }),
        delete: (id) =>
          workers.call(worker, 'delete alert', () => alerts.delete(id), {
            'crash before': 0.01,
            'crash after': 0.02,
          }),
      };
    },
  };
};
