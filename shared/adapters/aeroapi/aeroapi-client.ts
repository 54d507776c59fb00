import { allowedMs, reserves } from '#shared/deadline.ts';

/** Address and credentials of AeroAPI; the simulator answers under its own `baseUrl`. */
export interface AeroapiConfig {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
}

/** A whole answer, or why there is none. `body` is parsed JSON, null where it is not JSON. */
export type AeroapiAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: unknown;
      readonly headers: Headers;
    }
  | { readonly kind: 'failed'; readonly reason: 'timeout' | 'network' };

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Compared by name: an error from another realm is not `instanceof` our classes. */
const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'name' in error &&
  (error.name === 'TimeoutError' || error.name === 'AbortError');

/** Makes one request; the timeout covers reading the body. Never throws. */
export const askAeroapi = async (
  config: AeroapiConfig,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<AeroapiAnswer> => {
  const { baseUrl, apiKey, timeoutMs = 10_000, fetch: send = fetch } = config;
  try {
    const response = await send(`${baseUrl}${path}`, {
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
      body: parseJson(await response.text()),
      headers: response.headers,
    };
  } catch (error) {
    return { kind: 'failed', reason: isTimeout(error) ? 'timeout' : 'network' };
  }
};
