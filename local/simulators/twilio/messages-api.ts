import { Hono } from 'hono';
import type { Clock } from '#shared/ports/clock.ts';
import type { Fault, Faults } from '../faults.ts';
import { hang } from '../hang.ts';
import { type Contents, choicesOf, isTaken, renderContent } from './contents.ts';
import { type Course, type Delivery, isWindowOpen } from './delivery.ts';
import type { FailingPhone } from './failing-numbers.ts';
import { messageJson, newMessageSid, phoneOf, type SimulatedMessage } from './message.ts';
import type { MessageLog } from './message-log.ts';
import { problem } from './problem.ts';

/**
 * A fault of the service, for one phone (`to`, E.164) or for all:
 * - `…-accepted` accepts the message and loses the response,
 * - `refused` responds with 400 and that error code,
 * - `failed` accepts the message, whose delivery then fails with that code.
 */
export type TwilioFault = Fault<
  | '429'
  | '500-accepted'
  | '500-not-accepted'
  | 'timeout-accepted'
  | 'timeout-not-accepted'
  | { readonly refused: number }
  | { readonly failed: number }
> & { readonly to?: string };

/** The dependencies of the message resource. */
export interface MessagesApiOptions {
  readonly accountSid: string;
  readonly clock: Clock;
  readonly log: MessageLog;
  readonly contents: Contents;
  readonly delivery: Delivery;
  readonly faults: Faults<TwilioFault>;
  readonly latencyMs: number;
  readonly counts: { requests: number; accepted: number };
  /** The account's own numbers; null: any. */
  readonly senders: readonly string[] | null;
  readonly failing: (phone: string) => FailingPhone | undefined;
}

/** An accepted message that nothing keeps from its phone. */
export const usualCourse: Course = { kind: 'delivered', afterMs: null };
/** Requests for one message that a busy number refuses. */
const refusedWhileBusy = 2;

const addressPattern = /^(whatsapp:)?\+[1-9]\d{6,14}$/;
const maxBodyLength = 1_600;

/** Why a request is refused, with Twilio's error code. */
interface Refusal {
  readonly code: number;
  readonly message: string;
}

/** Parses the parameters of a new message; returns the message, or why it is refused. */
const newMessage = (
  form: URLSearchParams,
  contents: Contents,
  now: string,
): SimulatedMessage | Refusal => {
  const [to, from, body, contentSid] = ['To', 'From', 'Body', 'ContentSid'].map(
    (name) => form.get(name) ?? '',
  );
  if (!to) return { code: 21604, message: "A 'To' phone number is required." };
  if (!addressPattern.test(to)) return { code: 21211, message: `Invalid 'To' Phone Number: ${to}` };
  if (!from) return { code: 21603, message: "A 'From' phone number is required." };
  if (!addressPattern.test(from))
    return { code: 21212, message: `Invalid 'From' Phone Number: ${from}` };
  if (to.startsWith('whatsapp:') !== from.startsWith('whatsapp:'))
    return {
      code: 21910,
      message: "Invalid 'From' and 'To' pair. 'From' and 'To' should be of the same channel",
    };
  const media = form.getAll('MediaUrl').map((url) => ({ url, contentType: contentTypeOf(url) }));
  if (media.some(({ url }) => !URL.canParse(url)))
    return { code: 21620, message: 'Invalid media URL(s)' };
  const common = {
    sid: newMessageSid(media.length > 0),
    direction: 'outbound-api',
    from,
    to,
    media,
    choices: null,
    choice: null,
    location: null,
    status: 'queued',
    errorCode: null,
    createdAt: now,
    sentAt: null,
    updatedAt: now,
    statusCallback: form.get('StatusCallback'),
  } as const;
  if (contentSid) {
    const content = contents.get(contentSid);
    if (!content) return { code: 21655, message: 'The ContentSid is Invalid' };
    const variables = variablesOf(form.get('ContentVariables'));
    if (variables === null)
      return { code: 21656, message: 'The ContentVariables Parameter is invalid' };
    const body = renderContent(content, variables);
    const choices = choicesOf(content, variables);
    if (!isTaken(body, choices)) return { code: 63021, message: 'Channel invalid content error' };
    return { ...common, body, contentSid, choices };
  }
  if (!body && media.length === 0) return { code: 21602, message: 'Message body is required' };
  if ((body ?? '').length > maxBodyLength)
    return {
      code: 21617,
      message: 'The concatenated message body exceeds the 1600 character limit',
    };
  return { ...common, body: body ?? '', contentSid: null };
};

const variablesOf = (json: string | null): Readonly<Record<string, string>> | null => {
  if (json === null || json === '') return {};
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const entries = Object.entries(value).map(([name, v]): [string, string] => [name, String(v)]);
    return Object.fromEntries(entries);
  } catch {
    return null;
  }
};

const contentTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  pdf: 'application/pdf',
  mp4: 'video/mp4',
  ogg: 'audio/ogg',
};
const contentTypeOf = (url: string): string =>
  contentTypes[/\.(\w+)(?:[?#]|$)/.exec(url)?.[1]?.toLowerCase() ?? ''] ??
  'application/octet-stream';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Twilio's message resource (api.twilio.com/2010-04-01/Accounts/{sid}/Messages). */
export const messagesApi = (options: MessagesApiOptions): Hono => {
  const { accountSid, clock, log, contents, delivery, faults, latencyMs, counts, failing } =
    options;

  /** Free text or an unapproved template outside the window fails. */
  const courseOf = (message: SimulatedMessage): Course => {
    if (!message.to.startsWith('whatsapp:')) return usualCourse;
    const content = message.contentSid === null ? undefined : contents.get(message.contentSid);
    return content?.approval != null || isWindowOpen(log, message.from, message.to, clock)
      ? (failing(phoneOf(message.to))?.course ?? usualCourse)
      : { kind: 'failed', code: 63_016 };
  };

  /** Requests so far for messages that were not taken yet, by recipient and content. */
  const refusals = new Map<string, number>();
  /** What goes wrong with a request by its number; a fault that was set comes before it. */
  const troubleOf = (form: URLSearchParams): TwilioFault['answer'] | undefined => {
    const to = form.get('To') ?? '';
    const answer = failing(phoneOf(to))?.answer;
    if (answer === 'answer-lost') return '500-accepted';
    if (answer !== 'busy' && answer !== 'lost-once') return undefined;
    const message = [to, ...['Body', 'ContentSid', 'ContentVariables'].map((k) => form.get(k))];
    const key = JSON.stringify(message);
    const count = (refusals.get(key) ?? 0) + 1;
    if (count > (answer === 'busy' ? refusedWhileBusy : 1)) {
      refusals.delete(key);
      return undefined;
    }
    refusals.set(key, count);
    return answer === 'busy' ? '429' : '500-not-accepted';
  };

  const api = new Hono();
  api.post('/Messages.json', async (c) => {
    counts.requests += 1;
    const form = new URLSearchParams(await c.req.text());
    const to = form.get('To')?.replace('whatsapp:', '');
    const fault =
      faults.take((each) => each.to === undefined || each.to === to)?.answer ?? troubleOf(form);
    if (latencyMs > 0) await pause(latencyMs);
    if (fault === '429') return problem(c, 429, 20429, 'Too Many Requests');
    if (fault === '500-not-accepted') return problem(c, 500, 20500, 'Internal Server Error');
    if (fault === 'timeout-not-accepted') {
      await hang(c.req.raw.signal);
      return c.body(null, 504);
    }
    if (typeof fault === 'object' && 'refused' in fault)
      return problem(c, 400, fault.refused, 'The message was refused');
    if (options.senders?.includes(phoneOf(form.get('From') ?? '')) === false)
      return problem(
        c,
        400,
        63007,
        'Twilio could not find a Channel with the specified From address',
      );
    // Before the message is stored, so that it stays silent when it is read, after a restart too.
    if (failing(to ?? '')?.answer === 'answer-lost') form.delete('StatusCallback');
    const message = newMessage(form, contents, clock.now());
    if ('code' in message) return problem(c, 400, message.code, message.message);
    counts.accepted += 1;
    log.put(message);
    delivery.start(
      message,
      typeof fault === 'object' ? { kind: 'failed', code: fault.failed } : courseOf(message),
    );
    if (fault === '500-accepted') return problem(c, 500, 20500, 'Internal Server Error');
    if (fault === 'timeout-accepted') {
      await hang(c.req.raw.signal);
      return c.body(null, 504);
    }
    return c.json(messageJson(accountSid, message), 201);
  });

  api.get('/Messages.json', (c) => {
    const query = new URL(c.req.url).searchParams;
    const size = Math.min(1_000, Math.max(1, Number(query.get('PageSize')) || 50));
    const index = Math.max(0, Number(query.get('Page')) || 0);
    const bounds = [
      {
        value: query.get('DateSent'),
        holds: (sent: string, at: string) => sent.slice(0, 10) === at.slice(0, 10),
      },
      {
        value: query.get('DateSent>'),
        holds: (sent: string, at: string) => sent.slice(0, 19) >= at.slice(0, 19),
      },
      {
        value: query.get('DateSent<'),
        holds: (sent: string, at: string) => sent.slice(0, 19) <= at.slice(0, 19),
      },
    ].flatMap(({ value, holds }) => (value === null ? [] : [{ at: new Date(value), holds }]));
    if (bounds.some(({ at }) => Number.isNaN(at.getTime())))
      return problem(c, 400, 20001, 'Invalid DateSent');
    const [to, from] = [query.get('To'), query.get('From')];
    const matches = log
      .all()
      .filter((m) => (to === null || m.to === to) && (from === null || m.from === from))
      // A message without a date sent is in no list that is filtered by it.
      .filter(({ sentAt }) =>
        bounds.every(({ at, holds }) => sentAt !== null && holds(sentAt, at.toISOString())),
      )
      .reverse();
    const messages = matches.slice(index * size, (index + 1) * size);
    const uri = (page: number): string => {
      const parameters = new URLSearchParams(query);
      parameters.set('PageSize', String(size));
      parameters.set('Page', String(page));
      parameters.delete('PageToken');
      if (page > 0) parameters.set('PageToken', `PA${messages.at(-1)?.sid ?? ''}`);
      return `/2010-04-01/Accounts/${accountSid}/Messages.json?${parameters}`;
    };
    return c.json({
      end: Math.max(0, index * size + messages.length - 1),
      first_page_uri: uri(0),
      next_page_uri: (index + 1) * size < matches.length ? uri(index + 1) : null,
      page: index,
      page_size: size,
      previous_page_uri: index === 0 ? null : uri(index - 1),
      messages: messages.map((m) => messageJson(accountSid, m)),
      start: index * size,
      uri: uri(index),
    });
  });

  api.get('/Messages/:file{[A-Za-z0-9]+\\.json}', (c) => {
    const message = log.get(c.req.param('file').replace('.json', ''));
    return message
      ? c.json(messageJson(accountSid, message))
      : problem(c, 404, 20404, 'The requested resource was not matches');
  });
  return api;
};
