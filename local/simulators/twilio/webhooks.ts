import { randomUUID } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';

/** Posts Twilio's webhooks. */
export interface Webhooks {
  /** What the receiver answered with 2xx within `maxAttempts`; null: it did not. */
  post(
    url: string,
    parameters: Readonly<Record<string, string>>,
    maxAttempts: number,
  ): Promise<string | null>;
  /** Resolves when nothing is in flight or waiting. */
  idle(): Promise<void>;
  close(): void;
}

/** Twilio's own read timeout for webhooks. */
const timeoutMs = 15_000;
/** How many posts are in flight; the others wait. */
const maxConcurrent = 64;

/** Creates the sender of webhooks: form-encoded, and signed by Twilio's own algorithm. */
export const createWebhooks = (options: {
  readonly authToken: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly retryAfterMs: number;
}): Webhooks => {
  const { authToken, fetch: deliver, retryAfterMs } = options;
  const closing = new AbortController();
  const waiting: (() => void)[] = [];
  const idleListeners: (() => void)[] = [];
  let inFlight = 0;

  const attempt = async (
    url: string,
    parameters: Readonly<Record<string, string>>,
    token: string,
  ): Promise<string | null> => {
    const response = await deliver(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        'user-agent': 'TwilioProxy/1.1',
        'x-twilio-signature': getExpectedTwilioSignature(authToken, url, parameters),
        'i-twilio-idempotency-token': token,
      },
      body: new URLSearchParams(parameters).toString(),
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]),
    }).catch(() => null);
    if (response?.ok) return response.text().catch(() => null);
    await response?.body?.cancel();
    return null;
  };
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => setTimeout(resolve, ms).unref());

  return {
    post: async (url, parameters, maxAttempts) => {
      inFlight += 1;
      if (inFlight > maxConcurrent) await new Promise<void>((resolve) => waiting.push(resolve));
      const token = randomUUID();
      try {
        for (let left = maxAttempts; left > 0 && !closing.signal.aborted; left -= 1) {
          const answer = await attempt(url, parameters, token);
          if (answer !== null) return answer;
          if (left > 1) await pause(retryAfterMs);
        }
        return null;
      } finally {
        inFlight -= 1;
        waiting.shift()?.();
        if (inFlight === 0) for (const resolve of idleListeners.splice(0)) resolve();
      }
    },
    idle: () =>
      inFlight === 0 ? Promise.resolve() : new Promise((resolve) => idleListeners.push(resolve)),
    close: () => closing.abort(),
  };
};
