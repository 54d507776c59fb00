/** Waits for `ms` milliseconds; a negative number counts as 0. */
export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
