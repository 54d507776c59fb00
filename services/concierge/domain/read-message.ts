import type { Instant } from '#shared/domain/instant.ts';
import { splitLocation } from '#shared/domain/shared-location.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { ConversationContext } from '#shared/ports/turn-contexts.ts';
import { isFollowed } from './followers.ts';
import { ownWords } from './own-words.ts';
import type { Skill } from './skill.ts';
import { type Understanding, understand } from './understand.ts';
import { companionsOf, tripSpokenOf } from './which-trip.ts';

/** The message that a turn is about. */
export type Message = NonNullable<ConversationContext['message']>;

/** Whether something came along with the words, which takes a step to have. */
export const hasMedia = (conversation: ConversationContext | null): boolean =>
  (conversation?.message?.media.length ?? 0) > 0;

/**
 * What a message asks for and which trip it is about: the same for `gather`, which reads what the
 * answer needs, and for `decide`, which answers.
 */
export interface ReadMessage {
  readonly understanding: Understanding;
  readonly trip: Trip | null;
  /** Others on the same flight from the same phone, where documents are asked for. */
  readonly companions: readonly Trip[];
}

/** Characters of a message that are read; WhatsApp takes no more. */
const maxReadLength = 4_096;
const openQuestion: Understanding = {
  skills: [{ kind: 'open' }],
  hasOpenQuestion: true,
  suspicious: false,
};

/** Asks for what only those who fly may have: their own, where they follow others too. */
const isOfTravellers = ({ kind }: Skill): boolean => kind === 'document' || kind === 'itinerary';

/** Reads the text of a message of this conversation. */
export const readMessage = (
  message: string,
  conversation: Pick<ConversationContext, 'trips' | 'agency'>,
  now: Instant,
): ReadMessage => {
  const text = splitLocation(message.slice(0, maxReadLength)).words;
  const understood = understand(text, ownWords(conversation));
  const isPrivate = understood.skills.some(isOfTravellers);
  const own = conversation.trips.filter((candidate) => !isFollowed(candidate));
  const { trip, isForeign } = tripSpokenOf(
    text,
    isPrivate && own.length > 0 ? own : conversation.trips,
    now,
  );
  const isAboutFlight = understood.skills.some(({ kind }: Skill) => kind === 'flight_status');
  // The number of a flight that is not theirs must not be answered with theirs.
  const understanding = isForeign && isAboutFlight ? openQuestion : understood;
  const asksDocuments = understanding.skills.some(({ kind }) => kind === 'document');
  return {
    understanding,
    trip,
    companions: trip && asksDocuments ? companionsOf(trip, conversation.trips) : [],
  };
};

/** The text of a message with the transcripts of its voice notes. */
export const wordsOf = (text: string, transcripts: readonly (string | null)[]): string =>
  [text, ...transcripts.filter((transcript) => transcript !== null)]
    .filter((part) => part.trim() !== '')
    .join('\n');
