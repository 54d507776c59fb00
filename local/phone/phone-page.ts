import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { z } from 'zod';
import type { FailingPhone } from '#local/simulators/twilio/failing-numbers.ts';
import type { SimulatedMessage } from '#local/simulators/twilio/message.ts';
import type { TwilioSimulator } from '#local/simulators/twilio/simulator.ts';
import { longestDocumentBytes } from '#shared/domain/document.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { callsPage } from './calls-page.ts';
import {
  type ChatKey,
  chatId,
  chatOf,
  chatsOf,
  parseChatId,
  shownMessage,
  unreadCounts,
} from './chats.ts';
import { templatesPage } from './templates-page.ts';
import { createWorldApi, type PhoneWorld } from './world-api.ts';

/** The names behind a chat; null where unknown. */
export interface ChatPeople {
  readonly agencyName: string | null;
  readonly travellerName: string | null;
  /** As whom they hear of their trips; null where they have several roles, or none. */
  readonly role: string | null;
  /** What those are called whom their messages are about. */
  readonly passengers: readonly string[];
  /** IANA time zone of the traveller's present place. */
  readonly zone: string | null;
}

/** The dependencies and settings of the phone page. */
export interface PhonePageOptions {
  readonly twilio: Pick<
    TwilioSimulator,
    'messages' | 'subscribe' | 'receive' | 'markRead' | 'file' | 'calls' | 'press'
  >;
  readonly clock: Clock;
  /** How many times faster than real time the clock runs. */
  readonly speed?: number;
  /** Looks up the names behind a chat; called for every listed chat. */
  readonly people?: (chat: ChatKey) => Promise<ChatPeople>;
  /** Numbers that fail in known ways; none by default. */
  readonly failingNumbers?: readonly FailingPhone[];
  /** The simulated flights; null where they are real. */
  readonly world?: PhoneWorld | null;
}

const maxChats = 200;
const maxMessages = 400;
/** Changes of this long are sent together, so that many messages at once do not block the page. */
const batchMs = 50;
const clockIntervalMs = 5_000;

const Reply = z.union([
  z.strictObject({ body: z.string().trim().min(1).max(4_096) }),
  z.strictObject({ choice: z.strictObject({ of: z.string(), id: z.string() }) }),
  z.strictObject({
    location: z.strictObject({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      label: z.string().trim().max(200).default(''),
    }),
  }),
]);
/** What travellers send besides words; other sites cannot send these types unasked. */
const fileType = /^(?:image|audio|video)\/[\w.+-]+$|^application\/pdf$/;
const unknownPeople: ChatPeople = {
  agencyName: null,
  travellerName: null,
  role: null,
  passengers: [],
  zone: null,
};

const folder = join(import.meta.dirname, 'public');
const asset = (name: string): string => readFileSync(join(folder, name), 'utf8');
const typeOf = (name: string): string =>
  `text/${name.endsWith('.css') ? 'css' : 'javascript'}; charset=utf-8`;

/**
 * The page at `/phone`, which shows what every traveller received and can answer for them, and its
 * JSON API under `/phone/api`.
 */
