import { hasTimeFor } from '#shared/deadline.ts';
import type { Choices } from '#shared/domain/choices.ts';
import { epoch, type Instant, plus, second } from '#shared/domain/instant.ts';
import type { Locale } from '#shared/domain/locale.ts';
import type { MessageContent } from '#shared/domain/message.ts';
import { windowClosedCode } from '#shared/domain/message.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { MessageSender, OutgoingMessage, SendOutcome } from '#shared/ports/message-sender.ts';
import { retryAfterMs } from '#shared/retry-after.ts';
import type { TwilioAccount, TwilioCall } from './account.ts';
import { callTwiml } from './call-twiml.ts';
import { createCall, listCalls } from './calls.ts';
import { choiceContentOf } from './choice-contents.ts';
import { classifyCode, isAboutChoices, isAboutSender, isAboutTemplate } from './codes.ts';
import { listMessages } from './message-list.ts';
import { createMessage, type NewMessageContent, Refusal } from './messages.ts';
import { templatesFreshMs } from './template-directory.ts';
import { NoAnswer } from './transport.ts';

/** Options of `createTwilioSender`. */
export interface TwilioSenderOptions extends TwilioAccount {
  /** The URL to which Twilio reports the status of the message with this ledger id. */
  readonly statusCallbackUrl: (id: string) => string;
  /** The content sid of a template on this account, or null where it cannot be sent now. */
  readonly contentSid: (template: string, locale: Locale) => Promise<string | null>;
  /** The same of a content with answers to tap, by its friendly name; absent: there are none. */
  readonly choiceSid?: (name: string) => Promise<string | null>;
  /** Hears that answers to tap were sent as text, and why. */
  readonly choicesAsText?: (name: string, why: string) => void;
  /** Hears that WhatsApp refused a template that was thought to be usable. */
  readonly templateRefused?: (template: string, locale: Locale) => void;
  /** Hears that this account does not have a number that was sent from: its operator's to mend. */
  readonly senderUnknown?: () => void;
  /** The number that calls are made from for a sender; null, or absent: none are. */
  readonly voiceNumber?: (sender: string) => string | null;
  /** The URL to which Twilio posts the digit that is pressed in the call with this ledger id. */
  readonly digitUrl?: (id: string, language: Locale) => string;
  readonly clock: Clock;
  readonly textTimeoutMs?: number;
  readonly mediaTimeoutMs?: number;
  readonly listTimeoutMs?: number;
}

/**
 * With less time left nothing is sent: a request cut off leaves its outcome unknown for minutes.
 */
const minTimeMs = 10 * second;

type TextContent = Extract<MessageContent, { readonly kind: 'text' }>;
type CallContent = Extract<MessageContent, { readonly kind: 'call' }>;

/** The code of a call for a sender that has no number to call from any more. */
const noVoiceNumber = 'no_voice_number';
/** A voicemail answers after about half a minute, and nobody hears what it is told. */
const ringSeconds = 25;

/** Whether a message was refused for its content and not for whom it is for. */
const isAboutContent = (
  outcome: SendOutcome,
): outcome is Extract<SendOutcome, { readonly kind: 'rejected' }> =>
  outcome.kind === 'rejected' && isAboutChoices(outcome.code);

const channel = (phone: string): string => `whatsapp:${phone}`;

/**
 * The outcome of a refused request (DESIGN §1): after a 429 it was certainly not sent, after a 5xx
 * it may have been.
 */
const refusalOutcome = (refusal: Refusal, content: MessageContent, now: Instant): SendOutcome => {
  const code = refusal.code ?? String(refusal.status);
  if (refusal.status === 429 || code === '20429')
    return { kind: 'not-sent', code, retryAfterMs: retryAfterMs(refusal.retryAfter, now) };
  if (refusal.status < 400 || refusal.status >= 500 || refusal.status === 408)
    return { kind: 'unknown', code };
  if (code === windowClosedCode && content.kind === 'text') return { kind: 'window-closed' };
  if (isAboutTemplate(code) && content.kind === 'template')
    return { kind: 'template-refused', code };
  return { kind: 'rejected', code, permanent: classifyCode(code) === 'permanent' };
};

