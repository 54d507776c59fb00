/** Work that is done again and again. */
export interface Regularly {
  /** Lets what is under way end, and begins nothing more. */
  stop(): Promise<void>;
}

/**
 * Does work again and again, one at a time: at first after `firstAfterMs`, then `everyMs` after the
 * end of the one before. The work never throws.
 */
export const regularly = (
  everyMs: number,
  work: () => Promise<void>,
  firstAfterMs = 0,
): Regularly => {
  let working: Promise<void> = Promise.resolve();
  let stopped = false;
  let timer: NodeJS.Timeout;
  const next = (afterMs: number) => {
    if (stopped) return;
    timer = setTimeout(() => {
      working = work().then(() => next(everyMs));
    }, afterMs);
  };
  next(firstAfterMs);
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await working;
    },
  };
};
