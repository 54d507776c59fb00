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
import { lodgingOf } from './places-of-trip.ts';
import { fold } from './plain-text.ts';
import { sentencesOf } from './sentences.ts';
import { situationOf } from './situation-of.ts';
import type { ConciergeState } from './state.ts';
import { isSuspicious } from './suspicion.ts';
import { emergencyIn } from './understanding/guard-rails.ts';
import { type Intent, isTrouble, subjects } from './understanding/intents.ts';
import { namesIn } from './understanding/names.ts';
import { anyPhrase } from './understanding/phrases.ts';
import type { Situation, Told } from './understanding/situation.ts';
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
  /** What was told of the flights that lead to that of the trip. */
  readonly told: readonly Told[];
}

/** Of a message of which nothing is known yet but the conversation. */
export const nothingKnown: Known = { context: null, places: [], told: [] };

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
  const handed = intents.filter((intent) => handingOver(intent) !== null && intent !== 'what_now');
  return handed.length > 0 ? handed : intents;
};

const conjunction = /\s(?:y|e|and)\s(?:adem[aá]s\s|tambi[eé]n\s|tamb[eé]m\s|also\s)?/iu;
const wordsOfHalf = 2;

/** "The gate and a seat on the aisle" asks two things, where each half says one by itself. */
const halvesOf = (text: string, situation: Situation): readonly Intent[] | null => {
  const halves = text.split(conjunction).map((half) => half.trim());
  if (halves.length !== 2 || halves.some((half) => half.split(/\s+/u).length < wordsOfHalf))
    return null;
  const meant = halves.map((half) =>
    calmed(understand(half, situation)).filter((intent) => !isOpen(intent) && !isSocial(intent)),
  );
  return meant.every((intents) => intents.length > 0 && !intents.some(isTrouble))
    ? [...new Set(meant.flat())]
    : null;
};

type Asks = Pick<ReadMessage, 'intents' | 'hasOpenQuestion'>;

