import type { Address, Agent } from '#shared/actor/agent.ts';
import { readState } from '#shared/actor/state.ts';
import { airport } from '#shared/domain/airports.ts';
import { namesOfCity } from '#shared/domain/city-names.ts';
import { leadsTo } from '#shared/domain/connection.ts';
import { between, day, hour, type Instant, plus } from '#shared/domain/instant.ts';
import { type LinkOptions, type StayLink, stayLink } from '#shared/domain/stay-link.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import { findKnowledge, type KnowledgeFinder } from '#shared/find-knowledge.ts';
import type { ActorStore } from '#shared/ports/actor-store.ts';
import type { ConversationDesk } from '#shared/ports/conversation-desk.ts';
import type { DocumentStore } from '#shared/ports/document-store.ts';
import type { InboundMedia } from '#shared/ports/inbound-media.ts';
import type { LanguageModel } from '#shared/ports/language-model.ts';
import type { Places } from '#shared/ports/places.ts';
import type { CompleteTripContext, ConversationContext } from '#shared/ports/turn-contexts.ts';
import { isForPerson, meantBy } from './domain/answer/meant.ts';
import { chosenIn } from './domain/choice.ts';
import { decide } from './domain/decide.ts';
import { wishIn } from './domain/decide-opting.ts';
import { documentsOfType, type FiledDocument } from './domain/document-answer.ts';
import { forReader } from './domain/followers.ts';
import { type Gathered, nothingGathered, type ReceivedMedia } from './domain/gathered.ts';
import { readSaid, wordsMeant } from './domain/read-choice.ts';
import {
  hasMedia,
  type Message,
  nothingKnown,
  type ReadMessage,
  readMessage,
  wantedTypes,
  wordsOf,
} from './domain/read-message.ts';
import { toldOf } from './domain/situation-of.ts';
import { ConciergeState, initialState, stateVersion, upcast } from './domain/state.ts';
import { stayOf } from './domain/trip-stay.ts';
import type { ConciergeTurn } from './domain/turn.ts';
import type { Intent } from './domain/understanding/intents.ts';
import type { Told } from './domain/understanding/situation.ts';
import { companionsOf, tripInMind } from './domain/which-trip.ts';
import { askModel } from './steps/ask-model.ts';
import { receiveMedia } from './steps/receive-media.ts';

/** What the concierge is built from. */
export interface ConciergeDependencies {
  readonly trips: Pick<ConversationDesk, 'tripContext'>;
  /** Where the state of a conversation is read by the turn that asks a model beside it. */
  readonly conversations: Pick<ActorStore, 'load'>;
  readonly documents: DocumentStore;
  readonly media: InboundMedia;
  /** Null: known questions are answered, the others go to a person. */
  readonly model: LanguageModel | null;
  /** What the model may recommend. */
  readonly places: Places | null;
  /** What the agency answers to questions. */
  readonly knowledge: KnowledgeFinder | null;
  /** What links to the page and PDF of a stay are made with; null: answers carry none. */
  readonly itineraryLinks: LinkOptions | null;
}

type Concierge = Agent<'concierge', ConciergeState, Gathered>;

/** What may be asked of a place. */
const namesPlaces: ReadonlySet<Intent> = new Set<Intent>([
  'opening_hours',
  'place',
  'agency_hours',
  'hotel',
]);
/** What an agency may have an answer to beside what is on file. */
const isLookedUp: ReadonlySet<Intent> = new Set<Intent>([
  'baggage',
  'check_in',
  'seat',
  'document',
  'refund',
  'change_booking',
  'place',
  'at_airport',
  'transfer',
  'return_flight',
]);

/** Places that are looked through for the one that a message names. */
const mostPlaces = 10;

const codec = {
  schemaVersion: stateVersion,
  schema: ConciergeState,
  initial: initialState,
  upcast,
} as const;

/**
 * The actor that asks a model for a conversation, so that the conversation’s own turns never wait
 * for one. It keeps no state: what is asked and whether it still matters is the conversation’s.
 */
const questionsOf = (conversationId: string): string => `${conversationId}/question`;

/** How long the links to documents in one answer are good. */
const linkLife = hour;

