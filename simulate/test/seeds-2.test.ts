import { seedsPerFile, testSeeds } from './seeds.ts';

describe('the whole system under faults, second half', () => {
  testSeeds(1 + seedsPerFile);
});
