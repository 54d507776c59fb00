import type { Reason } from '#shared/ports/turn-commands.ts';
import { type Asked, situationFor } from './asked-message.ts';
import { offering, tripOffer, withOffer } from './offers.ts';
import { reason, replyEffects } from './reply.ts';
import type { ConciergeState } from './state.ts';
import type { ConciergeDecision } from './turn.ts';

/** Asks which of several flights a question is about, and remembers the question. */
export const askingWhichTrip = (
  state: ConciergeState,
  asked: Asked,
  noted: Reason,
): ConciergeDecision => {
  const { conversation, message, text, read, trip, now } = asked;
  const offer = tripOffer(read.unclear, situationFor(asked).locale);
  const part = offering(offer.body, offer);
  return {
    state: withOffer(state, part.choices, text, now),
    effects: replyEffects(conversation, {
      about: message.id,
      tripId: trip.id,
      parts: [part],
      now,
    }),
    reasons: [noted, reason(trip.id, 'sent', 'which_trip', { trips: read.unclear.length })],
  };
};
