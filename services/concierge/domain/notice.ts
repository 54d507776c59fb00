import { effectKey } from '#shared/domain/effect-key.ts';
import { day, plus } from '#shared/domain/instant.ts';
import { isWindowOpen, type MessageContent } from '#shared/domain/message.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import { compose } from '#shared/templates/compose.ts';
import { readerOf } from './language.ts';
import { reason } from './reply.ts';
import type { ConciergeDecision, ConciergeTurn } from './turn.ts';

/**
 * Sends what a person wrote to many: as it is while the 24-hour window is open, else in a template.
 * Nobody takes the conversation over by it.
 */
export const notice = (
  { state, conversation, now }: ConciergeTurn,
  { tripId, time, data }: EventOf<'NoticeRequested'>,
): ConciergeDecision => {
  const message = conversation?.message;
  if (!conversation || !message) return { state, reasons: [reason(null, 'noted', 'message_gone')] };
  if (conversation.optedOut) return { state, reasons: [reason(null, 'suppressed', 'opted_out')] };
  const trip = conversation.trips.find(({ id }) => id === tripId);
  const { content: asTemplate } = compose(readerOf(conversation, data.language), {
    type: 'agency_notice',
    words: message.text,
  });
  const content: MessageContent =
    isWindowOpen(conversation.lastInboundAt, now) && asTemplate.kind === 'template'
      ? { kind: 'text', text: message.text, outsideWindow: asTemplate }
      : asTemplate;
  return {
    state,
    effects: [
      {
        key: effectKey(conversation.id, 'agency_notice', 1, message.id),
        tripId: trip?.id ?? null,
        type: 'agency_notice',
        episode: 1,
        from: conversation.agency.sender,
        to: conversation.phone,
        content,
        told: {},
        critical: false,
        dueAt: now,
        expiresAt: plus(time, day),
        evenIfOptedOut: false,
      },
    ],
    reasons: [
      reason(trip?.id ?? null, 'sent', 'notice', { template: content.kind === 'template' }),
    ],
  };
};
