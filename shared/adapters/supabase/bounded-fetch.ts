import { allowedMs } from '#shared/deadline.ts';

/**
 * A `fetch` that ends in time, the reading of its answer included: supabase-js's own `db.timeout`
 * stops counting at the headers, and its files have none.
 */
export const boundedFetch =
  (timeoutMs: number): typeof fetch =>
  (input, init) =>
    fetch(input, { ...init, signal: AbortSignal.timeout(allowedMs(timeoutMs)) });
