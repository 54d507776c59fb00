import { type Breakers, createBreakers, knownForMs } from '#shared/actor/breakers.ts';
import { createMemoryCircuitBreakers } from '#shared/adapters/memory/circuit-breakers.ts';
import { type BreakerPolicy, defaultBreakerPolicy } from '#shared/domain/circuit-breaker.ts';
import { minute, second } from '#shared/domain/instant.ts';
import type { BreakerService, CircuitBreakers } from '#shared/ports/circuit-breakers.ts';
import type { Log } from '#shared/ports/log.ts';
import { callRates, type Faults } from './faults.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Watch } from './watch.ts';
import type { WorkerProcess, Workers } from './workers.ts';

/** The breakers of a run: those that the workers share, each of them over a network, and what is promised of them. */
export interface SharedBreakers {
  of(worker: WorkerProcess): Breakers;
  /** Told of every request that a worker makes of a service. */
  requested(service: BreakerService): void;
}

/** A world of three trips hardly meets five failures in two minutes: most seeds have breakers that open at the second in ten. */
const touchy: BreakerPolicy = { ...defaultBreakerPolicy, failuresToOpen: 2, windowMs: 10 * minute };
/** How long after an opening a worker may still believe what it read before: the reading itself takes its time. */
const learnsWithinMs = knownForMs + 5 * second;
/** A worker that sleeps over the answer acts on what was true before; how that ends is for the call itself to bear. */
const { 'pause before': _, 'pause after': __, ...rates } = callRates;

export const createSharedBreakers = (deps: {
  readonly time: VirtualTime;
  readonly faults: Faults;
  readonly workers: Workers;
  readonly watch: Watch;
  readonly log: Log;
}): SharedBreakers => {
  const { time, faults, workers, watch, log } = deps;
  const stored = createMemoryCircuitBreakers();
  const policy = faults.chance('touchy breakers') < 0.8 ? touchy : defaultBreakerPolicy;
  /** Of each open circuit: since when, and how many probes were granted and requests made since. */
  const open = new Map<
    BreakerService,
    { readonly sinceMs: number; probes: number; requests: number }
  >();
  /** When somebody last could not read them, and so went on with what it knew. */
  let unreadAtMs = 0;

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
      const standing = open.get(service);
      if (standing && state.probeUntil !== null && state.probeUntil !== before?.probeUntil) {
        standing.probes += 1;
        watch.count(`probes of ${service}`);
      }
      if (state.openedAt !== before?.openedAt && state.openUntil !== null) {
        watch.count(`breaker of ${service} opened`);
        watch.tell(() => `the circuit of ${service} is open until ${state.openUntil}`);
      }
      if (before?.openUntil != null && state.openUntil === null)
        watch.tell(() => `${service} is back`);
      return result;
    },
  };

  /** A service whose circuit is open is asked by one worker at a time, once all have had the time to learn of it. */
  const oneAtATime = (service: BreakerService): void => {
    const standing = open.get(service);
    const since = Math.max(standing?.sinceMs ?? 0, unreadAtMs);
    if (!standing || time.nowMs - since <= learnsWithinMs) return;
    standing.requests += 1;
    if (standing.requests > standing.probes)
      watch.violate(
        'a service whose circuit is open is asked by one at a time',
        `${service}: ${standing.requests} requests, ${standing.probes} probes`,
      );
  };

  return {
    of: (worker) =>
      createBreakers({
        stored: {
          all: () =>
            workers
              .call(worker, 'read breakers', () => watched.all(), rates)
              .catch((error: unknown) => {
                unreadAtMs = time.nowMs;
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
    requested: oneAtATime,
  };
};
