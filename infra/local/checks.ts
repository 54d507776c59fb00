/** Counts what was tried. */
export interface Checks {
  /** Tries something and says whether it was so; a failure does not keep the next from being tried. */
  check(sentence: string, work: () => Promise<void>): Promise<void>;
  skip(sentence: string, reason: string): void;
  readonly counts: { passed: number; failed: number; skipped: number };
}

/** Writes a line for each check. */
export const createChecks = (): Checks => {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  return {
    counts,
    async check(sentence, work) {
      const startedAt = performance.now();
      try {
        await work();
        counts.passed += 1;
        process.stdout.write(
          `  ok      ${sentence} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)\n`,
        );
      } catch (error) {
        counts.failed += 1;
        process.stdout.write(
          `  FAILED  ${sentence}\n          ${error instanceof Error ? error.stack?.split('\n').slice(0, 6).join('\n          ') : String(error)}\n`,
        );
      }
    },
    skip(sentence, reason) {
      counts.skipped += 1;
      process.stdout.write(`  SKIPPED ${sentence}: ${reason}\n`);
    },
  };
};

/** Fails where something is not as it should be. */
export const expectThat = (isSo: boolean, otherwise: string): void => {
  if (!isSo) throw new Error(otherwise);
};

/** Looks until something is so, or the time is up. */
export const until = async <T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  seconds = 90,
): Promise<T> => {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`${what}: not so after ${seconds} s`);
    await new Promise((done) => setTimeout(done, 200));
  }
};
