import { testSeeds } from './seeds.ts';

describe('the whole system under faults, first half', () => {
  testSeeds(1);
});
