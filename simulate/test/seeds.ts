import { merge, runSeeds, shortfalls } from '../batch.ts';

/** Seeds in each of the two test files, which run side by side. */
export const half = 500;

/** Lives the seeds in batches; every promise must hold in each, and the whole must have done real work. */
export const liveSeeds = (from: number): void => {
  const batches = 5;
  const size = half / batches;
  const done: Awaited<ReturnType<typeof runSeeds>>[] = [];

  it.each(Array.from({ length: batches }, (_, n) => from + n * size))(
    'every promise holds in the seeds from %i',
    async (first) => {
      const summary = await runSeeds(first, size);
      done.push(summary);
      expect(summary.failures).toEqual([]);
    },
    120_000,
  );

  it('and they did real work', () => {
    expect(done).toHaveLength(batches);
    expect(shortfalls(merge(done))).toEqual([]);
  });
};
