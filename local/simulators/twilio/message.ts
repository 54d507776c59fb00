import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';

/** The statuses of a message (Twilio `MessageStatus`, those that WhatsApp messages reach). */
export const SimulatedStatus = z.enum([
  'queued',
  'sent',
  'delivered',
  'read',
  'failed',
  'undelivered',
  'received',
]);
export type SimulatedStatus = z.infer<typeof SimulatedStatus>;

/** A stored message; addresses are as on the wire, `whatsapp:+5491155550100`. */
export const SimulatedMessage = z.object({
  sid: z.string(),
  direction: z.enum(['inbound', 'outbound-api', 'outbound-reply']),
  from: z.string(),
  to: z.string(),
  body: z.string(),
  /** The template it was made from; null for free text. */
  contentSid: z.string().nullable(),
  media: z.array(z.object({ url: z.string(), contentType: z.string() })),
  /** What the traveller may choose of; `list`: what opens it, where it is a list. */
  choices: z
    .object({
      list: z.string().nullable(),
      items: z.array(z.object({ id: z.string(), title: z.string() })),
    })
    .nullable()
    .default(null),
  /** What the traveller chose. */
  choice: z
    .object({ id: z.string(), title: z.string(), isOfList: z.boolean() })
    .nullable()
    .default(null),
  /** Where the traveller says to be. */
  location: z
    .object({ latitude: z.number(), longitude: z.number(), label: z.string() })
    .nullable()
    .default(null),
  status: SimulatedStatus,
  errorCode: z.int().nullable(),
  createdAt: Instant,
  sentAt: Instant.nullable(),
  updatedAt: Instant,
  statusCallback: z.string().nullable(),
});
export type SimulatedMessage = z.infer<typeof SimulatedMessage>;

/** A new message sid in Twilio's format. */
export const newMessageSid = (hasMedia: boolean): string =>
  `${hasMedia ? 'MM' : 'SM'}${randomBytes(16).toString('hex')}`;

/** An address without its channel: `+5491155550100`. */
export const phoneOf = (address: string): string => address.replace(/^whatsapp:/, '');

/** Twilio's format of instants: RFC 2822, to the second. */
export const rfc2822 = (at: string): string => new Date(at).toUTCString().replace('GMT', '+0000');

/** Twilio's texts of error codes. */
export const errorMessages: Readonly<Record<number, string>> = {
  30006: 'Landline or unreachable carrier',
  30008: 'Unknown error',
  63003: 'Channel could not find To address',
  63014: 'Message could not be delivered because it was blocked by a user action',
  63016:
    'Failed to send freeform message because you are outside the allowed window. ' +
    'If you are using WhatsApp, please use a Message Template.',
  63018: 'Rate limit exceeded for Channel',
  63024: 'Invalid message recipient',
};

/** A message as GET and POST Messages.json return it (Twilio API 2010-04-01). */
export const messageJson = (accountSid: string, m: SimulatedMessage) => {
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${m.sid}`;
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: m.body,
    date_created: rfc2822(m.createdAt),
    date_sent: m.sentAt === null ? null : rfc2822(m.sentAt),
    date_updated: rfc2822(m.updatedAt),
    direction: m.direction,
    error_code: m.errorCode,
    error_message: m.errorCode === null ? null : (errorMessages[m.errorCode] ?? null),
    from: m.from,
    messaging_service_sid: null,
    num_media: String(m.media.length),
    num_segments: '1',
    price: null,
    price_unit: null,
    sid: m.sid,
    status: m.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: m.to,
    uri: `${uri}.json`,
  };
};