/** Answers the traveller from data, and better with a language model; hands over to a person. Actor: a conversation. */
export const createConcierge = (deps: ConciergeDependencies): Concierge => {
  const contextsOf = async (
    agencyId: string,
    trips: readonly Trip[],
  ): Promise<readonly CompleteTripContext[]> => {
    const found = await Promise.all(trips.map(({ id }) => deps.trips.tripContext(agencyId, id)));
    return found.flatMap((context) => (context === null ? [] : [forReader(context)]));
  };

  const linksTo = async (
    files: readonly FiledDocument[],
    expiresAt: Instant,
  ): Promise<ReadonlyMap<string, string>> =>
    new Map(
      await Promise.all(
        files.map(
          async ({ id, path, fileName, type }) =>
            [
              id,
              await deps.documents.link(path, { fileName: fileName ?? type, expiresAt }),
            ] as const,
        ),
      ),
    );

  const linkOf = (context: CompleteTripContext): StayLink | null => {
    const planned = stayOf(context);
    return planned?.isPlanned && deps.itineraryLinks
      ? stayLink(planned.arrivalTripId, deps.itineraryLinks)
      : null;
  };

  /** Places of the agency where the trip leads, which a question about a place may mean. */
  const placesFor = async (
    context: CompleteTripContext,
    { intents }: ReadMessage,
    text: string,
  ): Promise<Gathered['places']> => {
    const city = airport(context.trip.destinationIata);
    const asks = intents.some((intent) => namesPlaces.has(intent));
    if (!deps.places || !city || !asks) return [];
    return deps.places.search({
      agencyId: context.agency.id,
      cities: namesOfCity(city.city),
      near: { lat: city.lat, lng: city.lon },
      text: text.slice(0, 200).toWellFormed(),
      embedding: null,
      limit: mostPlaces,
    });
  };

  /** What was told of the flight that brings the traveller to that of a trip. */
  const toldBeforeOf = async (
    { agency, trips }: ConversationContext,
    trip: Trip,
  ): Promise<readonly Told[]> => {
    const before = trips.filter(
      (other) =>
        other.contactId === trip.contactId &&
        other.departure < trip.departure &&
        between(other.departure, trip.departure) < day &&
        leadsTo(other, trip),
    );
    return (await contextsOf(agency.id, before)).flatMap(toldOf);
  };

  /**
   * What the agency answers to a question, by its words alone: no turn of a conversation waits for
   * a service outside.
   */
  const quoteFor = async (
    { trip, agency }: CompleteTripContext,
    { intents, hasOpenQuestion, suspicious, understanding }: ReadMessage,
    text: string,
  ): Promise<string | null> => {
    const asks = hasOpenQuestion || intents.some((intent) => isLookedUp.has(intent));
    if (!deps.knowledge || !asks || suspicious || understanding.language === 'unknown') return null;
    const [best] = await findKnowledge(
      { ...deps.knowledge, embedder: null },
      agency.id,
      text.slice(0, 400).toWellFormed(),
      {
        airline: trip.flightNumber,
        destination: trip.destinationIata,
        hotel: trip.stay,
        language: understanding.language,
      },
    );
    return best?.answers ? best.answer.text : null;
  };

  /** What the answer to a message needs that was read so. */
  const forReading = async (
    contexts: readonly CompleteTripContext[],
    read: ReadMessage,
    text: string,
    media: readonly ReceivedMedia[],
    now: Instant,
  ): Promise<Gathered> => {
    const context = contexts[0] ?? null;
    const linksUntil = plus(now, linkLife);
    const wanted = wantedTypes(read).flatMap((type) => documentsOfType(contexts, type));
    return {
      ...nothingGathered,
      contexts,
      links: await linksTo(wanted, linksUntil),
      linksUntil,
      stayLink: context ? linkOf(context) : null,
      media,
      places: context ? await placesFor(context, read, text) : [],
      quote: context ? await quoteFor(context, read, text) : null,
    };
  };

  /** What the answer to a message needs; `receive` has what came along with it. */
  const forMessage = async (
    { conversation, state, now }: Pick<ConciergeTurn, 'conversation' | 'state' | 'now'>,
    receive: (message: Message, trip: Trip) => Promise<readonly ReceivedMedia[]>,
  ): Promise<Gathered> => {
    const message = conversation?.message;
    // Opting out needs nothing from anywhere, and nothing of it may go anywhere.
    if (!conversation || !message || wishIn(state, message) !== null) return nothingGathered;
    const captioned = readSaid(message.text, conversation, state, nothingKnown, now);
    if (!captioned.trip) return nothingGathered;
    const { agency } = conversation;
    // Of who has opted out nothing is read but what a task for the agency is made of.
    if (conversation.optedOut)
      return { ...nothingGathered, contexts: await contextsOf(agency.id, [captioned.trip]) };
    const media = await receive(message, captioned.trip);
    const text = wordsOf(
      message.text,
      media.map((one) => (one.kind === 'voice' ? one.transcript : null)),
    );
    const { trip, companions } =
      text === message.text ? captioned : readSaid(text, conversation, state, nothingKnown, now);
    if (!trip) return nothingGathered;
    const contexts = await contextsOf(agency.id, [trip, ...companions]);
    const toldBefore = await toldBeforeOf(conversation, trip);
    const read = readSaid(
      text,
      conversation,
      state,
      { context: contexts[0] ?? null, places: [], told: toldBefore },
      now,
    );
    const chosen = text === message.text ? chosenIn(message, state) : null;
    const words = wordsMeant(text, chosen, state);
    return { ...(await forReading(contexts, read, words, media, now)), toldBefore };
  };

  const forTrip = async (
    { conversation }: Pick<ConciergeTurn, 'conversation'>,
    tripId: string | undefined,
  ): Promise<Gathered> => {
    const trip = conversation?.trips.find(({ id }) => id === tripId);
    return conversation && trip
      ? { ...nothingGathered, contexts: await contextsOf(conversation.agency.id, [trip]) }
      : nothingGathered;
  };

  const gather: Concierge['gather'] = async (turn) => {
    const { event, state, conversation, now } = turn;
    switch (event.type) {
      case 'InboundMessageReceived':
        return hasMedia(conversation) ? nothingGathered : forMessage(turn, async () => []);
      case 'PendingQuestionDue':
        return {
          ...(await forTrip(turn, (state.pendingQuestion ?? state.askedQuestion)?.tripId)),
          hasModel: deps.model !== null,
        };
      case 'HandoffUnanswered':
        return forTrip(turn, state.handoff?.tripId);
      case 'PromisedDocumentFiled': {
        const gathered = await forTrip(turn, event.tripId ?? undefined);
        const { documentId } = event.data;
        const document = gathered.contexts[0]?.documents.find(({ id }) => id === documentId);
        const linksUntil = plus(now, linkLife);
        return document
          ? { ...gathered, links: await linksTo([document], linksUntil), linksUntil }
          : gathered;
      }
      case 'HumanReplied':
        return forTrip(turn, conversation ? tripInMind(conversation.trips, now)?.id : undefined);
      case 'HumanTakeoverStarted':
      case 'HumanTakeoverEnded':
      case 'TestMessageRequested':
      case 'NoticeRequested':
        return nothingGathered;
    }
  };

  /** What a question that a model was asked needs to be answered or passed on. */
  const forSettled = async (
    turn: ConciergeTurn,
    { meaning }: EventOf<'OpenQuestionSettled'>['data'],
  ): Promise<Gathered> => {
    const { conversation, state, now } = turn;
    const question = state.askedQuestion;
    const trip = conversation?.trips.find(({ id }) => id === question?.tripId);
    if (!conversation || !question || !trip || !meaning) return forTrip(turn, trip?.id);
    const text = question.messages.map((message) => message.text).join('\n');
    const contexts = await contextsOf(conversation.agency.id, [
      trip,
      ...companionsOf(trip, conversation.trips),
    ]);
    const known = { context: contexts[0] ?? null, places: [], told: [] };
    const read = readMessage(text, conversation, state, known, now);
    const each = question.messages.map((message) =>
      readMessage(message.text, conversation, state, known, now),
    );
    const meant = [read, ...each].some(isForPerson) ? null : meantBy(meaning, { ...read, trip });
    return meant
      ? { ...(await forReading(contexts, meant, text, [], now)), meant }
      : { ...nothingGathered, contexts };
  };

  const step: Concierge['step'] = async (turn) => {
    switch (turn.event.type) {
      case 'MediaFetchRequested':
        return forMessage(turn, (message, trip) => receiveMedia(deps, message, trip, turn.now));
      case 'ModelAnswerRequested':
        return askModel(
          { ...deps, contextsOf, stateOf: (stored) => readState(codec, stored) },
          turn.event,
          turn.now,
        );
      case 'OpenQuestionSettled':
        return forSettled(turn, turn.event.data);
    }
  };

  return {
    name: 'concierge',
    codec,
    address: (event): readonly Address[] => {
      switch (event.type) {
        case 'InboundMessageReceived':
        case 'MediaFetchRequested':
        case 'HumanReplied':
        case 'NoticeRequested':
        case 'OpenQuestionSettled':
          return [
            {
              actorId: event.data.conversationId,
              conversation: { id: event.data.conversationId, messageId: event.data.messageId },
            },
          ];
        case 'ModelAnswerRequested':
          return [
            {
              actorId: questionsOf(event.data.conversationId),
              conversation: { id: event.data.conversationId, messageId: event.data.messageId },
            },
          ];
        case 'HumanTakeoverStarted':
        case 'HumanTakeoverEnded':
        case 'PromisedDocumentFiled':
        case 'TestMessageRequested':
          return [
            {
              actorId: event.data.conversationId,
              conversation: { id: event.data.conversationId, messageId: null },
            },
          ];
        case 'PendingQuestionDue':
        case 'HandoffUnanswered':
          return [
            {
              actorId: event.data.actorId,
              conversation: { id: event.data.actorId, messageId: null },
            },
          ];
      }
    },
    gather,
    step,
    decide,
  };
};
