import { DocumentType } from '#shared/domain/document.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { languageOfPhone } from '#shared/domain/phone-language.ts';
import { splitLocation } from '#shared/domain/shared-location.ts';
import type { Language, Trip } from '#shared/domain/trip.ts';
import type { CompleteTripContext, ConversationContext } from '#shared/ports/turn-contexts.ts';
import type { SkillSlots } from '../skills/skill.ts';
import { isOfTravellers } from './answer-known.ts';
import { isFollowed } from './followers.ts';
import { handingOver } from './handing-over.ts';
import { ownWords } from './own-words.ts';
import { fold } from './plain-text.ts';
import { sentencesOf } from './sentences.ts';
import { situationOf } from './situation-of.ts';
import type { ConciergeState } from './state.ts';
import { isSuspicious } from './suspicion.ts';
import { type Intent, subjects } from './understanding/intents.ts';
import { namesIn } from './understanding/names.ts';
import type { Situation } from './understanding/situation.ts';
import { type Understanding, understand } from './understanding/understand.ts';
import { companionsOf, tripSpokenOf } from './which-trip.ts';

/** The message that a turn is about. */
export type Message = NonNullable<ConversationContext['message']>;

/** WhatsApp sends stickers as pictures of this type: they are no documents. */
const stickerType = 'image/webp';

/** The files that came along with the words. */
export const filesOf = ({ media }: Pick<Message, 'media'>): Message['media'] =>
  media.filter(({ contentType }) => !contentType.startsWith(stickerType));

/** Whether something came along with the words, which takes a step to have. */
export const hasMedia = (conversation: ConversationContext | null): boolean =>
  conversation?.message ? filesOf(conversation.message).length > 0 : false;

/**
 * What a message asks for and which trip it is about: the same for `gather`, which reads what the
 * answer needs, and for `decide`, which answers.
 */
export interface ReadMessage {
  readonly understanding: Understanding;
  /** What it asks and tells: what is grave first, then in the order of its sentences. */
  readonly intents: readonly Intent[];
  readonly slots: SkillSlots;
  /** A part of it is a question that no skill answers. */
  readonly hasOpenQuestion: boolean;
  /** It is about somebody else's things, or gives orders to the software. */
  readonly suspicious: boolean;
  readonly trip: Trip | null;
  /** Others on the same flight from the same phone. */
  readonly companions: readonly Trip[];
  /** A flight that it names and that is none of theirs. */
  readonly foreignFlight: string | null;
}

/** What is known beside the conversation, once it was gathered. */
export interface Known {
  readonly context: CompleteTripContext | null;
  /** Names of places of the agency that the message may mean. */
  readonly places: readonly string[];
}

/** Of a message of which nothing is known yet but the conversation. */
export const nothingKnown: Known = { context: null, places: [] };

/** Characters of a message that are read; WhatsApp takes no more. */
const maxReadLength = 4_096;
const asFile = /\b(?:pdf|archivo|arquivo|file|imprimir|print)\b/u;

/** Meanings that nothing on file answers. */
const isOpen = (intent: Intent): boolean => intent === 'knowledge' || intent === 'other';

/** The intents of a text by its sentences: what each asks, in their order. */
const ofSentences = (
  text: string,
  whole: Understanding,
  situation: Situation,
): Pick<ReadMessage, 'intents' | 'hasOpenQuestion'> => {
  const sentences = sentencesOf(text);
  const onlyOpen = whole.intents.every(isOpen);
  if (sentences.length < 2)
    return {
      intents: onlyOpen ? [] : whole.intents.filter((intent) => intent !== 'other'),
      hasOpenQuestion: onlyOpen || whole.intents.includes('knowledge'),
    };
  const quiet = { ...situation, disruption: null };
  const parts = sentences.map(({ text: words, isQuestion }) => ({
    isQuestion,
    intents: understand(words, quiet).intents,
  }));
  const asked = parts
    .flatMap(({ intents }) => intents)
    .filter((intent) => !isOpen(intent) && (subjects[intent] !== 'social' || onlyOpen));
  const grave = whole.intents.filter((intent) => handingOver(intent) !== null);
  const rest = whole.intents.filter((intent) => !isOpen(intent));
  const first = [...new Set([...asked.filter((i) => subjects[i] === 'trouble'), ...grave])];
  const intents = [...new Set([...first, ...asked, ...rest])];
  const isUnanswered = parts.some(
    ({ isQuestion, intents: ofPart }) => isQuestion && ofPart.every(isOpen),
  );
  return {
    intents,
    hasOpenQuestion:
      intents.length === 0 ||
      isUnanswered ||
      (onlyOpen && intents.every(isSocial) && !isChat(parts)),
  };
};

