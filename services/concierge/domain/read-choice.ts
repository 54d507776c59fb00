import type { Instant } from '#shared/domain/instant.ts';
import type { ConversationContext } from '#shared/ports/turn-contexts.ts';
import { type Choice, chosenIn } from './choice.ts';
import { type Known, type ReadMessage, readMessage } from './read-message.ts';
import type { ConciergeState } from './state.ts';
import type { Intent } from './understanding/intents.ts';
import { companionsOf } from './which-trip.ts';

/** The words that a message stands for: of who says which trip they meant, their question. */
export const wordsMeant = (
  text: string,
  chosen: Choice | null,
  { offer }: Pick<ConciergeState, 'offer'>,
): string => (chosen?.kind === 'trip' ? (offer?.question ?? text) : text);

/** A message that means one thing, whatever its words. */
const meaning = (
  read: ReadMessage,
  intent: Intent,
  slots: Partial<ReadMessage['slots']> = {},
): ReadMessage => ({
  ...read,
  intents: [intent],
  hasOpenQuestion: false,
  suspicious: false,
  foreignFlight: null,
  unclear: [],
  slots: { ...read.slots, ...slots },
});

/**
 * Reads a message by the option that it chooses, else by its words.
 * @param text its words with the transcripts of its voice notes.
 */
export const readSaid = (
  text: string,
  conversation: ConversationContext,
  state: ConciergeState,
  known: Known,
  now: Instant,
): ReadMessage => {
  const { message } = conversation;
  const chosen = message && text === message.text ? chosenIn(message, state) : null;
  const words = wordsMeant(text, chosen, state);
  const read = readMessage(words, conversation, state, known, now);
  switch (chosen?.kind) {
    case undefined:
    case 'opt':
      return read;
    case 'ask':
      return meaning(read, chosen.intent, { documents: [] });
    case 'doc':
      return meaning(read, 'document', {
        documents: chosen.type === null ? [] : [chosen.type],
        allDocuments: chosen.type === null,
      });
    case 'trip': {
      const trip = conversation.trips.find(({ id }) => id === chosen.tripId);
      if (!trip) return read;
      const asked = words === text ? meaning(read, 'status') : { ...read, unclear: [] };
      return { ...asked, trip, companions: companionsOf(trip, conversation.trips) };
    }
  }
};
