import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { z } from 'zod';
import { ChoiceId } from '#shared/domain/choices.ts';
import { ProviderStatus } from '#shared/domain/delivery.ts';
import { OptOutType } from '#shared/domain/message.ts';
import { locationText } from '#shared/domain/shared-location.ts';
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
const channel = 'whatsapp:';
/** A WhatsApp address, normalised to `+` and digits; its number is not validated further. */
const PhoneAddress = z
  .string()
  .regex(/^whatsapp:\+?\d{5,20}$/)
  .transform((value) => value.slice(channel.length).replace(/^\+?/, '+'));
/** The id of a traveller who shows no number, with the name of the channel or without. */
const UserId = z
  .string()
  .transform((value) => (value.startsWith(channel) ? value.slice(channel.length) : value))
  .pipe(z.string().regex(/^[A-Za-z][\x21-\x7e]{2,149}$/));
const maxMedia = 10;

/**
 * The number of ours that a webhook is about: who sent the message that it reports, or was written
 * to.
 */
export const ourNumber = (params: WebhookParams): string | null =>
  PhoneAddress.safeParse(
    firstValue.parse(params['MessageStatus'] === undefined ? params['To'] : params['From']),
  ).data ?? null;

const Inbound = z.looseObject({
  MessageSid: sid,
  From: firstValue,
  ExternalUserId: firstValue,
  WaId: firstValue,
  To: firstValue.pipe(PhoneAddress),
  Body: firstValue,
  NumMedia: firstValue,
  OriginalRepliedMessageSid: firstValue,
  ButtonText: firstValue,
  ButtonPayload: firstValue,
  ListTitle: firstValue,
  ListId: firstValue,
  Latitude: firstValue,
  Longitude: firstValue,
  Address: firstValue,
  Label: firstValue,
  OptOutType: firstValue.transform(
    (value) => OptOutType.safeParse(value.toUpperCase()).data ?? null,
  ),
});
type Inbound = z.output<typeof Inbound>;

/** Who wrote: the number, else the id of a traveller who shows none. */
const travellerOf = ({ From, ExternalUserId, WaId }: Inbound): string | null =>
  PhoneAddress.safeParse(From).data ??
  UserId.safeParse(ExternalUserId).data ??
  UserId.safeParse(From.startsWith(channel) ? From : '').data ??
  PhoneAddress.safeParse(`${channel}${From === '' ? WaId : ''}`).data ??
  null;

/** What was written, or chosen from a list or a button. */
const wordsOf = ({ Body, ButtonText, ButtonPayload, ListTitle, ListId }: Inbound): string =>
  [Body, ButtonText, ListTitle, ListId, ButtonPayload].find((text) => text.trim() !== '') ?? '';

/** The option that was tapped, by our own id; what is none of ours is words alone. */
const choiceOf = ({ ListId, ButtonPayload }: Inbound): string | null =>
  ChoiceId.safeParse(ListId || ButtonPayload).data ?? null;

/** A coordinate, which is in no place where there is none. */
const degrees = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

const locationOf = ({ Latitude, Longitude, Address, Label }: Inbound): string =>
  locationText({
    latitude: degrees(Latitude),
    longitude: degrees(Longitude),
    place: [Label, Address],
  });

/** A traveller's message as received; everything in it is untrusted. */
export interface InboundWebhook {
  readonly providerId: string;
  /** The agency's number, with `+`. */
  readonly sender: string;
  /** The traveller's, or the id of a traveller who shows none. */
  readonly phone: string;
  readonly text: string;
  readonly optOutType: OptOutType | null;
  /** The MessageSid of the message that it answers by quoting; null: of none. */
  readonly quotes: string | null;
  /** The id of the option that was tapped, of a message that offered some; null: none. */
  readonly choice: string | null;
  readonly media: readonly { readonly url: string; readonly contentType: string }[];
}

/**
 * Parses an inbound WhatsApp message; null where the webhook is something else. A message of media
 * only has an empty text, and a shared location is a line of the text.
 */
export const parseInbound = (params: WebhookParams): InboundWebhook | null => {
  const parsed = Inbound.safeParse(params);
  if (!parsed.success) return null;
  const { MessageSid, To, NumMedia } = parsed.data;
  const phone = travellerOf(parsed.data);
  if (phone === null) return null;
  const count = Math.min(Number(NumMedia) || 0, maxMedia);
  const media = Array.from({ length: count }, (_, index) => ({
    url: firstValue.parse(params[`MediaUrl${index}`]),
    contentType: firstValue.parse(params[`MediaContentType${index}`]) || 'application/octet-stream',
  })).filter(({ url }) => URL.canParse(url));
  const text = [wordsOf(parsed.data), locationOf(parsed.data)].filter((part) => part !== '');
  return {
    providerId: MessageSid,
    sender: To,
    phone,
    text: text.join('\n'),
    media,
    optOutType: parsed.data.OptOutType,
    quotes: parsed.data.OriginalRepliedMessageSid || null,
    choice: choiceOf(parsed.data),
  };
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

const Digit = z.looseObject({
  CallSid: firstValue.pipe(z.string().regex(/^CA[0-9a-fA-F]{32}$/)),
  To: firstValue,
  Digits: firstValue,
});

/** Parses the digit that was pressed in a call; null where the webhook is something else. */
export const parseDigit = (
  params: WebhookParams,
): { readonly digit: string; readonly to: string } | null => {
  const parsed = Digit.safeParse(params);
  return parsed.success ? { digit: parsed.data.Digits, to: parsed.data.To } : null;
};
