import { allowedMs } from '#shared/deadline.ts';

/**
 * A `fetch` whose timeout includes the body: `db.timeout` of supabase-js covers the headers only,
 * and its storage client has none.
 */
export const boundedFetch =
  (timeoutMs: number): typeof fetch =>
  (input, init) =>
    fetch(input, { ...init, signal: AbortSignal.timeout(allowedMs(timeoutMs)) });
