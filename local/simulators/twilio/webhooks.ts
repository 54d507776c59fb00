import { randomUUID } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';

/** Posts Twilio's webhooks to us. */
export interface Webhooks {
  /** Whether the other side took it (2xx), after as many tries as allowed. */
  post(url: string, parameters: Readonly<Record<string, string>>, tries: number): Promise<boolean>;
  /** Resolves when nothing is under way or waiting. */
  idle(): Promise<void>;
  close(): void;
}

/** Twilio's own read timeout for webhooks. */
const timeoutMs = 15_000;
/** Posts under way at once; the others wait their turn. */
const maxConcurrent = 64;

/** Signs with the account's token by Twilio's own algorithm, and posts form-encoded; tries again a second later where the other side failed. */
export const createWebhooks = (options: {
  readonly authToken: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly retryAfterMs: number;
}): Webhooks => {
  const { authToken, fetch: deliver, retryAfterMs } = options;
  const closing = new AbortController();
  const waiting: (() => void)[] = [];
  const idlers: (() => void)[] = [];
  let underWay = 0;

  const once = async (
    url: string,
    parameters: Readonly<Record<string, string>>,
    token: string,
  ): Promise<boolean> => {
    const answer = await deliver(url, {
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
    await answer?.body?.cancel();
    return answer?.ok === true;
  };
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => setTimeout(resolve, ms).unref());

  return {
    post: async (url, parameters, tries) => {
      underWay += 1;
      if (underWay > maxConcurrent) await new Promise<void>((resolve) => waiting.push(resolve));
      const token = randomUUID();
      try {
        for (let left = tries; left > 0 && !closing.signal.aborted; left -= 1) {
          if (await once(url, parameters, token)) return true;
          if (left > 1) await pause(retryAfterMs);
        }
        return false;
      } finally {
        underWay -= 1;
        waiting.shift()?.();
        if (underWay === 0) for (const done of idlers.splice(0)) done();
      }
    },
    idle: () =>
      underWay === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve)),
    close: () => closing.abort(),
  };
};
