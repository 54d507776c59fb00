import type { MessageSender } from '#shared/ports/message-sender.ts';
import type { Meter } from '#shared/ports/meter.ts';

/** A sender that counts its outcomes. */
export const measuredSender = (sender: MessageSender, meter: Meter): MessageSender => ({
  async send(message) {
    const outcome = await sender.send(message);
    switch (outcome.kind) {
      case 'accepted':
        meter.count('MessagesSent');
        break;
      case 'unknown':
        meter.count('MessagesUnknown');
        break;
      case 'not-sent':
      case 'rejected':
      case 'window-closed':
      case 'template-refused':
        meter.count('MessagesRefused');
        break;
      case 'circuit-open':
      case 'template-unusable':
        meter.count('MessagesDeferred');
    }
    if (outcome.kind === 'not-sent' && (outcome.code === '20429' || outcome.code === '429'))
      meter.count('TwilioThrottled');
    return outcome;
  },
  listSent: (query) => sender.listSent(query),
});
