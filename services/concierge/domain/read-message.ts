import { DocumentType } from '#shared/domain/document.ts';
import { between, hour, type Instant } from '#shared/domain/instant.ts';
import { languageOfPhone } from '#shared/domain/phone-language.ts';
import { splitLocation } from '#shared/domain/shared-location.ts';
import type { Language, Trip } from '#shared/domain/trip.ts';
import type { CompleteTripContext, ConversationContext } from '#shared/ports/turn-contexts.ts';
import type { SkillSlots } from '../skills/skill.ts';
import { afterDisruption } from './after-disruption.ts';
import { isOfTravellers } from './answer-known.ts';
import { type Asks, isSocial } from './asks.ts';
import { byNames, documentsAsked, isOfPlace, withoutSureness } from './by-names.ts';
import { isFollowed } from './followers.ts';
import { handingOver } from './handing-over.ts';
import { ownWords } from './own-words.ts';
import { lodgingOf } from './places-of-trip.ts';
import { fold } from './plain-text.ts';
import { sentencesOf } from './sentences.ts';
import { situationOf } from './situation-of.ts';
import type { ConciergeState } from './state.ts';
import { givesOrders, isSuspicious } from './suspicion.ts';
import { isEmergency } from './understanding/emergency.ts';
import { emergencyIn } from './understanding/guard-rails.ts';
import { type Intent, isTrouble, subjects } from './understanding/intents.ts';
import { nameByKind, namesIn } from './understanding/names.ts';
import type { Situation, Told } from './understanding/situation.ts';
import { type Understanding, understand } from './understanding/understand.ts';
import { companionsOf, tripSpokenOf, tripsAsLikely } from './which-trip.ts';

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
  /** The trips that a question may be about as well as any other; empty: it is clear. */
  readonly unclear: readonly Trip[];
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
const all = /\b(?:tod[oa]s?|tudo|all|every\w*)\b/u;
/** So long it is clear which of several trips they mean, once they have said so. */
const meantForMs = 2 * hour;
/** What is asked of one flight, and of what belongs to it. */
const isOfOneTrip = (intent: Intent): boolean =>
  ['flight', 'stay', 'files', 'booking'].includes(subjects[intent]) && !ofAllTrips.has(intent);
const ofAllTrips: ReadonlySet<Intent> = new Set<Intent>([
  'all_flights',
  'who_travels',
  'return_flight',
]);
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

/** Words of a part that say too little to be an emergency by themselves: "he's 8". */
const wordsOfRemark = 3;
/** Whether a part is believed to tell of an emergency: in plain words, at length, or as the whole. */
const isHeard = (intent: Intent, part: string, { safety }: Understanding): boolean =>
  safety.worrying || part.split(/\s+/u).length > wordsOfRemark || emergencyIn(part) === intent;

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
    intents: (halvesOf(part, quiet) ?? ofSentence(understand(part, quiet))).filter(
      (intent) => isHeard(intent, part, whole) || !isEmergency(intent),
    ),
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

const ownFlights =
  /\b(?:my|our|mis|nuestros|meus|nossos) (?:\w+ )?(?:flights|vuelos|voos|aviones)\b/u;
const others = /\b(?:otr[oa]s?|outr[oa]s?|other)\b/u;
/** Who else is in the booking is theirs to know; who else is on the plane is not. */
const isOfOwnParty = (intent: Intent, text: string): boolean =>
  !others.test(fold(text)) &&
  (intent === 'who_travels' || (intent === 'all_flights' && ownFlights.test(fold(text))));

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

/** The place that a question about one means without its name: the castle, else the one before. */
const placeMeant = (
  text: string,
  names: readonly string[],
  { last }: ConciergeState,
): readonly string[] => {
  const named = nameByKind(text, [...new Set(names)]);
  // "What time does it close?" goes on about the place before.
  return named.length === 0 && last?.place ? [last.place] : named;
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
  const candidates = isPrivate && own.length > 0 ? own : trips;
  const isMeantStill = state.meantTrip !== null && between(state.meantTrip.at, now) < meantForMs;
  const spoken = { ...rough, meantTripId: isMeantStill ? (state.meantTrip?.tripId ?? null) : null };
  const trip = tripSpokenOf(text, spoken, candidates, now);
  const withPhase = situationWith(trip, known.context);
  // "Landed, how do I get to the hotel?" asks more than it says.
  const situation =
    withPhase.phase === 'just_landed' && /[?¿]/u.test(text)
      ? { ...withPhase, phase: 'after' as const }
      : withPhase;
  const understanding = understand(text, situation);
  const named = [...new Set([...understanding.slots.places, ...namesIn(text, known.places)])];
  const slots = {
    ...understanding.slots,
    places: named,
    documents: withoutSureness(understanding.slots.documents, text),
  };
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
  const isHarmless =
    read.intents.length > 0 &&
    read.intents.every((intent) => isOfOwnParty(intent, text) || isSocial(intent));
  const isOfOthers =
    isSuspicious(text.replace(ownAgency, ' '), ownNames) ||
    (asksPrivately && namesSomebody(text, ownNames, [...situation.own.places, ...known.places]));
  const suspicious = givesOrders(text) || (!isHarmless && isOfOthers);
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
          ? documentsAsked(text)
          : slots.documents,
      places:
        named.length === 0 && read.intents.some((one) => isOfPlace.has(one))
          ? placeMeant(text, [...situation.own.places, ...known.places], state)
          : named,
      asFile: asFile.test(fold(text)),
      allDocuments: all.test(fold(text)),
    },
    trip,
    companions: trip ? companionsOf(trip, trips) : [],
    foreignFlight:
      foreign && (isAboutFlight || read.intents.length === 0) ? foreign.flightNumber : null,
    unclear:
      suspicious || foreign || handedOver.length > 0 || !read.intents.some(isOfOneTrip)
        ? []
        : tripsAsLikely(text, spoken, candidates, now),
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
