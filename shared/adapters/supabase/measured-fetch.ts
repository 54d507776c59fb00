import type { Meter } from '#shared/ports/meter.ts';

type Fetch = typeof globalThis.fetch;

/**
 * A `fetch` of the data API that measures how long answers take, and counts those that never came
 * or were the server's fault.
 */
export const measuredFetch =
  (fetch: Fetch, meter: Meter, nowMs: () => number = () => performance.now()): Fetch =>
  async (...request) => {
    const startedAt = nowMs();
    try {
      const response = await fetch(...request);
      if (response.status >= 500) meter.count('DataApiFailures');
      return response;
    } catch (error) {
      meter.count('DataApiFailures');
      throw error;
    } finally {
      meter.seconds('DataApiSeconds', (nowMs() - startedAt) / 1_000);
    }
  };
