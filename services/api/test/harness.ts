import type { Hono } from 'hono';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { parseAlertPush } from '#shared/adapters/aeroapi/parse-alert-push.ts';
import { createMemoryDocumentStore } from '#shared/adapters/memory/document-store.ts';
import { isAuthentic, parseInbound, parseStatus } from '#shared/adapters/twilio/webhooks.ts';
import { type Instant, plus } from '#shared/domain/instant.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import { aMoment, anAgency } from '#shared/testing/builders.ts';
import { emittedBy } from '#shared/testing/contract/harness.ts';
import { emptiedStore } from '#shared/testing/emptied-store.ts';
import { createApi } from '../app.ts';
import { hashApiKey } from '../authenticate.ts';
import type { ApiDependencies, DependencyHealth, SignedRequest } from '../dependencies.ts';
import { booking } from './requests.ts';

const authToken = 'the-auth-token-of-the-account';
export const publicBaseUrl = 'https://travel.example/stage';
export const alertToken = 'an-unguessable-token-of-the-deployment';

/** One line of the log, to see what was said and what was not. */
export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** An answer, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; `{}` where it is not a JSON object. */
  readonly json: Readonly<Record<string, unknown>>;
}

const toObject = (text: string): Readonly<Record<string, unknown>> => {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
};

const keys = { south: 'south-key-0123456789abcdef', north: 'north-key-0123456789abcdef' };
const south = anAgency({
  name: 'Viajes del Sur',
  keyHash: hashApiKey(keys.south),
  sender: '+12025550101',
});
const north = anAgency({
  name: 'Viajes del Norte',
  keyHash: hashApiKey(keys.north),
  sender: '+12025550102',
});

/**
 * The API over an empty store with two agencies, and everything a test wants to see of it. The
 * store is the test file's own: another call empties it.
 */
export const anApi = async (over: Partial<ApiDependencies> = {}) => {
  let now: Instant = aMoment;
  let id = 0;
  const ids = {
    random: () => `00000000-0000-4000-8000-${String(++id).padStart(12, '0')}`,
    chance: () => 0,
  };
  const h = await emptiedStore();
  for (const agency of [south, north]) await h.addAgency(agency);
  const { store } = h;

  const lines: LogLine[] = [];
  const line =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
      void lines.push({ level, message, fields });
  const seen: SignedRequest[] = [];
  const files = createMemoryDocumentStore();
  const dependencies: ApiDependencies = {
    desk: store,
    clock: { now: () => now },
    ids,
    log: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    twilio: {
      publicBaseUrl,
      isAuthentic: (request) => {
        seen.push(request);
        return isAuthentic({ ...request, tokens: [authToken] });
      },
      parseInbound,
      parseStatus,
    },
    places: store.places,
    itineraries: store,
    linkSecret: 'a secret of this test that signs its links',
    conversations: store,
    documents: files,
    documentLinks: null,
    deliveryReport: (report) => store.deliveryReport(report),
    alerts: {
      token: alertToken,
      parse: parseAlertPush,
    },
    health: async (): Promise<Record<string, DependencyHealth>> => ({
      database: { state: 'up' },
      twilio: { state: 'simulated' },
    }),
    breakers: async () => ({
      twilio: { kind: 'open', until: plus(now, 30_000) },
      aeroapi: { kind: 'closed' },
    }),
    ...over,
  };
  const app: Hono = createApi(dependencies);
  /** Events that were committed. */
  const emitted = (): Promise<readonly AnyEvent[]> => emittedBy(h);

  const send = async (
    method: string,
    path: string,
    init: { headers?: Readonly<Record<string, string>>; body?: RequestInit['body'] } = {},
  ): Promise<Answer> => {
    const streaming = init.body instanceof ReadableStream ? { duplex: 'half' as const } : {};
    const response = await app.request(path, {
      method,
      headers: init.headers ?? {},
      ...(init.body != null && { body: init.body }),
      ...streaming,
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: toObject(text) };
  };
  /** A request of an agency, with a JSON body where there is one. */
  const as =
    (key: string) =>
    (
      method: string,
      path: string,
      body?: unknown,
      headers: Readonly<Record<string, string>> = {},
    ): Promise<Answer> =>
      send(method, path, {
        headers: {
          authorization: `Bearer ${key}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
  /** A webhook that Twilio signed for the address it was told, whatever address it arrived at. */
  const twilio = (
    path: string,
    form: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> =>
    send('POST', path, {
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': getExpectedTwilioSignature(authToken, publicBaseUrl + path, {
          ...form,
        }),
        ...headers,
      },
      body: new URLSearchParams(form).toString(),
    });

  return {
    app,
    store,
    south: { ...south, ask: as(keys.south), key: keys.south },
    north: { ...north, ask: as(keys.north), key: keys.north },
    send,
    twilio,
    lines,
    seen,
    /** Lets time pass. */
    wait: (ms: number) => {
      now = plus(now, ms);
    },
    emitted,
    /** Types of the events emitted so far about a trip, or at all, in alphabetical order. */
    eventTypes: async (tripId?: string): Promise<string[]> =>
      (await emitted())
        .filter((event) => tripId === undefined || event.tripId === tripId)
        .map(({ type }) => type)
        .sort(),
  };
};
/** The API with its surroundings. */
export type Api = Awaited<ReturnType<typeof anApi>>;

/** Books a trip and answers its id. */
export const booked = async (
  agency: Api['south'],
  over: Parameters<typeof booking>[0] = {},
): Promise<string> => {
  const answer = await agency.ask('POST', '/trips', booking(over));
  if (answer.status !== 201)
    throw new Error(`the trip was not booked: ${answer.status} ${answer.text}`);
  return String(answer.json['id']);
};

/** Where the answer says the mistakes are, with their codes: `#/whatsapp bad_phone`. */
export const mistakes = (answer: Answer): string[] => {
  const errors: unknown = answer.json['errors'];
  return (Array.isArray(errors) ? errors : []).map((error: unknown) => {
    const read = (name: string) => Reflect.get(Object(error), name);
    return `${read('pointer') ?? read('parameter') ?? read('header')} ${read('code')}`;
  });
};
