/** How long a request hangs that is to time out, should the caller not give up before. */
const hangMs = 120_000;

/** Waits until the caller gives up. */
export const hang = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, hangMs).unref();
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
