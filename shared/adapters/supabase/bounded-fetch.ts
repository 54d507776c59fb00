import { allowedMs } from '#shared/deadline.ts';

/**
 * A `fetch` whose timeout covers the response body: supabase-js's `db.timeout` covers the headers
 * only, and its storage client has no timeout.
 */
export const boundedFetch =
  (timeoutMs: number): typeof fetch =>
  (input, init) =>
    fetch(input, { ...init, signal: AbortSignal.timeout(allowedMs(timeoutMs)) });
