import type { Hono } from 'hono';
import { type Instant, minute, plus } from '#shared/domain/instant.ts';
import { createAeroApiSimulator } from '../aeroapi/simulator.ts';
import { createTwilioSimulator, type TwilioSimulatorOptions } from '../twilio/simulator.ts';

/** A clock that only moves when it is told to. */
const standingClock = (start: Instant) => {
  let now = start;
  return {
    now: () => now,
    advance: (minutes: number): void => {
      now = plus(now, minutes * minute);
    },
  };
};

/** The JSON body of a response. */
// biome-ignore lint/suspicious/noExplicitAny: tests compare responses field by field
export const body = async (response: Promise<Response> | Response): Promise<any> =>
  (await response).json();

/** A flight simulator with a clock that the test moves, and the pushes it made. */
export const aeroApiWorld = (
  start: Instant = '2027-03-03T10:00:00.000Z',
  options: { readonly seed?: string; readonly alertsFile?: string } = {},
) => {
  const clock = standingClock(start);
  const pushes: {
    readonly event_code: string;
    readonly flight: Readonly<Record<string, unknown>>;
  }[] = [];
  const sim = createAeroApiSimulator({
    clock,
    ...options,
    fetch: async (_url, init) => {
      pushes.push(JSON.parse(String(init.body)));
      return new Response(null, { status: 200 });
    },
  });
  const call = (method: string) => (path: string, json?: unknown) =>
    request(sim.app, path, {
      method,
      headers: { 'x-apikey': 'key' },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
  return {
    clock,
    sim,
    pushes,
    advance: clock.advance,
    get: (path: string, key = 'key') => request(sim.app, path, { headers: { 'x-apikey': key } }),
    post: call('POST'),
    put: call('PUT'),
    delete: call('DELETE'),
  };
};

const request = async (app: Hono, path: string, init: RequestInit): Promise<Response> =>
  app.request(path, init);

/** The simulated Twilio account. */
export const accountSid = `AC${'0a'.repeat(16)}`;
/** Its token, which webhooks are signed with. */
export const authToken = 'a-token-for-tests';
/** The agency's number. */
export const agencyNumber = '+541155550000';
/** A traveller's number. */
export const anaNumber = '+5491155550100';

/** A webhook that the simulator posted. */
export interface PostedWebhook {
  readonly url: string;
  readonly signature: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A phone simulator without delays, and its webhooks; `answer` is the status that each gets. */
export const twilioWorld = (
  options: Partial<TwilioSimulatorOptions> & {
    readonly answer?: (webhook: PostedWebhook) => number;
  } = {},
) => {
  const { answer = () => 204, ...rest } = options;
  const clock = standingClock('2027-03-03T10:00:00.000Z');
  const posted: PostedWebhook[] = [];
  const sim = createTwilioSimulator({
    clock,
    accountSid,
    authToken,
    webhookUrl: 'http://127.0.0.1:1/webhooks/twilio',
    latencyMs: 0,
    retryAfterMs: 0,
    times: { sentMs: 0, deliveredMs: 1 },
    fetch: async (url, init) => {
      const webhook = {
        url,
        signature: new Headers(init.headers).get('x-twilio-signature') ?? '',
        parameters: Object.fromEntries(new URLSearchParams(String(init.body))),
      };
      posted.push(webhook);
      return new Response(null, { status: answer(webhook) });
    },
    ...rest,
  });
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const api = (path: string, init: RequestInit = {}): Promise<Response> =>
    request(sim.app, path, {
      ...init,
      headers: { authorization, ...Object.fromEntries(new Headers(init.headers)) },
    });
  return {
    clock,
    sim,
    posted,
    api,
    messagesPath: `/2010-04-01/Accounts/${accountSid}/Messages.json`,
    send: (parameters: Readonly<Record<string, string>>) =>
      api(`/2010-04-01/Accounts/${accountSid}/Messages.json`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          From: `whatsapp:${agencyNumber}`,
          To: `whatsapp:${anaNumber}`,
          ...parameters,
        }).toString(),
      }),
    /** Resolves once a message has reached one of the states. */
    reaches: (sid: string, ...statuses: readonly string[]): Promise<void> =>
      new Promise((resolve) => {
        const isReached = (): boolean =>
          statuses.includes(sim.messages().find((m) => m.sid === sid)?.status ?? '');
        if (isReached()) {
          resolve();
          return;
        }
        const stop = sim.subscribe(() => {
          if (!isReached()) return;
          stop();
          resolve();
        });
      }),
  };
};
