import type { Hono } from 'hono';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { parseAlertPush } from '#shared/adapters/aeroapi/parse-alert-push.ts';
import { createMemoryDocumentStore } from '#shared/adapters/memory/document-store.ts';
import { callTwiml } from '#shared/adapters/twilio/call-twiml.ts';
import {
  isAuthentic,
  parseDigit,
  parseInbound,
  parseStatus,
} from '#shared/adapters/twilio/webhooks.ts';
import { vapidKeysOf } from '#shared/adapters/webpush/vapid.ts';
import { type Instant, plus } from '#shared/domain/instant.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { Identity } from '#shared/ports/identity.ts';
import { publicReach } from '#shared/public-address.ts';
import { aMoment, anAgency } from '#shared/testing/builders.ts';
import { emittedBy } from '#shared/testing/contract/harness.ts';
import { emptiedStore } from '#shared/testing/emptied-store.ts';
import { tablesWith } from '#shared/testing/tables-with.ts';
import { hashApiKey } from '../api-key.ts';
import { createApi } from '../app.ts';
import type { ApiDependencies, DependencyHealth, SignedRequest } from '../dependencies.ts';
import { createWebhookApp } from '../webhook-app.ts';
import { booking } from './requests.ts';

/** The account's auth token, with which Twilio signs. */
export const authToken = 'the-auth-token-of-the-account';
/** The configured public URL, with a stage. */
export const publicBaseUrl = 'https://travel.example/stage';
/** The secret in the address of AeroAPI's webhook. */
export const alertToken = 'an-unguessable-token-of-the-deployment';

/** A line of the log. */
export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A response with its body. */
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

/** The key of the operator of the platform. */
export const operatorKey = 'operator-key-0123456789abcdef';
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

/** Signs in by name: the token `ana` is that of ana@example.com, `ana#1` one that works once. */
const identity: Identity = {
  verify: async (token) => {
    const [name = '', once = null] = token.split('#');
    return /^[a-z]+$/.test(name)
      ? { userId: uuidV5('user', name), email: `${name}@example.com`, signInId: once && token }
      : null;
  },
  issue: async (_, email) => email.replace('@example.com', '#invited'),
};

/**
 * The API over an empty store with two agencies. The store belongs to the test file: another call
 * empties it.
 */
export const anApi = async (overrides: Partial<ApiDependencies> = {}) => {
  let now: Instant = aMoment;
  let lastId = 0;
  const ids = {
    random: () => `00000000-0000-4000-8000-${String(++lastId).padStart(12, '0')}`,
    chance: () => 0,
  };
  const harness = await emptiedStore();
  for (const agency of [south, north]) await harness.addAgency(agency);
  const { store } = harness;

  const logLines: LogLine[] = [];
  const line =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
      void logLines.push({ level, message, fields });
  const signedRequests: SignedRequest[] = [];
  const files = createMemoryDocumentStore();
  const dependencies: ApiDependencies = {
    desk: store,
    journeys: store,
    contacts: store,
    agencyDesk: store,
    reading: store,
    brakes: store,
    notices: store.notices,
    accounts: store.accounts,
    audit: store.audit,
    board: store.board,
    imports: store.imports,
    flights: null,
    past: store,
    replayTrips: () => [],
    incidents: store.incidents,
    changes: store.changes,
    duty: store.duty,
    explanations: store.explanations,
    reports: store.reports,
    members: store.members,
    sessions: store.sessions,
    webhooks: store.webhooks,
    webhookTargets: {
      refusalOf: async (url) => (/^https:\/\/[\w.]+\.example\//.test(url) ? null : 'no-such-host'),
    },
    identity,
    staffMail: null,
    push: {
      publicKey: vapidKeysOf('a secret of this test').publicKey,
      subscriptions: store.push,
      staff: { push: async () => 'nowhere' },
      reach: publicReach,
    },
    consoleUrl: `${publicBaseUrl}/console`,
    operatorKeyHash: hashApiKey(operatorKey),
    operatorUsers: [uuidV5('user', 'olga')],
    operatorSessions: store.operatorSessions,
    operations: store,
    circuits: () => store.breakers.all(),
    personalData: store,
    clock: { now: () => now },
    ids,
    log: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    twilio: {
      publicBaseUrl,
      isAuthentic: (request) => {
        signedRequests.push(request);
        return isAuthentic({ ...request, tokens: [authToken] });
      },
      parseInbound,
      parseStatus,
      parseDigit,
      callTwiml,
    },
    places: store.places,
    knowledge: store.knowledge,
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
    ...overrides,
  };
  const app: Hono = createApi(dependencies);
  const webhooks: Hono = createWebhookApp(dependencies);
  /** All events that were committed, but those of whole journeys: the store's contract has them. */
  const emitted = async (): Promise<readonly AnyEvent[]> =>
    (await emittedBy(harness)).filter(
      ({ type }) => type !== 'JourneyBooked' && type !== 'JourneyChanged',
    );

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
  /** Sends a request with an agency's key; a body that is not a string is sent as JSON. */
  const askWith =
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
  /** Sends a webhook that Twilio signed for the configured public URL. */
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
    dependencies,
    /** The webhooks alone, as the function that is fed from their queues has them. */
    webhooks,
    store,
    setCeilings: harness.setCeilings,
    databaseUrl: harness.url,
    /** The files of documents. */
    files,
    /** Tables of the database in which a row holds that text, wherever it stands. */
    tablesWith: (text: string) => tablesWith(harness.url, text),
    south: { ...south, ask: askWith(keys.south), key: keys.south },
    north: { ...north, ask: askWith(keys.north), key: keys.north },
    askWith,
    operate: askWith(operatorKey),
    send,
    twilio,
    logLines,
    /** The requests whose signature was checked. */
    signedRequests,
    /** Moves the clock. */
    advance: (durationMs: number) => {
      now = plus(now, durationMs);
    },
    emitted,
    /** Types of the events committed so far, of one trip or of all, in alphabetical order. */
    eventTypes: async (tripId?: string): Promise<string[]> =>
      (await emitted())
        .filter((event) => tripId === undefined || event.tripId === tripId)
        .map(({ type }) => type)
        .sort(),
  };
};
/** The API under test. */
export type Api = Awaited<ReturnType<typeof anApi>>;

/** Books a trip and returns its id. */
export const bookTrip = async (
  agency: Api['south'],
  overrides: Parameters<typeof booking>[0] = {},
): Promise<string> => {
  const answer = await agency.ask('POST', '/trips', booking(overrides));
  if (answer.status !== 201)
    throw new Error(`the trip was not booked: ${answer.status} ${answer.text}`);
  return String(answer.json['id']);
};

/** The field errors of a problem with their places, such as `#/whatsapp bad_phone`. */
export const mistakes = (answer: Answer): string[] => {
  const errors: unknown = answer.json['errors'];
  return (Array.isArray(errors) ? errors : []).map((error: unknown) => {
    const member = (name: string) => Reflect.get(Object(error), name);
    return `${member('pointer') ?? member('parameter') ?? member('header')} ${member('code')}`;
  });
};
