import type { Instant } from '#shared/domain/instant.ts';
import type { MessageContent } from '#shared/domain/message.ts';

/** One message to one traveller. */
export interface OutgoingMessage {
  /** Our ledger id; the status callback carries it back in its URL. */
  readonly id: string;
  /** E.164 numbers, without `whatsapp:`. */
  readonly from: string;
  readonly to: string;
  readonly content: MessageContent;
  /**
   * The request is not written, or is aborted, at this instant at the latest: well before the lease
   * ends.
   */
  readonly deadline: Instant;
}

/**
 * What became of one request (DESIGN §1). WhatsApp through Twilio has no idempotency key, so the
 * classes matter:
 * - `accepted`: the provider has it; `providerId` is its MessageSid.
 * - `not-sent`: certainly not taken (429, connection refused, deadline passed before writing); safe
 *   to send again.
 * - `rejected`: taken notice of and refused; `permanent` says whether trying again can help.
 * - `window-closed`: free text outside the 24-hour window (63016); send the template of the same
 *   meaning once.
 * - `unknown`: the request was written and no usable answer came (timeout, reset, 5xx): it may have
 *   been sent.
 * - `circuit-open`: certainly not sent, because the provider's breaker is open until then.
 * - `template-unusable`: certainly not sent, because WhatsApp takes no template of this message.
 *   Neither counts as a try.
 */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly providerId: string }
  | { readonly kind: 'not-sent'; readonly code: string; readonly retryAfterMs: number | null }
  | { readonly kind: 'rejected'; readonly code: string; readonly permanent: boolean }
  | { readonly kind: 'window-closed' }
  | { readonly kind: 'unknown'; readonly code: string }
  | { readonly kind: 'circuit-open'; readonly until: Instant }
  | { readonly kind: 'template-unusable'; readonly until: Instant };

/** What the provider remembers of a message that we may have sent. */
export interface SentMessage {
  readonly providerId: string;
  readonly createdAt: Instant;
  readonly text: string;
}

/**
 * Sends WhatsApp messages. Never throws for what the provider or the network did: that is an
 * outcome.
 * @example
 * const deadline = plus(leaseUntil, -10 * second);
 * const outcome = await sender.send({ id, from, to, content, deadline });
 * if (outcome.kind === 'unknown') reconcileLater();
 */
export interface MessageSender {
  send(message: OutgoingMessage): Promise<SendOutcome>;
  /**
   * What the provider accepted from `from` to `to` since `since`, newest first; the reconciliation
   * of `unknown` compares the text.
   * @throws ServiceUnavailable where the list could not be read; `retryAfterMs` says how long it is
   * of no use to ask.
   */
  listSent(query: {
    readonly from: string;
    readonly to: string;
    readonly since: Instant;
  }): Promise<readonly SentMessage[]>;
}
