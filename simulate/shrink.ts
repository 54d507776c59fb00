import { type Outcome, type RunOptions, run } from './run.ts';

/** The smallest set of faults and inputs found that breaks the same promise. */
export interface ShrunkRun {
  readonly outcome: Outcome;
  readonly runs: number;
}

const maxRuns = 400;

/**
 * Leaves out ever smaller parts of the faults and inputs of a failing run, as long as the same
 * promise is still broken. Faults depend on their names alone, so the rest still strike.
 */
export const shrink = async (
  failing: Outcome,
  options: Pick<RunOptions, 'without'> = {},
): Promise<ShrunkRun> => {
  const invariant = failing.violation?.invariant;
  let keys = [...new Set(failing.fired.map(({ key }) => key))];
  let outcome = failing;
  let runs = 0;
  const stillFails = async (only: readonly string[]): Promise<boolean> => {
    runs += 1;
    const attempt = await run(failing.seed, { ...options, only: new Set(only), keepStory: true });
    if (attempt.violation?.invariant !== invariant) return false;
    outcome = attempt;
    return true;
  };
  for (let size = Math.max(1, Math.ceil(keys.length / 2)); ; size = Math.ceil(size / 2)) {
    for (let from = 0; from < keys.length && runs < maxRuns; ) {
      const rest = [...keys.slice(0, from), ...keys.slice(from + size)];
      if (await stillFails(rest)) keys = rest;
      else from += size;
    }
    if (size === 1 || runs >= maxRuns) break;
  }
  // The last attempt may have left out too much; this run tells the story of what remains.
  await stillFails(keys);
  return { outcome, runs };
};
