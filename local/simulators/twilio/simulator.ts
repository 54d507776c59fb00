import { timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { Clock } from '#shared/ports/clock.ts';
import { createFaults, type Faults } from '../faults.ts';
import type { SimulatedCall } from './call.ts';
import { createCalls } from './calls-api.ts';
import { contentApi } from './content-api.ts';
import { ContentRequest, createContents, isForApproval } from './contents.ts';
import { createDelivery, type DeliveryTimes } from './delivery.ts';
import type { FailingPhone } from './failing-numbers.ts';
import { createMediaFiles, type MediaFile } from './media-files.ts';
import { newMessageSid, phoneOf, type SimulatedMessage } from './message.ts';
import { openMessageLog } from './message-log.ts';
import { messagesApi, type TwilioFault, usualCourse } from './messages-api.ts';
import { problem } from './problem.ts';
import { messagesOfTwiml } from './twiml.ts';
import { createWebhooks } from './webhooks.ts';

/** The dependencies and settings of the Twilio simulator. */
export interface TwilioSimulatorOptions {
  readonly clock: Clock;
  readonly accountSid: string;
  /** The password of the API, and the key that webhooks are signed with. */
  readonly authToken: string;
  /** The URL of the webhook for inbound messages, as the signature is checked against it. */
  readonly webhookUrl: string;
  /** The file of JSON lines that keeps messages over a restart. */
  readonly messagesFile?: string;
  /** How long each request takes. */
  readonly latencyMs?: number;
  readonly times?: DeliveryTimes;
  /** How many messages are kept; the oldest are dropped. */
  readonly maxMessages?: number;
  /** Pause before a webhook that failed is posted again. */
  readonly retryAfterMs?: number;
  /** Delivers webhooks; `fetch` by default. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** The numbers that send from this account; by default any does. */
  readonly senders?: readonly string[];
  /** Numbers that fail; none by default. */
  readonly failingNumbers?: readonly FailingPhone[];
}

/** A message of a traveller; phones are in E.164. */
export interface InboundMessage {
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly media?: readonly { readonly url: string; readonly contentType: string }[];
  /** Files that are kept for whoever is told of the message. */
  readonly files?: readonly MediaFile[];
  /** What was chosen of a message with choices; its title is the body. */
  readonly choice?: NonNullable<SimulatedMessage['choice']>;
  readonly location?: NonNullable<SimulatedMessage['location']>;
  readonly profileName?: string;
}

/** A simulator of Twilio: WhatsApp messages, calls, templates, signed webhooks, faults. */
export interface TwilioSimulator {
  /** The API, with and without the prefixes `/api.twilio.com` and `/content.twilio.com`. */
  readonly app: Hono;
  /** Stores a traveller's message and posts the webhook, up to four times; resolves at the end. */
  receive(message: InboundMessage): Promise<SimulatedMessage>;
  /** Calls to telephones, oldest first. */
  calls(): readonly SimulatedCall[];
  /** Presses a digit in a call, and has it answered; null: it waits for none. */
  press(sid: string, digit: string): Promise<SimulatedCall | null>;
  /** Marks the delivered messages of a chat as read, with their callbacks. */
  markRead(chat: { readonly sender: string; readonly traveller: string }): void;
  /** Adds templates, approved already where they are texts; returns their sids. */
  preload(
    templates: readonly ContentRequest[],
  ): readonly { readonly friendlyName: string; readonly language: string; readonly sid: string }[];
  readonly faults: Faults<TwilioFault>;
  /** A file that a traveller sent, by the sid at the end of its URL; null: it is gone. */
  file(sid: string): MediaFile | null;
  /** Oldest first. */
  messages(): readonly SimulatedMessage[];
  subscribe(listener: (message: SimulatedMessage) => void): () => void;
  counts(): { readonly requests: number; readonly accepted: number };
  /** Resolves when no webhook is in flight or waits to be retried. */
  idle(): Promise<void>;
  close(): void;
}

const webhookAttempts = 4;

const isSameText = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** Creates a simulator of Twilio's API 2010-04-01, its Content API, and WhatsApp behind them. */
export const createTwilioSimulator = (options: TwilioSimulatorOptions): TwilioSimulator => {
  const {
    clock,
    accountSid,
    authToken,
    webhookUrl,
    messagesFile = null,
    latencyMs = 20,
    maxMessages = 5_000,
  } = options;
  const {
    times = { sentMs: 150, deliveredMs: 600 },
    retryAfterMs = 1_000,
    fetch: deliver = fetch,
    failingNumbers = [],
    senders = null,
  } = options;
  const failing = (phone: string) => failingNumbers.find((number) => number.phone === phone);
  const log = openMessageLog({ file: messagesFile, maxMessages });
  const contents = createContents();
  const files = createMediaFiles();
  const faults = createFaults<TwilioFault>();
  const webhooks = createWebhooks({ authToken, fetch: deliver, retryAfterMs });
  const delivery = createDelivery({ accountSid, clock, log, webhooks, times });
  const calls = createCalls({ accountSid, clock, webhooks, faults });
  const counts = { requests: 0, accepted: 0 };

  const credentials = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const app = new Hono();
  const authenticated = new Hono();
  authenticated.use(async (c, next) =>
    isSameText(c.req.header('authorization') ?? '', credentials)
      ? next()
      : problem(c, 401, 20003, 'Authenticate'),
  );
  authenticated.route(
    `/2010-04-01/Accounts/${accountSid}`,
    messagesApi({
      accountSid,
      clock,
      log,
      contents,
      delivery,
      faults,
      latencyMs,
      counts,
      failing,
      senders,
    }),
  );
  authenticated.route(`/2010-04-01/Accounts/${accountSid}`, calls.api);
  authenticated.get(`/2010-04-01/Accounts/${accountSid}/Messages/:message/Media/:media`, (c) => {
    const file = files.get(c.req.param('media'));
    return file
      ? c.body(file.bytes, 200, { 'content-type': file.contentType })
      : problem(c, 404, 20404, 'The requested media was not found');
  });
  authenticated.route('/v1', contentApi({ accountSid, contents, clock }));
  for (const host of ['/api.twilio.com', '/content.twilio.com', '/'])
    app.route(host, authenticated);
  app.notFound((c) => problem(c, 404, 20404, `The requested resource ${c.req.path} was not found`));

  /** Sends what the webhook of a traveller's message was answered with. */
  const reply = (to: SimulatedMessage, body: string): void => {
    const now = clock.now();
    const message: SimulatedMessage = {
      ...to,
      sid: newMessageSid(false),
      direction: 'outbound-reply',
      from: to.to,
      to: to.from,
      body,
      media: [],
      status: 'queued',
      createdAt: now,
      sentAt: null,
      updatedAt: now,
    };
    log.put(message);
    delivery.start(message, failing(phoneOf(message.to))?.course ?? usualCourse);
  };

  const deliverInbound = async (
    message: SimulatedMessage,
    profileName?: string,
  ): Promise<SimulatedMessage> => {
    const answer = await webhooks.post(
      webhookUrl,
      inboundParameters(accountSid, message, profileName),
      webhookAttempts,
    );
    const updated: SimulatedMessage = {
      ...message,
      status: answer === null ? 'failed' : 'received',
      updatedAt: clock.now(),
    };
    log.put(updated);
    for (const text of messagesOfTwiml(answer ?? '')) reply(message, text);
    return updated;
  };

  // What was in flight when the process stopped continues.
  for (const message of log.all().filter((m) => m.status === 'queued' || m.status === 'sent')) {
    if (message.direction === 'inbound') void deliverInbound(message);
    else delivery.start(message, failing(phoneOf(message.to))?.course ?? usualCourse);
  }

  return {
    app,
    receive: ({ from, to, body, media = [], files: sent = [], profileName, ...more }) => {
      const now = clock.now();
      const sid = newMessageSid(media.length + sent.length > 0);
      const resource = `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages/${sid}`;
      const kept = sent.map((file) => ({
        url: `${resource}/Media/${files.put(file)}`,
        contentType: file.contentType,
      }));
      const message: SimulatedMessage = {
        sid,
        direction: 'inbound',
        from: `whatsapp:${phoneOf(from)}`,
        to: `whatsapp:${phoneOf(to)}`,
        body,
        contentSid: null,
        media: [...media, ...kept],
        choices: null,
        choice: more.choice ?? null,
        location: more.location ?? null,
        status: 'sent',
        errorCode: null,
        createdAt: now,
        sentAt: now,
        updatedAt: now,
        statusCallback: null,
      };
      log.put(message);
      return deliverInbound(message, profileName);
    },
    calls: calls.all,
    press: calls.press,
    markRead: ({ sender, traveller }) => delivery.markRead(sender, traveller),
    preload: (templates) =>
      templates.map((template) => {
        const { sid, request } = contents.add(ContentRequest.parse(template), clock.now());
        const content = contents.get(sid);
        if (content && isForApproval(content))
          contents.approve(sid, { name: request.friendly_name, category: 'UTILITY' });
        return { friendlyName: request.friendly_name, language: request.language, sid };
      }),
    faults,
    file: files.get,
    messages: log.all,
    subscribe: log.subscribe,
    counts: () => ({ ...counts }),
    idle: webhooks.idle,
    close: () => {
      delivery.close();
      webhooks.close();
      log.close();
    },
  };
};

const choiceParameters = ({
  id,
  title,
  isOfList,
}: NonNullable<SimulatedMessage['choice']>): Record<string, string> =>
  isOfList
    ? { MessageType: 'interactive', ListTitle: title, ListId: id }
    : { MessageType: 'button', ButtonText: title, ButtonPayload: id };

/** The form that Twilio posts for an inbound WhatsApp message. */
const inboundParameters = (
  accountSid: string,
  m: SimulatedMessage,
  profileName: string | undefined,
): Record<string, string> => ({
  AccountSid: accountSid,
  ApiVersion: '2010-04-01',
  Body: m.body,
  From: m.from,
  To: m.to,
  MessageSid: m.sid,
  SmsSid: m.sid,
  SmsMessageSid: m.sid,
  MessageType: m.media[0]?.contentType.split('/')[0] ?? 'text',
  NumMedia: String(m.media.length),
  NumSegments: '1',
  ReferralNumMedia: '0',
  SmsStatus: 'received',
  WaId: phoneOf(m.from).replace('+', ''),
  ProfileName: profileName ?? '',
  ...(m.choice && choiceParameters(m.choice)),
  ...(m.location && {
    MessageType: 'location',
    Latitude: String(m.location.latitude),
    Longitude: String(m.location.longitude),
    Label: m.location.label,
  }),
  ...Object.fromEntries(
    m.media.flatMap(({ url, contentType }, index) => [
      [`MediaUrl${index}`, url],
      [`MediaContentType${index}`, contentType],
    ]),
  ),
});
