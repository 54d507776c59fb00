import type { Reason } from '#shared/ports/turn-commands.ts';
import { handingOver } from './handing-over.ts';
import type { ReadMessage } from './read-message.ts';
import { reason } from './reply.ts';
import { type Intent, subjects } from './understanding/intents.ts';

/** The names of skills in the reasons of a decision and in evaluations, where they are not the intent. */
const nameOf = (intent: Intent, { slots }: ReadMessage): string => {
  switch (intent) {
    case 'document':
      return `document:${slots.documents[0] ?? 'boarding_pass'}`;
    case 'hotel':
      return 'document:hotel_reservation';
    case 'transfer':
      return 'document:transfer';
    case 'plan_day':
      return 'itinerary';
    case 'who_are_you':
    case 'is_bot':
      return 'help';
    // Nothing on file answers them.
    case 'change_booking':
    case 'refund':
    case 'knowledge':
      return 'open';
    default:
      if (handingOver(intent) !== null) return 'human';
      if (subjects[intent] === 'flight') return 'flight_status';
      return subjects[intent] === 'social' && intent !== 'greeting' ? 'thanks' : intent;
  }
};

/**
 * The first line of each decision about a message: what it was taken for.
 * @param instead where it was taken for something that its words do not say.
 */
export const routed = (
  tripId: string | null,
  read: ReadMessage,
  instead: string | null,
): Reason => {
  const first = read.intents.find((intent) => subjects[intent] !== 'social') ?? read.intents[0];
  return reason(tripId, 'noted', 'routed', {
    skill: instead ?? (first && !read.suspicious ? nameOf(first, read) : 'open'),
    intents: read.intents.join(' '),
    suspicious: read.suspicious,
  });
};
