import { type Breakers, cacheForMs, createBreakers } from '#shared/actor/breakers.ts';
import { createMemoryCircuitBreakers } from '#shared/adapters/memory/circuit-breakers.ts';
import { type BreakerPolicy, defaultBreakerPolicy } from '#shared/domain/circuit-breaker.ts';
import { minute, second } from '#shared/domain/instant.ts';
import type { BreakerService, CircuitBreakers } from '#shared/ports/circuit-breakers.ts';
import type { Log } from '#shared/ports/log.ts';
import { callRates, type Faults } from './faults.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Watch } from './watch.ts';
import type { WorkerProcess, Workers } from './workers.ts';

/** The circuit breakers that the workers of a run share, each reached over a network. */
export interface SharedBreakers {
  breakersOf(worker: WorkerProcess): Breakers;
  /** Called on every request of a worker; checks that an open circuit lets only probes pass. */
  onRequest(service: BreakerService): void;
}

/**
 * Most seeds open a circuit at the second failure in ten minutes: three trips hardly ever cause
 * the five in two minutes of the default policy.
 */
const sensitivePolicy: BreakerPolicy = {
  ...defaultBreakerPolicy,
  failuresToOpen: 2,
  windowMs: 10 * minute,
};
/** For so long after an opening a worker may still act on its cached reading. */
const propagationMs = cacheForMs + 5 * second;
/** No pauses: a worker that sleeps over the answer acts on an old state, and that is allowed. */
const { 'pause before': _, 'pause after': __, ...rates } = callRates;

/** Builds the shared breakers and watches their state. */
export const createSharedBreakers = (deps: {
  readonly time: VirtualTime;
  readonly faults: Faults;
  readonly workers: Workers;
  readonly watch: Watch;
  readonly log: Log;
}): SharedBreakers => {
  const { time, faults, workers, watch, log } = deps;
  const stored = createMemoryCircuitBreakers();
  const policy = faults.chance('touchy breakers') < 0.8 ? sensitivePolicy : defaultBreakerPolicy;
  /** For each open circuit: since when, and the probes granted and requests made since then. */
  const open = new Map<
    BreakerService,
    { readonly sinceMs: number; probes: number; requests: number }
  >();
  /** When a worker last failed to read the breakers and went on with its cached state. */
  let readFailedAtMs = 0;

  const watched: CircuitBreakers = {
    all: () => stored.all(),
    async swap(request) {
      const before =
        (await stored.all()).find((row) => row.service === request.service)?.state ?? null;
      const result = await stored.swap(request);
      if (!result.swapped) return result;
      const { service, state } = request;
      if (state.openUntil === null) open.delete(service);
      else if (!open.has(service))
        open.set(service, { sinceMs: time.nowMs, probes: 0, requests: 0 });
      const circuit = open.get(service);
      if (circuit && state.probeUntil !== null && state.probeUntil !== before?.probeUntil) {
        circuit.probes += 1;
        watch.count(`probes of ${service}`);
      }
      if (state.openedAt !== before?.openedAt && state.openUntil !== null) {
        watch.count(`breaker of ${service} opened`);
        watch.narrate(() => `the circuit of ${service} is open until ${state.openUntil}`);
      }
      if (before?.openUntil != null && state.openUntil === null)
        watch.narrate(() => `${service} is back`);
      return result;
    },
  };

  /** While a circuit is open and all workers can know it, only probes may reach the service. */
  const checkOneAtATime = (service: BreakerService): void => {
    const circuit = open.get(service);
    const since = Math.max(circuit?.sinceMs ?? 0, readFailedAtMs);
    if (!circuit || time.nowMs - since <= propagationMs) return;
    circuit.requests += 1;
    if (circuit.requests > circuit.probes)
      watch.violate(
        'a service whose circuit is open is asked by one at a time',
        `${service}: ${circuit.requests} requests, ${circuit.probes} probes`,
      );
  };

  return {
    breakersOf: (worker) =>
      createBreakers({
        stored: {
          all: () =>
            workers
              .call(worker, 'read breakers', () => watched.all(), rates)
              .catch((error: unknown) => {
                readFailedAtMs = time.nowMs;
                throw error;
              }),
          swap: (request) =>
            workers.call(worker, `change breaker of ${request.service}`, () =>
              watched.swap(request),
            ),
        },
        clock: worker.clock,
        log,
        policy,
      }),
    onRequest: checkOneAtATime,
  };
};
