import { describeCircuitBreakers } from '#shared/testing/contract/circuit-breakers.ts';
import { createMemoryCircuitBreakers } from '../circuit-breakers.ts';

describeCircuitBreakers('the in-memory store', async () => ({
  stored: createMemoryCircuitBreakers(),
  close: async () => {},
}));
