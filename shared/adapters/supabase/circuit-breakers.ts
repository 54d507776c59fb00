import { z } from 'zod';
import { BreakerState } from '#shared/domain/circuit-breaker.ts';
import { breakerServices, type CircuitBreakers } from '#shared/ports/circuit-breakers.ts';
import type { Rpc } from './rpc.ts';

const Service = z.enum(breakerServices).or(z.templateLiteral(['twilio/', z.string()]));
const Row = z.object({ service: Service, version: z.int(), state: BreakerState });
const Swap = z.object({ swapped: z.boolean(), current: Row });

/**
 * `CircuitBreakers` by functions of the data API, always as the system: breakers belong to no
 * agency.
 */
export const createCircuitBreakers = (rpc: Rpc): CircuitBreakers => ({
  all: () => rpc('circuit_breakers', {}, null, z.array(Row)),
  swap: ({ service, expectedVersion, state, now }) =>
    rpc(
      'swap_circuit_breaker',
      { service, expected_version: expectedVersion, state, at: now },
      null,
      Swap,
    ),
});
