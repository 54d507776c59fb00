import { classifyCode, isAboutTemplate } from '#shared/adapters/twilio/codes.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { MessageSender, OutgoingMessage, SendOutcome } from '#shared/ports/message-sender.ts';
import type { Scenario } from './scenario.ts';

/** A message that the provider accepted. */
export interface AcceptedMessage {
  readonly id: string;
  readonly providerId: string;
  readonly at: Instant;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly isCall: boolean;
}

/** A sender with the faults of a scenario; where none applies, it accepts the message. */
export const createScriptedSender = (scenario: Scenario, clock: Clock) => {
  const faults = scenario.whatsapp.map((fault) => ({
    ...fault,
    remaining: fault.times ?? Number.POSITIVE_INFINITY,
  }));
  const accepted: AcceptedMessage[] = [];

  const accept = (message: OutgoingMessage): SendOutcome => {
    const providerId = `SM${String(accepted.length + 1).padStart(32, '0')}`;
    accepted.push({
      id: message.id,
      providerId,
      at: clock.now(),
      from: message.from,
      to: message.to,
      text: message.content.text,
      isCall: message.content.kind === 'call',
    });
    return { kind: 'accepted', providerId };
  };

  const send = async (message: OutgoingMessage): Promise<SendOutcome> => {
    const now = clock.now();
    const fault = faults.find(
      ({ remaining, from, to }) => remaining > 0 && from <= now && now < to,
    );
    if (!fault) return accept(message);
    fault.remaining -= 1;
    switch (fault.answer) {
      case '429':
        return { kind: 'not-sent', code: '20429', retryAfterMs: null };
      case '500-not-accepted':
        return { kind: 'unknown', code: '500' };
      case 'timeout-not-accepted':
        return { kind: 'unknown', code: 'timeout' };
      case '500-accepted':
        accept(message);
        return { kind: 'unknown', code: '500' };
      case 'timeout-accepted':
        accept(message);
        return { kind: 'unknown', code: 'timeout' };
      case '63016':
        return { kind: 'window-closed' };
      default:
        if (isAboutTemplate(fault.answer) && message.content.kind === 'template')
          return { kind: 'template-refused', code: fault.answer };
        return {
          kind: 'rejected',
          code: fault.answer,
          permanent: classifyCode(fault.answer) === 'permanent',
        };
    }
  };

  const sender: MessageSender = {
    send,
    listSent: async ({ from, to, since, isCall = false }) =>
      accepted
        .filter((m) => m.from === from && m.to === to && m.isCall === isCall && m.at >= since)
        .map((m) => ({ providerId: m.providerId, createdAt: m.at, text: isCall ? '' : m.text }))
        .reverse(),
  };
  return { sender, accepted };
};
