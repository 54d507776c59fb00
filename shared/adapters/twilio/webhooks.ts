import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { z } from 'zod';
import { ProviderStatus } from '#shared/domain/delivery.ts';
import { classifyCode } from './codes.ts';

/** Parameters of a webhook, a repeated one as a list. The signature covers all, even empty ones. */
export type WebhookParams = Readonly<Record<string, string | string[]>>;

/** Parses the form-encoded body of a webhook, losing nothing that was signed. */
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
 * Whether Twilio signed this webhook. `url` is the public one that Twilio was given, with its
 * query; there are several tokens while one is being replaced.
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

const firstValue = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) => (Array.isArray(value) ? (value[0] ?? '') : (value ?? '')));
const sid = firstValue.pipe(z.string().regex(/^(SM|MM)[0-9a-fA-F]{32}$/));
/** A WhatsApp address, normalised to `+` and digits; its number is not validated further. */
const address = firstValue
  .pipe(z.string().regex(/^whatsapp:\+?\d{5,20}$/))
  .transform((value) => value.slice('whatsapp:'.length).replace(/^\+?/, '+'));
const maxMedia = 10;

const Inbound = z.looseObject({
  MessageSid: sid,
  From: address,
  To: address,
  Body: firstValue,
  NumMedia: firstValue,
  ButtonText: firstValue,
});

/** A traveller's message as received; everything in it is untrusted. */
export interface InboundWebhook {
  readonly providerId: string;
  /** The agency's number and the traveller's, with `+`. */
  readonly sender: string;
  readonly phone: string;
  readonly text: string;
  readonly media: readonly { readonly url: string; readonly contentType: string }[];
}

/**
 * Parses an inbound WhatsApp message; null where the webhook is something else. A message of media
 * only has an empty text.
 */
export const parseInbound = (params: WebhookParams): InboundWebhook | null => {
  const parsed = Inbound.safeParse(params);
  if (!parsed.success) return null;
  const { MessageSid, From, To, Body, NumMedia, ButtonText } = parsed.data;
  const count = Math.min(Number(NumMedia) || 0, maxMedia);
  const media = Array.from({ length: count }, (_, index) => ({
    url: firstValue.parse(params[`MediaUrl${index}`]),
    contentType: firstValue.parse(params[`MediaContentType${index}`]) || 'application/octet-stream',
  })).filter(({ url }) => URL.canParse(url));
  return { providerId: MessageSid, sender: To, phone: From, text: Body || ButtonText, media };
};

const Status = z.looseObject({
  MessageSid: sid,
  MessageStatus: firstValue.transform((value) => value.toLowerCase()).pipe(ProviderStatus),
  ErrorCode: firstValue,
});

/** A status callback. */
export interface StatusWebhook {
  readonly providerId: string;
  readonly status: ProviderStatus;
  readonly errorCode: string | null;
  /** Whether trying the same message again is useless; only meaningful after a failure. */
  readonly permanent: boolean;
}

/**
 * Parses a status callback; null where it is something else. Callbacks come late, twice and out of
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
