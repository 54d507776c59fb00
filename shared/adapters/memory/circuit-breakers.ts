import { closedBreaker } from '#shared/domain/circuit-breaker.ts';
import type {
  BreakerService,
  CircuitBreakers,
  StoredBreaker,
} from '#shared/ports/circuit-breakers.ts';

/** `CircuitBreakers` in memory, for simulation and tests. */
export const createMemoryCircuitBreakers = (): CircuitBreakers => {
  const rows = new Map<BreakerService, StoredBreaker>();
  return {
    all: async () => [...rows.values()],
    swap: async ({ service, expectedVersion, state }) => {
      const current = rows.get(service) ?? { service, version: 0, state: closedBreaker };
      if (current.version !== expectedVersion) return { swapped: false, current };
      const next = { service, version: expectedVersion + 1, state };
      rows.set(service, next);
      return { swapped: true, current: next };
    },
  };
};
