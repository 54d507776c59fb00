import { seedsPerFile, testSeeds } from './seeds.ts';

describe('the whole system under faults, second seedsPerFile', () => {
  testSeeds(1 + seedsPerFile);
});