export const createPhonePage = (options: PhonePageOptions): Hono => {
  const { twilio, clock, speed = 1, people = () => Promise.resolve(unknownPeople) } = options;
  const { failingNumbers = [], world = null } = options;
  const app = new Hono();
  app.use(
    '/phone/*',
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'http:', 'https:'],
        mediaSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
      // The page is served over plain HTTP.
      strictTransportSecurity: false,
    }),
  );
  app.get('/phone', (c) => c.html(asset('index.html'), 200, { 'cache-control': 'no-cache' }));
  app.get('/phone/templates', (c) => c.html(templatesPage(c.req.query('language'))));
  app.get('/phone/calls', (c) => c.html(callsPage(twilio.calls())));
  app.post('/phone/calls/:sid', async (c) => {
    // A form of another site says where it comes from, and must not answer for members.
    if (!['same-origin', 'none'].includes(c.req.header('sec-fetch-site') ?? 'none'))
      return c.text('The keys are on the page itself', 403);
    const { digit } = await c.req.parseBody();
    const call = await twilio.press(c.req.param('sid'), String(digit).slice(0, 1));
    return call ? c.redirect('/phone/calls', 303) : c.text('The call is over', 404);
  });
  for (const name of readdirSync(folder).filter((file) => /\.(css|js)$/.test(file)))
    app.get(`/phone/${name}`, (c) =>
      c.body(asset(name), 200, { 'content-type': typeOf(name), 'cache-control': 'no-cache' }),
    );

  const clockState = () => ({ now: clock.now(), speed });
  const withPeople = async (key: ChatKey) => ({
    ...key,
    ...(await people(key).catch(() => unknownPeople)),
    failure: failingNumbers.find(({ phone }) => phone === key.traveller)?.what ?? null,
  });

  app.get('/phone/api/numbers', (c) =>
    c.json({ numbers: failingNumbers.map(({ phone, what, code }) => ({ phone, what, code })) }),
  );

  app.get('/phone/api/chats', async (c) => {
    const chats = await Promise.all(
      chatsOf(twilio.messages(), maxChats).map(async (chat) => ({
        ...chat,
        ...(await withPeople(chat)),
      })),
    );
    return c.json({ clock: clockState(), chats });
  });

  const withChat = (
    c: Context,
    work: (key: ChatKey) => Response | Promise<Response>,
  ): Response | Promise<Response> => {
    const key = parseChatId(c.req.param('id') ?? '');
    return key === null ? c.json({ title: 'There is no such chat' }, 404) : work(key);
  };
  app.get('/phone/api/chats/:id/messages', (c) =>
    withChat(c, async (key) => {
      const id = chatId(key);
      const messages = twilio.messages().filter((m) => chatId(chatOf(m)) === id);
      return c.json({
        ...(await withPeople(key)),
        id,
        messages: messages.slice(-maxMessages).map(shownMessage),
      });
    }),
  );
  const from = (key: ChatKey, name: string | null) => ({
    from: key.traveller,
    to: key.sender,
    ...(name ? { profileName: name } : {}),
  });
  /** What is written by words, a choice or a location; null: no such choice in the chat. */
  const writtenAs = (reply: z.output<typeof Reply>, key: ChatKey) => {
    if ('body' in reply) return { body: reply.body };
    if ('location' in reply) return { body: '', location: reply.location };
    const { of, id } = reply.choice;
    const message = twilio.messages().find(({ sid }) => sid === of);
    if (!message || chatId(chatOf(message)) !== chatId(key)) return null;
    const item = message.choices?.items.find((one) => one.id === id);
    return item
      ? { body: item.title, choice: { ...item, isOfList: message.choices?.list != null } }
      : null;
  };
  // Other sites cannot send JSON without a CORS preflight, so they cannot write for travellers.
  const isJson = (c: Context): boolean =>
    c.req.header('content-type')?.startsWith('application/json') === true;
  app.post('/phone/api/chats/:id/messages', (c) =>
    withChat(c, async (key) => {
      const reply = Reply.safeParse(isJson(c) ? await c.req.json().catch(() => null) : null);
      if (!reply.success)
        return c.json(
          {
            title:
              'A message is a JSON object with a body of 1 to 4096 characters, ' +
              'a choice or a location',
          },
          400,
        );
      const { travellerName } = await withPeople(key);
      const written = writtenAs(reply.data, key);
      if (!written) return c.json({ title: 'There is no such choice' }, 404);
      // The stream shows its delivery.
      void twilio.receive({ ...written, ...from(key, travellerName) });
      return c.body(null, 202);
    }),
  );
  app.post('/phone/api/chats/:id/files', (c) =>
    withChat(c, async (key) => {
      const contentType = c.req.header('content-type')?.split(';')[0]?.trim() ?? '';
      if (!fileType.test(contentType))
        return c.json({ title: 'A picture, a recording, a video or a PDF is expected' }, 415);
      if (Number(c.req.header('content-length') ?? 0) > longestDocumentBytes)
        return c.json({ title: 'WhatsApp takes 16 MB at most' }, 413);
      const bytes = new Uint8Array(await c.req.arrayBuffer());
      if (bytes.length === 0 || bytes.length > longestDocumentBytes)
        return c.json({ title: 'WhatsApp takes 16 MB at most, and no empty file' }, 413);
      const { travellerName } = await withPeople(key);
      const files = [{ bytes, contentType }];
      void twilio.receive({ body: '', files, ...from(key, travellerName) });
      return c.body(null, 202);
    }),
  );
  app.get('/phone/api/files/:sid', (c) => {
    const file = twilio.file(c.req.param('sid'));
    return file
      ? c.body(file.bytes, 200, {
          'content-type': file.contentType,
          'content-security-policy': "default-src 'none'; sandbox",
        })
      : c.json({ title: 'The file is gone: files are kept until the next start' }, 404);
  });
  app.post('/phone/api/chats/:id/read', (c) =>
    withChat(c, (key) => {
      if (!isJson(c)) return c.json({ title: 'JSON is expected' }, 400);
      twilio.markRead(key);
      return c.body(null, 204);
    }),
  );

  app.get('/phone/api/stream', (c) =>
    streamSSE(c, (stream) => streamChanges(stream, twilio, clockState)),
  );
  if (world) app.route('/', createWorldApi(world));
  return app;
};

/** Sends every change to an open page until it is closed. */
const streamChanges = async (
  stream: SSEStreamingApi,
  twilio: PhonePageOptions['twilio'],
  clockState: () => object,
): Promise<void> => {
  const changed = new Map<string, SimulatedMessage>();
  let batch: NodeJS.Timeout | null = null;
  const send = (event: string, data: unknown): Promise<void> =>
    stream.writeSSE({ event, data: JSON.stringify(data) });
  const flush = (): void => {
    batch = null;
    const unread = unreadCounts(twilio.messages());
    const messages = [...changed.values()].map((m) => {
      const chat = chatId(chatOf(m));
      return { chat, unread: unread.get(chat) ?? 0, message: shownMessage(m) };
    });
    changed.clear();
    void send('messages', messages);
  };
  const unsubscribe = twilio.subscribe((message) => {
    changed.set(message.sid, message);
    batch ??= setTimeout(flush, batchMs);
  });
  const clockTimer = setInterval(() => void send('clock', clockState()), clockIntervalMs).unref();
  await send('clock', clockState());
  await new Promise<void>((resolve) => stream.onAbort(() => resolve()));
  unsubscribe();
  clearInterval(clockTimer);
  if (batch) clearTimeout(batch);
};
