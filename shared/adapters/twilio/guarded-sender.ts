import { between, second } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { Breaker, BreakerVerdict } from '#shared/ports/circuit-breakers.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { MessageSender, SendOutcome, SentMessage } from '#shared/ports/message-sender.ts';

/** Codes of outcomes that never reached Twilio for a reason of our own, or that mean "later". */
const inconclusiveCodes: ReadonlySet<string> = new Set(['deadline', '429', '20429']);

/**
 * A message that may have been sent counts against Twilio; one refused for its recipient, content
 * or rate does not.
 */
const verdictOf = (outcome: SendOutcome): BreakerVerdict => {
  if ('code' in outcome && inconclusiveCodes.has(outcome.code)) return 'unclear';
  switch (outcome.kind) {
    case 'accepted':
    case 'rejected':
    case 'window-closed':
    case 'template-refused':
      return 'up';
    case 'unknown':
    case 'not-sent':
      return 'down';
    case 'circuit-open':
    case 'template-unusable':
      return 'unclear';
  }
};

type Listed =
  | { readonly kind: 'read'; readonly messages: readonly SentMessage[] }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * A sender behind a circuit breaker: no requests while the circuit is open. What was certainly not
 * sent is deferred, without counting as a try.
 */
export const guardedSender = (
  sender: MessageSender,
  breaker: Breaker,
  clock: Clock,
): MessageSender => ({
  async send(message) {
    const result = await breaker.run(() => sender.send(message), verdictOf);
    if (result.kind === 'circuit-open') return result;
    const { answer, openUntil } = result;
    const isOutage = answer.kind === 'not-sent' && verdictOf(answer) === 'down';
    return isOutage && openUntil !== null ? { kind: 'circuit-open', until: openUntil } : answer;
  },

  async listSent(query) {
    const result = await breaker.run(
      (): Promise<Listed> =>
        sender.listSent(query).then(
          (messages) => ({ kind: 'read', messages }),
          (error: unknown) => ({ kind: 'failed', error }),
        ),
      // Reading may work where sending does not: it ends an outage as a probe, but does not reset
      // the count of failed sends.
      (listed, isProbe) => (listed.kind === 'failed' ? 'down' : isProbe ? 'up' : 'unclear'),
    );
    if (result.kind === 'circuit-open')
      throw new ServiceUnavailable('twilio', 'circuit open', {
        retryAfterMs: Math.max(second, between(clock.now(), result.until)),
      });
    if (result.answer.kind === 'failed') throw result.answer.error;
    return result.answer.messages;
  },
});
