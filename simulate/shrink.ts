import { type Outcome, type RunOptions, run } from './run.ts';

/** The smallest part of a failing run's faults and inputs that was found to break the same promise. */
export interface Shrunk {
  readonly outcome: Outcome;
  readonly runs: number;
}

const mostRuns = 400;

/**
 * Leaves out ever smaller parts of what happened in a failing run, as long as the same promise is still broken.
 * Points are decided by their names alone, so what remains happens as it did before.
 */
export const shrink = async (
  failing: Outcome,
  options: Pick<RunOptions, 'without'> = {},
): Promise<Shrunk> => {
  const invariant = failing.violation?.invariant;
  let keys = [...new Set(failing.fired.map(({ key }) => key))];
  let outcome = failing;
  let runs = 0;
  const fails = async (only: readonly string[]): Promise<boolean> => {
    runs += 1;
    const tried = await run(failing.seed, { ...options, only: new Set(only), tells: true });
    if (tried.violation?.invariant !== invariant) return false;
    outcome = tried;
    return true;
  };
  for (let size = Math.max(1, Math.ceil(keys.length / 2)); ; size = Math.ceil(size / 2)) {
    for (let from = 0; from < keys.length && runs < mostRuns; ) {
      const rest = [...keys.slice(0, from), ...keys.slice(from + size)];
      if (await fails(rest)) keys = rest;
      else from += size;
    }
    if (size === 1 || runs >= mostRuns) break;
  }
  // The last try may have been one too many: the story is that of what remains.
  await fails(keys);
  return { outcome, runs };
};
