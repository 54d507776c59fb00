import type { Page } from 'puppeteer-core';

/** What a page saw of itself since it was last asked. */
export interface Seen {
  /** From each key or click until the next picture, in milliseconds. */
  readonly interactions: readonly number[];
  /** Between two pictures, in milliseconds. */
  readonly frames: readonly number[];
}

/**
 * Lets a page measure itself from now on, and in the documents after it: from the moment at which a
 * key or a click came to the first moment after the picture that follows it.
 */
export const watched = async (page: Page): Promise<void> => {
  await page.evaluateOnNewDocument(() => {
    const seen: { interactions: number[]; frames: number[] } = { interactions: [], frames: [] };
    Object.assign(window, { seen });
    const afterPaint = (act: () => void) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = act;
        port2.postMessage(null);
      });
    for (const type of ['keydown', 'click'])
      addEventListener(
        type,
        ({ timeStamp }) => afterPaint(() => seen.interactions.push(performance.now() - timeStamp)),
        { capture: true },
      );
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
    const seen: Seen = Reflect.get(window, 'seen');
    const { interactions, frames } = seen;
    Object.assign(seen, { interactions: [], frames: [] });
    return { interactions, frames };
  });