/** `MessageSender` over WhatsApp and by telephone, by Twilio's API 2010-04-01. */
export const createTwilioSender = (options: TwilioSenderOptions): MessageSender => {
  const {
    clock,
    textTimeoutMs = 30 * second,
    mediaTimeoutMs = 60 * second,
    listTimeoutMs = 10 * second,
  } = options;

  const textOf = ({ text, mediaUrl }: TextContent): NewMessageContent => ({
    Body: text,
    ...(mediaUrl && { MediaUrl: mediaUrl }),
  });

  /** Null: they cannot be sent as something to tap now. */
  const choicesAs = async (choices: Choices): Promise<NewMessageContent | null> => {
    const { name, variables } = choiceContentOf(choices);
    const sid = (await options.choiceSid?.(name).catch(() => null)) ?? null;
    if (sid === null) options.choicesAsText?.(name, 'missing');
    return sid === null ? null : { ContentSid: sid, ContentVariables: JSON.stringify(variables) };
  };

  const contentOf = async (
    content: Exclude<MessageContent, CallContent>,
  ): Promise<NewMessageContent | null> => {
    if (content.kind === 'text')
      return (content.choices && (await choicesAs(content.choices))) ?? textOf(content);
    const sid = await options.contentSid(content.template, content.language);
    if (!sid) return null;
    const hasVariables = Object.keys(content.variables).length > 0;
    return {
      ContentSid: sid,
      ...(hasVariables && { ContentVariables: JSON.stringify(content.variables) }),
    };
  };

  /** Makes a request that takes a message or a call on, and says what became of it. */
  const attempt = async (
    message: OutgoingMessage,
    longestMs: number,
    create: (options: Pick<TwilioCall, 'timeoutMs' | 'mayWrite'>) => Promise<string | null>,
  ): Promise<SendOutcome> => {
    const leftMs = epoch(message.deadline) - epoch(clock.now());
    const timeoutMs = Math.min(leftMs, longestMs);
    if (timeoutMs <= 0 || !hasTimeFor(minTimeMs))
      return { kind: 'not-sent', code: 'deadline', retryAfterMs: null };
    try {
      const sid = await create({ timeoutMs, mayWrite: () => clock.now() < message.deadline });
      return sid ? { kind: 'accepted', providerId: sid } : { kind: 'unknown', code: 'no-sid' };
    } catch (error) {
      if (error instanceof Refusal) {
        if (isAboutSender(error.code)) options.senderUnknown?.();
        return refusalOutcome(error, message.content, clock.now());
      }
      if (error instanceof NoAnswer && !error.written)
        return { kind: 'not-sent', code: error.code, retryAfterMs: null };
      return { kind: 'unknown', code: error instanceof NoAnswer ? error.code : 'unreadable' };
    }
  };

  const post = (message: OutgoingMessage, content: NewMessageContent): Promise<SendOutcome> =>
    attempt(message, 'MediaUrl' in content ? mediaTimeoutMs : textTimeoutMs, (within) =>
      createMessage(
        options,
        {
          To: channel(message.to),
          From: channel(message.from),
          StatusCallback: options.statusCallbackUrl(message.id),
          ...content,
        },
        within,
      ),
    );

  const ring = async (message: OutgoingMessage, content: CallContent): Promise<SendOutcome> => {
    const from = options.voiceNumber?.(message.from) ?? null;
    // It was configured when the call was decided.
    if (from === null) return { kind: 'rejected', code: noVoiceNumber, permanent: true };
    const { id, to } = message;
    const digitUrl = options.digitUrl?.(id, content.language) ?? null;
    return attempt(message, textTimeoutMs, (within) =>
      createCall(
        options,
        {
          To: to,
          From: from,
          Twiml: callTwiml({ ...content, to, digitUrl }),
          Timeout: ringSeconds,
        },
        within,
      ),
    );
  };

  return {
    async send(message) {
      if (message.content.kind === 'call') return ring(message, message.content);
      let content: NewMessageContent | null;
      try {
        content = await contentOf(message.content);
      } catch {
        return { kind: 'not-sent', code: 'templates-unavailable', retryAfterMs: null };
      }
      if (content) {
        const outcome = await post(message, content);
        const said = message.content;
        // Refused for what it is, so certainly not sent.
        if (said.kind === 'text' && 'ContentSid' in content && isAboutContent(outcome)) {
          if (said.choices)
            options.choicesAsText?.(choiceContentOf(said.choices).name, outcome.code);
          return post(message, textOf(said));
        }
        if (outcome.kind === 'template-refused' && message.content.kind === 'template')
          options.templateRefused?.(message.content.template, message.content.language);
        return outcome;
      }
      return {
        kind: 'template-unusable',
        until: plus(clock.now(), templatesFreshMs),
      };
    },

    async listSent({ from, to, since, isCall = false }) {
      const sinceMs = epoch(since);
      const voiceNumber = options.voiceNumber?.(from) ?? null;
      try {
        if (!isCall)
          return await listMessages(
            options,
            { to: channel(to), from: channel(from), sinceMs },
            listTimeoutMs,
          );
        return voiceNumber === null
          ? []
          : await listCalls(options, { to, from: voiceNumber, sinceMs }, listTimeoutMs);
      } catch (cause) {
        throw new ServiceUnavailable('twilio', 'the messages sent could not be listed', {
          cause,
          retryAfterMs:
            cause instanceof Refusal ? retryAfterMs(cause.retryAfter, clock.now()) : null,
        });
      }
    },
  };
};
