import type { Instant } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { ConversationContext } from '#shared/ports/actor-store.ts';
import { ownWords } from './own-words.ts';
import type { Skill } from './skill.ts';
import { type Understanding, understand } from './understand.ts';
import { companionsOf, tripSpokenOf } from './which-trip.ts';

/**
 * What a message says, to whom it belongs: the same for `gather`, which gets what the answer needs,
 * and for `decide`, which answers.
 */
export interface ReadMessage {
  readonly understanding: Understanding;
  readonly trip: Trip | null;
  /** Others on the same flight from the same phone, where documents are asked for. */
  readonly companions: readonly Trip[];
}

/** WhatsApp takes no longer message; what is beyond is no question. */
const longestRead = 4_096;
const open: Understanding = { skills: [{ kind: 'open' }], open: true, suspicious: false };

/** Reads words in their conversation. */
export const readMessage = (
  written: string,
  conversation: Pick<ConversationContext, 'trips' | 'agency'>,
  now: Instant,
): ReadMessage => {
  const text = written.slice(0, longestRead);
  const { trip, foreign } = tripSpokenOf(text, conversation.trips, now);
  const understood = understand(text, ownWords(conversation));
  const aboutFlight = understood.skills.some(({ kind }: Skill) => kind === 'flight_status');
  // A flight by number that is none of theirs is not looked up in theirs.
  const understanding = foreign && aboutFlight ? open : understood;
  const asksDocuments = understanding.skills.some(({ kind }) => kind === 'document');
  return {
    understanding,
    trip,
    companions: trip && asksDocuments ? companionsOf(trip, conversation.trips) : [],
  };
};

/** The words of a message with those of its voice notes. */
export const wordsOf = (text: string, transcripts: readonly (string | null)[]): string =>
  [text, ...transcripts.filter((one) => one !== null)]
    .filter((one) => one.trim() !== '')
    .join('\n');
