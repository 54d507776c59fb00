import { effectKey } from '#shared/domain/effect-key.ts';
import { plus } from '#shared/domain/instant.ts';
import { testLifeMs } from '#shared/domain/test-message.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import { compose } from '#shared/templates/compose.ts';
import { readerOf } from './language.ts';
import { reason } from './reply.ts';
import type { ConciergeDecision, ConciergeTurn } from './turn.ts';

/** Sends a message that says it is a test; it changes nothing else of the conversation. */
export const testMessage = (
  { state, conversation, now }: ConciergeTurn,
  { id, time, data }: EventOf<'TestMessageRequested'>,
): ConciergeDecision => {
  if (!conversation) return { state, reasons: [reason(null, 'noted', 'conversation_gone')] };
  if (conversation.optedOut) return { state, reasons: [reason(null, 'suppressed', 'opted_out')] };
  const { content } = compose(readerOf(conversation, data.language), { type: 'test_message' });
  return {
    state,
    effects: [
      {
        key: effectKey(conversation.id, 'test_message', 1, id),
        tripId: null,
        type: 'test_message',
        episode: 1,
        from: conversation.agency.sender,
        to: conversation.phone,
        content,
        told: {},
        critical: false,
        dueAt: now,
        expiresAt: plus(time, testLifeMs),
        evenIfOptedOut: false,
      },
    ],
    reasons: [reason(null, 'sent', 'test_requested')],
  };
};
