import type { Page } from 'puppeteer-core';

/** What a page saw of itself since it was last asked. */
export interface Seen {
  /** From each key or click until the next picture, in milliseconds; at least 16. */
  readonly interactions: readonly number[];
  /** Between two pictures, in milliseconds. */
  readonly frames: readonly number[];
}

/**
 * Lets a page measure itself from now on, and in the documents after it: keys and clicks by the
 * browser’s own measure, from the moment at which one came to the picture that follows it. A task
 * of the page after that picture would not do: it waits behind pictures for as long as keys come.
 */
export const watched = async (page: Page): Promise<void> => {
  await page.evaluateOnNewDocument(() => {
    const seen: { interactions: number[]; frames: number[]; came: number } = {
      interactions: [],
      frames: [],
      came: 0,
    };
    Object.assign(window, { seen });
    const types = ['keydown', 'click'];
    for (const type of types)
      addEventListener(
        type,
        () => {
          seen.came += 1;
        },
        { capture: true },
      );
    const events = { type: 'event', durationThreshold: 16 };
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries())
        if (types.includes(name)) seen.interactions.push(duration);
    }).observe(events);
    let last = performance.now();
    const frame = (now: number): void => {
      seen.frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
};

/** What a page saw since the last time, once nothing more is being drawn of it. */
export const taken = (page: Page): Promise<Seen> =>
  page.evaluate(async () => {
    await new Promise((done) => setTimeout(done, 200));
    const seen: Seen & { readonly came: number } = Reflect.get(window, 'seen');
    const { interactions, frames, came } = seen;
    Object.assign(seen, { interactions: [], frames: [], came: 0 });
    // The browser tells in steps of 8 ms, and nothing of what took less than 16.
    return { interactions: Array.from({ length: came }, (_, i) => interactions[i] ?? 16), frames };
  });