/** What a text asks by its sentences, in their order; what is grave in any of them comes first. */
const ofSentences = (text: string, whole: Understanding, situation: Situation): Asks => {
  const sentences = sentencesOf(text);
  const all = ofSentence(whole);
  const known = all.filter((intent) => !isOpen(intent));
  const quiet = { ...situation, disruption: null };
  if (sentences.length < 2) {
    const halves = all.some(isTrouble) ? null : halvesOf(text, quiet);
    return {
      intents: halves ?? known,
      // Where what is surest is open, the rest of it is a guess.
      hasOpenQuestion:
        halves === null &&
        (known.length === 0 ||
          (all[0] === 'knowledge' && known.every((intent) => subjects[intent] !== 'flight'))),
    };
  }
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
const documentsMeant = (
  text: string,
  otherwise: DocumentType | null = 'boarding_pass',
): readonly DocumentType[] => {
  const folded = `${fold(text)} `;
  const named = things.flatMap(([type, phrase]) => (folded.search(phrase) === -1 ? [] : type));
  if (named.length > 0) return named;
  return otherwise === null || folded.search(everyDocument) !== -1 ? [] : [otherwise];
};

/** Words that a message may have beside the name of a document. */
const fewWords = 3;
const isOnlyOfDocuments = (text: string, documents: Slots['documents']): boolean =>
  documents.length > 0 && fold(text).split(' ').length <= fewWords && emergencyIn(text) === null;

/** Everything that there is, by words that name nothing of it. */
const everything = /\b(?:todo lo que|everything (?:you\w*|u|that)|tudo (?:o )?que)\b/u;
const saysWayBack = /\b(?:vuelta|regreso|volta|way back|flight back|flight home|back to)\b/u;
const saysAgency = /\b(?:agencia|agency|ustedes|vos|vosotros|your|you|voces)\b/u;

const askForFile = /\b(?:pase|pases|tarjeta|tarjetas|pass|passes|cartao|cartoes|card)\b/u;
const lodgingDetails = anyPhrase(words.lodgingDetails);
/** So few words that name a thing ask for it. */
const fewThings = 4;

const isReplaced = (intents: readonly Intent[], from: Intent, to: Intent): readonly Intent[] => [
  ...new Set(intents.map((intent) => (intent === from ? to : intent))),
];

/** What is asked of a place that is named, and not of the agency or the lodging. */
const ofPlaces = (
  intents: readonly Intent[],
  places: readonly string[],
  lodging: string | null,
): readonly Intent[] => {
  const others = places.filter((name) => name !== lodging);
  if (others.length === 0)
    return intents.includes('agency_hours')
      ? intents.filter((intent) => intent !== 'opening_hours')
      : intents;
  const ofPlace = isReplaced(
    isReplaced(intents, 'agency_hours', 'opening_hours'),
    'hotel',
    'place',
  );
  // "When do we go to Toledo?" asks for a day of the plan.
  return ofPlace.length === 1 ? isReplaced(ofPlace, 'departure', 'plan_day') : ofPlace;
};

/** What is asked, where the names in it say more than its words. */
const byNames = (
  asks: Asks,
  { documents, day, places, topic }: Slots,
  text: string,
  { last, lodging }: { readonly last: ConciergeState['last']; readonly lodging: string | null },
): Asks => {
  const folded = fold(text);
  const isShort = folded.split(' ').length <= shortMessage;
  // "Hola, ¿pasaporte?" asks for the document, whatever else passports are written about for.
  if (isOnlyOfDocuments(text, documents)) return { intents: ['document'], hasOpenQuestion: false };
  if (everything.test(folded) && !asks.intents.some((intent) => handingOver(intent) !== null))
    return { intents: ['document'], hasOpenQuestion: false };
  const isOfDetails =
    (asks.intents.includes('hotel') && `${folded} `.search(lodgingDetails) !== -1) ||
    (asks.intents.includes('plan_day') && topic === 'weather');
  if (isOfDetails && asks.intents.length === 1) return { intents: [], hasOpenQuestion: true };
  // "Is the gate for boarding assigned?" asks for no document.
  const asked =
    asks.intents.includes('gate') && !askForFile.test(folded)
      ? asks.intents.filter((intent) => intent !== 'document')
      : asks.intents;
  const intents = ofPlaces(asked, places, lodging);
  if (
    intents.every((intent) => intent === 'arrived') &&
    /[?¿]/u.test(text) &&
    /\bhotel\b/u.test(folded)
  )
    return { intents: ['transfer', 'hotel'], hasOpenQuestion: false };
  if (intents.length === 0 && folded.split(' ').length <= fewThings) {
    const [thing] = documentsMeant(text, null);
    if (thing === 'hotel_reservation') return { intents: ['hotel'], hasOpenQuestion: false };
    if (thing === 'boarding_pass') return { intents: ['document'], hasOpenQuestion: false };
  }
  const saysLittle = intents.every((intent) => isSocial(intent));
  if (saysLittle && saysWayBack.test(folded))
    return { intents: ['return_flight'], hasOpenQuestion: false };
  if (intents.length === 0 && day !== null && isShort)
    return { intents: ['plan_day'], hasOpenQuestion: false };
  // "Send me the itinerary as a PDF" asks for one file.
  if (intents.includes('itinerary') && documents.length === 0)
    return { ...asks, intents: intents.filter((intent) => intent !== 'document') };
  // "And the phone?" goes on about the lodging.
  const goesOn = last !== null && isShort && !saysAgency.test(folded);
  if (goesOn && intents[0] === 'agency_phone' && isPhoned.has(last.intent))
    return { ...asks, intents: isReplaced(intents, 'agency_phone', last.intent) };
  if (goesOn && intents[0] === 'agency_hours' && isOfPlace.has(last.intent) && last.place !== null)
    return { ...asks, intents: isReplaced(intents, 'agency_hours', 'opening_hours') };
  return { ...asks, intents };
};

const isPhoned: ReadonlySet<Intent> = new Set<Intent>(['hotel', 'transfer']);
const isOfPlace: ReadonlySet<Intent> = new Set<Intent>(['place', 'opening_hours']);

/** What needs no person, whatever was told. */
const isQuiet: ReadonlySet<Intent> = new Set<Intent>([
  'ack',
  'thanks',
  'goodbye',
  'laugh',
  'wishes',
  'greeting',
  'language',
  'is_bot',
  'who_are_you',
  'why_message',
  'help',
  'emergency_phone',
  'agency_phone',
  'agency_hours',
  'local_time',
  'time_difference',
  'emergency_number',
]);
/** What the facts answer after a long delay, and after a flight is lost. */
const answeredWhenLate: ReadonlySet<Intent> = new Set<Intent>([
  'gate',
  'terminal',
  'departure',
  'arrival',
  'duration',
  'status',
  'time_until',
  'at_airport',
  'belt',
  'flight_number',
  'all_flights',
  'return_flight',
  'document',
  'who_travels',
  'itinerary',
  'hotel',
]);
const answeredWhenLost: ReadonlySet<Intent> = new Set<Intent>([
  'gate',
  'terminal',
  'status',
  'belt',
  'return_flight',
  'document',
  'who_travels',
  'itinerary',
]);

const wantsAnother = /\b(?:otro|another|outro|next|proximo|alternativ\w*)\b/u;
const laughs = /(?:ja|je|ha|he|ka|kk|rs){2,}|lol|[😂🤣]/iu;

/** After something was told that upset the trip, all that the facts do not answer is about it. */
const afterDisruption = (asks: Asks, { disruption }: Understanding, text: string): Asks => {
  if (disruption === null || asks.intents.includes('what_now')) return asks;
  const folded = fold(text);
  const answered = disruption === 'delayed' ? answeredWhenLate : answeredWhenLost;
  const isSettled = (intent: Intent): boolean => {
    if (intent === 'laugh') return laughs.test(text);
    if (intent === 'ack') return folded.split(' ').length <= 2;
    return isQuiet.has(intent) || answered.has(intent);
  };
  return asks.intents.length > 0 &&
    !asks.hasOpenQuestion &&
    asks.intents.every(isSettled) &&
    !wantsAnother.test(folded)
    ? asks
    : {
        intents: ['what_now', ...asks.intents.filter((intent) => !isSocial(intent))],
        hasOpenQuestion: false,
      };
};

/** Two words in capitals that are no name of theirs, of a place of theirs, or of a city. */
const twoNames = /(?<!^|[.?!¿¡]\s?)\b(\p{Lu}\p{Ll}+) (\p{Lu}\p{Ll}+)/gu;
const namesSomebody = (
  text: string,
  own: ReadonlySet<string>,
  places: readonly string[],
): boolean => {
  const known = new Set(places.flatMap((place) => fold(place).split(' ')));
  return [...text.matchAll(twoNames)].some(([, first = '', second = '']) =>
    [first, second].every((name) => !own.has(fold(name)) && !known.has(fold(name))),
  );
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
    situationOf(
      conversation,
      state,
      spokenIn(state, trip, phone),
      { context, told: known.told },
      now,
    );
  const rough = understand(text, situationWith(trips[0] ?? null, null));
  const isPrivate = rough.intents.some(isOfTravellers);
  const own = trips.filter((candidate) => !isFollowed(candidate));
  const trip = tripSpokenOf(text, rough, isPrivate && own.length > 0 ? own : trips, now);
  const withPhase = situationWith(trip, known.context);
  // "Landed, how do I get to the hotel?" asks more than it says.
  const situation =
    withPhase.phase === 'just_landed' && /[?¿]/u.test(text)
      ? { ...withPhase, phase: 'after' as const }
      : withPhase;
  const understanding = understand(text, situation);
  const named = [...new Set([...understanding.slots.places, ...namesIn(text, known.places)])];
  const slots = { ...understanding.slots, places: named };
  const lodging = known.context ? lodgingOf(known.context) : null;
  const read = afterDisruption(
    byNames(ofSentences(text, understanding, situation), slots, text, {
      last: state.last,
      lodging,
    }),
    understanding,
    text,
  );
  const ownNames = ownWords(conversation);
  const asksPrivately = read.intents.some(
    (intent) => isOfTravellers(intent) && !isOfPlace.has(intent),
  );
  const suspicious =
    !read.intents.every((intent) => intent === 'who_travels' || isSocial(intent)) &&
    (isSuspicious(text.replace(ownAgency, ' '), ownNames) ||
      (asksPrivately && namesSomebody(text, ownNames, [...situation.own.places, ...known.places])));
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
          ? everything.test(fold(text))
            ? []
            : documentsMeant(text)
          : slots.documents,
      // "What time does it close?" goes on about the place before.
      places:
        named.length === 0 && state.last?.place && read.intents.some((one) => isOfPlace.has(one))
          ? [state.last.place]
          : named,
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
