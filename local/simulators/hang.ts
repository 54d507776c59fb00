/** The limit for callers that never abort. */
const maxHangMs = 120_000;

/** Waits until the caller aborts, to simulate a timeout; at most two minutes. */
export const hang = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, maxHangMs).unref();
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
