/** Runs checks one after the other and counts their results. */
export interface Checks {
  /** Runs a check and prints its result; a failure is counted and does not stop the others. */
  check(sentence: string, work: () => Promise<void>): Promise<void>;
  /** Prints that a check was not run. */
  skip(sentence: string, reason: string): void;
  readonly counts: { passed: number; failed: number; skipped: number };
}

/** Checks that print a line each to stdout. */
export const createChecks = (): Checks => {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  return {
    counts,
    async check(sentence, work) {
      const startedAt = performance.now();
      process.stdout.write(`  run     ${sentence}\n`);
      try {
        await work();
        counts.passed += 1;
        const seconds = (performance.now() - startedAt) / 1000;
        process.stdout.write(`  ok      ${sentence} (${seconds.toFixed(1)} s)\n`);
      } catch (error) {
        counts.failed += 1;
        const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
        const lines = [`  FAILED  ${sentence}`, ...trace.split('\n').slice(0, 6)];
        process.stdout.write(`${lines.join('\n          ')}\n`);
      }
    },
    skip(sentence, reason) {
      counts.skipped += 1;
      process.stdout.write(`  SKIPPED ${sentence}: ${reason}\n`);
    },
  };
};

/** Throws the message where the condition does not hold. */
export const expectThat = (condition: boolean, message: string): void => {
  if (!condition) throw new Error(message);
};

/**
 * Polls five times a second until the probe returns something truthy, and returns that.
 * @throws where it has not after `timeoutSeconds`; the error begins with the description.
 */
export const until = async <T>(
  description: string,
  probe: () => Promise<T | null | undefined | false>,
  timeoutSeconds = 90,
): Promise<T> => {
  const end = Date.now() + timeoutSeconds * 1000;
  for (;;) {
    const result = await probe();
    if (result) return result;
    if (Date.now() > end) throw new Error(`${description}: not so after ${timeoutSeconds} s`);
    await new Promise((done) => setTimeout(done, 200));
  }
};
