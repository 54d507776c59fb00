import { half, liveSeeds } from './seeds.ts';

describe('the whole system under faults, second half', () => {
  liveSeeds(1 + half);
});
