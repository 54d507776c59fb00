import { timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { Clock } from '#shared/ports/clock.ts';
import { createFaults, type Faults } from '../faults.ts';
import { contentApi } from './content-api.ts';
import { ContentRequest, createContents } from './contents.ts';
import { createDelivery, type DeliveryTimes } from './delivery.ts';
import { newMessageSid, phoneOf, type SimulatedMessage } from './message.ts';
import { openMessageLog } from './message-log.ts';
import { messagesApi, type TwilioFault } from './messages-api.ts';
import { problem } from './problem.ts';
import { createWebhooks } from './webhooks.ts';

/** What the phone simulator is made of. */
export interface TwilioSimulatorOptions {
  readonly clock: Clock;
  readonly accountSid: string;
  /** Both the password of the API and what webhooks are signed with. */
  readonly authToken: string;
  /** Where a traveller's messages are posted: the public URL of `/webhooks/twilio`, as the signature is checked against it. */
  readonly webhookUrl: string;
  /** Where messages are kept over a restart, a file of JSON lines. */
  readonly messagesFile?: string;
  /** How long the API takes to answer. */
  readonly latencyMs?: number;
  readonly times?: DeliveryTimes;
  /** Messages beyond these are forgotten, the oldest first. */
  readonly maxMessages?: number;
  /** Pause before a webhook that failed is posted again. */
  readonly retryAfterMs?: number;
  /** Delivers webhooks; by default over the network. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** What a traveller writes; phones in E.164. */
export interface Written {
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly media?: readonly { readonly url: string; readonly contentType: string }[];
  readonly profileName?: string;
}

/** Twilio on this machine: messages over WhatsApp, templates, signed webhooks, and faults on demand. */
export interface TwilioSimulator {
  /** The API, its paths as they are and with `/api.twilio.com` or `/content.twilio.com` in front. */
  readonly app: Hono;
  /** A traveller writes: keeps the message and posts the signed webhook, up to four times. Answers when it was taken or given up. */
  receive(written: Written): Promise<SimulatedMessage>;
  /** The traveller opens the chat with a sender: what was delivered there is read, and its callbacks say so. */
  read(chat: { readonly sender: string; readonly traveller: string }): void;
  /** Makes templates known and approved, as they would be on an account that is set up; answers the sid of each. */
  preload(
    templates: readonly ContentRequest[],
  ): readonly { readonly friendlyName: string; readonly language: string; readonly sid: string }[];
  readonly faults: Faults<TwilioFault>;
  /** Oldest first. */
  messages(): readonly SimulatedMessage[];
  subscribe(listener: (message: SimulatedMessage) => void): () => void;
  counts(): { readonly requests: number; readonly accepted: number };
  /** Resolves when every webhook under way was taken or given up. */
  idle(): Promise<void>;
  close(): void;
}

const webhookTries = 4;

const sameText = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** Answers like Twilio's API 2010-04-01 and Content API, and behaves like WhatsApp behind it. */
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
  } = options;
  const log = openMessageLog({ file: messagesFile, maxMessages });
  const contents = createContents();
  const faults = createFaults<TwilioFault>();
  const webhooks = createWebhooks({ authToken, fetch: deliver, retryAfterMs });
  const delivery = createDelivery({ accountSid, clock, log, webhooks, times });
  const counts = { requests: 0, accepted: 0 };

  const credentials = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const app = new Hono();
  const authenticated = new Hono();
  authenticated.use(async (c, next) =>
    sameText(c.req.header('authorization') ?? '', credentials)
      ? next()
      : problem(c, 401, 20003, 'Authenticate'),
  );
  authenticated.route(
    `/2010-04-01/Accounts/${accountSid}`,
    messagesApi({ accountSid, clock, log, contents, delivery, faults, latencyMs, counts }),
  );
  authenticated.route('/v1', contentApi({ accountSid, contents, clock }));
  for (const host of ['/api.twilio.com', '/content.twilio.com', '/'])
    app.route(host, authenticated);
  app.notFound((c) => problem(c, 404, 20404, `The requested resource ${c.req.path} was not found`));

  const deliverInbound = async (
    message: SimulatedMessage,
    profileName?: string,
  ): Promise<SimulatedMessage> => {
    const taken = await webhooks.post(
      webhookUrl,
      inboundParameters(accountSid, message, profileName),
      webhookTries,
    );
    const settled: SimulatedMessage = {
      ...message,
      status: taken ? 'received' : 'failed',
      updatedAt: clock.now(),
    };
    log.put(settled);
    return settled;
  };

  // What was on its way when the process stopped goes on.
  for (const message of log.all().filter((m) => m.status === 'queued' || m.status === 'sent')) {
    if (message.direction === 'inbound') void deliverInbound(message);
    else delivery.carry(message, null);
  }

  return {
    app,
    receive: ({ from, to, body, media = [], profileName }) => {
      const now = clock.now();
      const message: SimulatedMessage = {
        sid: newMessageSid(media.length > 0),
        direction: 'inbound',
        from: `whatsapp:${phoneOf(from)}`,
        to: `whatsapp:${phoneOf(to)}`,
        body,
        contentSid: null,
        media: [...media],
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
    read: ({ sender, traveller }) => delivery.read(sender, traveller),
    preload: (templates) =>
      templates.map((template) => {
        const { sid, request } = contents.add(ContentRequest.parse(template), clock.now());
        contents.approve(sid, { name: request.friendly_name, category: 'UTILITY' });
        return { friendlyName: request.friendly_name, language: request.language, sid };
      }),
    faults,
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

/** The form that Twilio posts for a message that came in over WhatsApp. */
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
  ...Object.fromEntries(
    m.media.flatMap(({ url, contentType }, index) => [
      [`MediaUrl${index}`, url],
      [`MediaContentType${index}`, contentType],
    ]),
  ),
});
