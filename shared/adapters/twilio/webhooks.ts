import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { z } from 'zod';
import { ProviderStatus } from '#shared/domain/delivery.ts';
import { classifyCode } from './codes.ts';

/**
 * The parameters of a webhook, a repeated one as a list: the signature is over all of them, the
 * empty ones too.
 */
export type WebhookParams = Readonly<Record<string, string | string[]>>;

/** Reads the form-encoded body of a webhook without losing anything that was signed. */
export const webhookParams = (body: string): WebhookParams => {
  const parameters = new URLSearchParams(body);
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
};

/**
 * Whether Twilio sent this: `url` is the public one it was given, with query; more than one token
 * while one is being replaced.
 */
export const isAuthentic = (webhook: {
  readonly url: string;
  readonly params: WebhookParams;
  readonly signature: string | null | undefined;
  readonly tokens: readonly string[];
}): boolean =>
  !!webhook.signature &&
  webhook.tokens.some(
    (token) =>
      token !== '' &&
      validateRequest(token, webhook.signature ?? '', webhook.url, { ...webhook.params }),
  );

const one = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) => (Array.isArray(value) ? (value[0] ?? '') : (value ?? '')));
const sid = one.pipe(z.string().regex(/^(SM|MM)[0-9a-fA-F]{32}$/));
/** An address as it came: what WhatsApp says a number is, it is. */
const address = one
  .pipe(z.string().regex(/^whatsapp:\+?\d{5,20}$/))
  .transform((value) => value.slice('whatsapp:'.length).replace(/^\+?/, '+'));
const mostMedia = 10;

const Inbound = z.looseObject({
  MessageSid: sid,
  From: address,
  To: address,
  Body: one,
  NumMedia: one,
  ButtonText: one,
});

/** A traveller's message as it reached us; everything in it is untrusted. */
export interface InboundWebhook {
  readonly providerId: string;
  /** The agency's number and the traveller's, with `+`. */
  readonly sender: string;
  readonly phone: string;
  readonly text: string;
  readonly media: readonly { readonly url: string; readonly contentType: string }[];
}

/**
 * Reads an inbound WhatsApp message, or null where the webhook is something else. A message of
 * media alone has an empty text.
 */
export const parseInbound = (params: WebhookParams): InboundWebhook | null => {
  const parsed = Inbound.safeParse(params);
  if (!parsed.success) return null;
  const { MessageSid, From, To, Body, NumMedia, ButtonText } = parsed.data;
  const count = Math.min(Number(NumMedia) || 0, mostMedia);
  const media = Array.from({ length: count }, (_, index) => ({
    url: one.parse(params[`MediaUrl${index}`]),
    contentType: one.parse(params[`MediaContentType${index}`]) || 'application/octet-stream',
  })).filter(({ url }) => URL.canParse(url));
  return { providerId: MessageSid, sender: To, phone: From, text: Body || ButtonText, media };
};

const Status = z.looseObject({
  MessageSid: sid,
  MessageStatus: one.transform((value) => value.toLowerCase()).pipe(ProviderStatus),
  ErrorCode: one,
});

export interface StatusWebhook {
  readonly providerId: string;
  readonly status: ProviderStatus;
  readonly errorCode: string | null;
  /** Whether sending the same again is useless; only of interest where it failed. */
  readonly permanent: boolean;
}

/**
 * Reads a status callback, or null where it is something else. They come late, twice and out of
 * order.
 */
export const parseStatus = (params: WebhookParams): StatusWebhook | null => {
  const parsed = Status.safeParse(params);
  if (!parsed.success) return null;
  const { MessageSid, MessageStatus, ErrorCode } = parsed.data;
  const errorCode = ErrorCode === '' || ErrorCode === '0' ? null : ErrorCode;
  return {
    providerId: MessageSid,
    status: MessageStatus,
    errorCode,
    permanent: errorCode !== null && classifyCode(errorCode) === 'permanent',
  };
};
