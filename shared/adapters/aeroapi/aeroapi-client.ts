import { allowedMs, reserves } from '#shared/deadline.ts';

/**
 * Where AeroAPI is and how it is asked; the base URL is injectable so that the simulator answers in
 * its place.
 */
export interface AeroapiConfig {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
}

/** An answer read to its end, or why there is none. */
export type AeroapiAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: unknown;
      readonly headers: Headers;
    }
  | { readonly kind: 'failed'; readonly reason: 'timeout' | 'network' };

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** By its name: it may come from another realm, where `instanceof` does not know it. */
const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'name' in error &&
  (error.name === 'TimeoutError' || error.name === 'AbortError');

/** One request with its deadline, the reading of the body included; never throws. */
export const askAeroapi = async (
  config: AeroapiConfig,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<AeroapiAnswer> => {
  const { baseUrl, apiKey, timeoutMs = 10_000, fetch: ask = fetch } = config;
  try {
    const response = await ask(`${baseUrl}${path}`, {
      method,
      headers: {
        'x-apikey': apiKey,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(allowedMs(timeoutMs, reserves.fallback)),
    });
    return {
      kind: 'answered',
      status: response.status,
      body: parsed(await response.text()),
      headers: response.headers,
    };
  } catch (error) {
    return { kind: 'failed', reason: isTimeout(error) ? 'timeout' : 'network' };
  }
};
