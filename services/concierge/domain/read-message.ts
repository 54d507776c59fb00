import { DocumentType } from '#shared/domain/document.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { languageOfPhone } from '#shared/domain/phone-language.ts';
import { splitLocation } from '#shared/domain/shared-location.ts';
import type { Language, Trip } from '#shared/domain/trip.ts';
import type { CompleteTripContext, ConversationContext } from '#shared/ports/turn-contexts.ts';
import thingLexicon from '../lexicon/document-things.json' with { type: 'json' };
import words from '../lexicon/words.json' with { type: 'json' };
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
import { emergencyIn } from './understanding/guard-rails.ts';
import { type Intent, isTrouble, subjects } from './understanding/intents.ts';
import { namesIn } from './understanding/names.ts';
import { anyPhrase } from './understanding/phrases.ts';
import type { Situation } from './understanding/situation.ts';
import type { Slots } from './understanding/slots.ts';
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

/** The agency that they write to is nobody else. */
const ownAgency =
  /\b(?:de la|de esta|de tu|de su|de mi|da|da sua|da minha|of the|of your|of my|the|your|la) (?:ag[eê]ncia|agency)\b/giu;

/** Meanings that nothing on file answers. */
const isOpen = (intent: Intent): boolean => intent === 'knowledge' || intent === 'other';

/** What words without a meaning of their own mean where nothing has upset the trip. */
const calmMeanings: ReadonlySet<Intent> = new Set<Intent>(['help', 'plan_day', 'itinerary']);

/** "And now?" is trouble after a disruption only; else it is what it is taken for next. */
const calmed = ({ intents, guesses, disruption }: Understanding): readonly Intent[] =>
  disruption !== null || !intents.includes('what_now')
    ? intents
    : intents.flatMap(
        (intent) =>
          (intent === 'what_now' ? guesses.find((guess) => calmMeanings.has(guess)) : intent) ?? [],
      );

/** What a text of one sentence asks: where it tells of trouble or wants something done, that alone. */
const ofSentence = (understanding: Understanding): readonly Intent[] => {
  const intents = calmed(understanding);
  const handed = intents.filter((intent) => handingOver(intent) !== null);
  return handed.length > 0 ? handed : intents;
};

type Asks = Pick<ReadMessage, 'intents' | 'hasOpenQuestion'>;

/** What a text asks by its sentences, in their order; what is grave in any of them comes first. */
const ofSentences = (text: string, whole: Understanding, situation: Situation): Asks => {
  const sentences = sentencesOf(text);
  const all = ofSentence(whole);
  const known = all.filter((intent) => !isOpen(intent));
  if (sentences.length < 2)
    return {
      intents: known,
      // Where what is surest is open, the rest of it is a guess.
      hasOpenQuestion: known.length === 0 || all[0] === 'knowledge',
    };
  const quiet = { ...situation, disruption: null };
  const parts = sentences.map(({ text: part, isQuestion }) => ({
    isQuestion,
    intents: ofSentence(understand(part, quiet)),
  }));
  const asked = parts.flatMap(({ intents }) => intents).filter((intent) => !isOpen(intent));
  const intents = [...new Set([...asked, ...known])];
  const matters = intents.filter((intent) => !isSocial(intent));
  const isUnanswered = parts.some(
    ({ isQuestion, intents: ofPart }) => isQuestion && ofPart.every(isOpen),
  );
  const isAllSaid = parts.every(({ intents: ofPart }) => !ofPart.every(isOpen));
  return {
    intents: [
      ...matters.filter((intent) => handingOver(intent) !== null),
      ...intents.filter((intent) => handingOver(intent) === null),
    ],
    hasOpenQuestion: isUnanswered || (matters.length === 0 && !isAllSaid),
  };
};

const isSocial = (intent: Intent): boolean => subjects[intent] === 'social';

const shortMessage = 6;
const everyDocument = anyPhrase(words.everyDocument);
const things = Object.entries(thingLexicon).map(
  ([type, phrases]) => [DocumentType.parse(type), anyPhrase(phrases)] as const,
);

/** The documents that a request means by what they are for: "my ticket", "the papers of the car". */
const documentsMeant = (text: string): readonly DocumentType[] => {
  const folded = `${fold(text)} `;
  const named = things.flatMap(([type, phrase]) => (folded.search(phrase) === -1 ? [] : type));
  if (named.length > 0) return named;
  return folded.search(everyDocument) === -1 ? ['boarding_pass'] : [];
};

const isTroubleOrSocial = (intent: Intent): boolean => isTrouble(intent) || isSocial(intent);

/** Words that a message may have beside the name of a document. */
const fewWords = 3;
const isOnlyOfDocuments = (text: string, { documents }: Slots): boolean =>
  documents.length > 0 && fold(text).split(' ').length <= fewWords && emergencyIn(text) === null;

/** What is asked, where the names in it say more than its words. */
const byNames = (asks: Asks, slots: Slots, text: string): Asks => {
  const { intents } = asks;
  // "Hola, ¿pasaporte?" asks for the document, whatever else passports are written about for.
  if (intents.every(isTroubleOrSocial) && isOnlyOfDocuments(text, slots))
    return { intents: ['document'], hasOpenQuestion: false };
  const isShort = fold(text).split(' ').length <= shortMessage;
  if (intents.length === 0 && slots.day !== null && isShort)
    return { intents: ['plan_day'], hasOpenQuestion: false };
  // "Send me the itinerary as a PDF" asks for one file.
  if (intents.includes('itinerary') && slots.documents.length === 0)
    return { ...asks, intents: intents.filter((intent) => intent !== 'document') };
  return asks;
};

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
  const suspicious = isSuspicious(text.replace(ownAgency, ' '), ownWords(conversation));
  const { slots } = understanding;
  const read = byNames(ofSentences(text, understanding, situation), slots, text);
  const handedOver = read.intents.filter((intent) => handingOver(intent) !== null);
  const { flights } = slots;
  const foreign = flights.some(({ isOwn }) => isOwn) ? undefined : flights[0];
  const isAboutFlight = read.intents.some((intent) => subjects[intent] === 'flight');
  return {
    understanding,
    // Reaches a person even where it is suspicious: nothing on file is sent for it.
    intents: suspicious ? handedOver : read.intents,
    hasOpenQuestion: suspicious ? handedOver.length === 0 : read.hasOpenQuestion,
    suspicious,
    slots: {
      ...slots,
      documents:
        read.intents.includes('document') && slots.documents.length === 0
          ? documentsMeant(text)
          : slots.documents,
      places: [...new Set([...slots.places, ...namesIn(text, known.places)])],
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
