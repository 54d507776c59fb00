import type { Platform } from '#shared/composition/platform.ts';
import { plus, second } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { MessageSender } from '#shared/ports/message-sender.ts';
import type { WhichAgencyQuestion } from './dependencies.ts';

const withinMs = 15 * second;

/**
 * Asks a traveller by a message of its own which agency they mean. It is in no ledger, since that
 * belongs to an agency: where nobody knows whether it was sent, the webhook comes again, and so may
 * the question.
 * @throws ServiceUnavailable where it may not have been sent.
 */
export const askBy =
  (
    sender: Pick<MessageSender, 'send'>,
    { clock, ids, log }: Pick<Platform, 'clock' | 'ids' | 'log'>,
  ) =>
  async ({ from, to, text, choices }: WhichAgencyQuestion): Promise<void> => {
    const outcome = await sender.send({
      id: ids.random(),
      from,
      to,
      content: { kind: 'text', text, ...(choices && { choices }) },
      deadline: plus(clock.now(), withinMs),
    });
    if (outcome.kind === 'accepted') return;
    const code = 'code' in outcome ? outcome.code : outcome.kind;
    if (outcome.kind !== 'rejected' && outcome.kind !== 'window-closed')
      throw new ServiceUnavailable('twilio', `a traveller was not asked (${code})`);
    log.warn('a traveller could not be asked which agency they mean', { code });
  };
