import { liveSeeds } from './seeds.ts';

describe('the whole system under faults, first half', () => {
  liveSeeds(1);
});