const isSocial = (intent: Intent): boolean => subjects[intent] === 'social';
const isChat = (parts: readonly { readonly intents: readonly Intent[] }[]): boolean =>
  parts.every(({ intents }) => intents.length > 0 && intents.every(isSocial));

/** The language that was spoken last, else the trip's, else that of the number's country. */
export const spokenIn = (
  state: ConciergeState,
  trip: Pick<Trip, 'language'> | null,
  phone: string,
): Language => state.language ?? trip?.language ?? languageOfPhone(phone);

/** Reads the text of a message of this conversation. */
export const readMessage = (
  message: string,
  conversation: ConversationContext,
  state: ConciergeState,
  known: Known,
  now: Instant,
): ReadMessage => {
  const text = splitLocation(message.slice(0, maxReadLength)).words;
  const { trips, phone } = conversation;
  const situationWith = (trip: Trip | null, context: CompleteTripContext | null): Situation =>
    situationOf(conversation, state, spokenIn(state, trip, phone), context, now);
  const rough = understand(text, situationWith(trips[0] ?? null, null));
  const isPrivate = rough.intents.some(isOfTravellers);
  const own = trips.filter((candidate) => !isFollowed(candidate));
  const trip = tripSpokenOf(text, rough, isPrivate && own.length > 0 ? own : trips, now);
  const situation = situationWith(trip, known.context);
  const understanding = understand(text, situation);
  const suspicious = isSuspicious(text, ownWords(conversation));
  const read = ofSentences(text, understanding, situation);
  const handedOver = read.intents.filter((intent) => handingOver(intent) !== null);
  const flights = understanding.slots.flights;
  const foreign = flights.some(({ isOwn }) => isOwn) ? undefined : flights[0];
  const isAboutFlight = read.intents.some((intent) => subjects[intent] === 'flight');
  return {
    understanding,
    // Reaches a person even where it is suspicious: nothing on file is sent for it.
    intents: suspicious ? handedOver : read.intents,
    hasOpenQuestion: suspicious ? handedOver.length === 0 : read.hasOpenQuestion,
    suspicious,
    slots: {
      ...understanding.slots,
      places: [...new Set([...understanding.slots.places, ...namesIn(text, known.places)])],
      asFile: asFile.test(fold(text)),
    },
    trip,
    companions: trip ? companionsOf(trip, trips) : [],
    foreignFlight:
      foreign && (isAboutFlight || read.intents.length === 0) ? foreign.flightNumber : null,
  };
};

/** The text of a message with the transcripts of its voice notes. */
export const wordsOf = (text: string, transcripts: readonly (string | null)[]): string =>
  [text, ...transcripts.filter((transcript) => transcript !== null)]
    .filter((part) => part.trim() !== '')
    .join('\n');

/** The kinds of document that the answer to a message may send; null: all of them. */
export const wantedTypes = ({ intents, slots }: ReadMessage): readonly (DocumentType | null)[] => {
  const named = slots.documents.flatMap((name) => {
    const type = DocumentType.safeParse(name);
    return type.success ? [type.data] : [];
  });
  return [
    ...(intents.includes('document') ? (named.length > 0 ? named : [null]) : []),
    ...(intents.includes('hotel') ? (['hotel_reservation'] as const) : []),
    ...(intents.includes('transfer') ? (['transfer'] as const) : []),
  ];
};
