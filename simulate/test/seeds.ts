import { merge, runSeeds, shortfalls } from '../batch.ts';

/** Seeds in each of the two test files, which run in parallel; CI runs others besides. */
export const seedsPerFile = 125;

/** Tests that every promise holds in these seeds, and that together they do real work. */
export const testSeeds = (from: number): void => {
  const batches = 5;
  const size = seedsPerFile / batches;
  const summaries: Awaited<ReturnType<typeof runSeeds>>[] = [];

  it.each(Array.from({ length: batches }, (_, n) => from + n * size))(
    'every promise holds in the seeds from %i',
    async (first) => {
      const summary = await runSeeds(first, size);
      summaries.push(summary);
      expect(summary.failures).toEqual([]);
    },
    120_000,
  );

  it('the seeds do real work', () => {
    expect(summaries).toHaveLength(batches);
    expect(shortfalls(merge(summaries))).toEqual([]);
  });
};
