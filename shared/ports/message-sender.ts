import type { Instant } from '#shared/domain/instant.ts';
import type { Locale } from '#shared/domain/locale.ts';
import type { MessageContent } from '#shared/domain/message.ts';

/** What is said in a call, and to whom, in E.164. */
export interface Speech {
  readonly text: string;
  readonly language: Locale;
  readonly to: string;
  /** Where a digit that is pressed meanwhile is posted to; null: none is waited for. */
  readonly digitUrl: string | null;
}

/** One message to one traveller, or one message or call to one member. */
export interface OutgoingMessage {
  /** The ledger id, which the URL of the status callback contains. */
  readonly id: string;
  /** E.164 numbers, without `whatsapp:`. */
  readonly from: string;
  readonly to: string;
  readonly content: MessageContent;
  /** The request is aborted, or not begun, at this instant: well before the lease ends. */
  readonly deadline: Instant;
}

/**
 * The outcome of one request (DESIGN §1). Twilio has no idempotency key for messages and calls, so
 * what may have been sent must be told apart from what was not:
 * - `accepted`: the provider has it; `providerId` is its MessageSid.
 * - `not-sent`: certainly not sent (429, connection refused, deadline passed before the request);
 *   safe to send again.
 * - `rejected`: refused by the provider; `permanent`: another try cannot help.
 * - `window-closed`: free text outside the 24-hour window (63016); the template of the same meaning
 *   is sent once.
 * - `template-refused`: WhatsApp does not take this template as it is; another one of the same
 *   meaning is sent once.
 * - `unknown`: the request was written and no usable answer came (timeout, reset, 5xx); the message
 *   may have been sent.
 * - `circuit-open`: not tried, since the provider's circuit is open until then.
 * - `template-unusable`: not tried, since WhatsApp accepts no template of this message.
 * The last two do not count as attempts.
 */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly providerId: string }
  | { readonly kind: 'not-sent'; readonly code: string; readonly retryAfterMs: number | null }
  | { readonly kind: 'rejected'; readonly code: string; readonly permanent: boolean }
  | { readonly kind: 'window-closed' }
  | { readonly kind: 'template-refused'; readonly code: string }
  | { readonly kind: 'unknown'; readonly code: string }
  | { readonly kind: 'circuit-open'; readonly until: Instant }
  | { readonly kind: 'template-unusable'; readonly until: Instant };

/** A message in the provider's list. */
export interface SentMessage {
  readonly providerId: string;
  readonly createdAt: Instant;
  readonly text: string;
}

/**
 * Sends WhatsApp messages, and makes calls where the content is one. Failures of the provider or
 * the network are outcomes, never thrown.
 * @example
 * const deadline = plus(leaseUntil, -10 * second);
 * const outcome = await sender.send({ id, from, to, content, deadline });
 * if (outcome.kind === 'unknown') reconcileLater();
 */
export interface MessageSender {
  /** Sends one message. */
  send(message: OutgoingMessage): Promise<SendOutcome>;
  /**
   * What the provider accepted from `from` to `to` since `since`, newest first; reconciliation
   * compares the texts. `isCall`: the calls instead, whose texts no list has.
   * @throws ServiceUnavailable where the list could not be read, with `retryAfterMs` where known.
   */
  listSent(query: {
    readonly from: string;
    readonly to: string;
    readonly since: Instant;
    readonly isCall?: boolean;
  }): Promise<readonly SentMessage[]>;
}
