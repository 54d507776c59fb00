/** Work that runs repeatedly. */
export interface Repetition {
  /** Begins no further run, and waits for the one under way. */
  stop(): Promise<void>;
}

/**
 * Runs work repeatedly and never concurrently: first after `firstDelayMs`, then `intervalMs` after
 * the end of the run before. The work must not throw.
 */
export const repeat = (
  intervalMs: number,
  work: () => Promise<void>,
  firstDelayMs = 0,
): Repetition => {
  let run: Promise<void> = Promise.resolve();
  let isStopped = false;
  let timer: NodeJS.Timeout;
  const schedule = (delayMs: number) => {
    if (isStopped) return;
    timer = setTimeout(() => {
      run = work().then(() => schedule(intervalMs));
    }, delayMs);
  };
  schedule(firstDelayMs);
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await run;
    },
  };
};
