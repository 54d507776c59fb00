/** Waits; not at all where there is nothing left to wait for. */
export const pause = (ms: number): Promise<void> =>
  new Promise((done) => setTimeout(done, Math.max(0, ms)));
