import type { Address, Agent } from '#shared/actor/agent.ts';
import { readState } from '#shared/actor/state.ts';
import { hour, type Instant, plus } from '#shared/domain/instant.ts';
import { type LinkOptions, type StayLink, stayLink } from '#shared/domain/stay-link.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { ActorStore } from '#shared/ports/actor-store.ts';
import type { ConversationDesk } from '#shared/ports/conversation-desk.ts';
import type { DocumentStore } from '#shared/ports/document-store.ts';
import type { InboundMedia } from '#shared/ports/inbound-media.ts';
import type { LanguageModel } from '#shared/ports/language-model.ts';
import type { Places } from '#shared/ports/places.ts';
import type { CompleteTripContext, ConversationContext } from '#shared/ports/turn-contexts.ts';
import { isForPerson, meantBy } from './domain/answer/meant.ts';
import { decide } from './domain/decide.ts';
import { wishOf } from './domain/decide-opting.ts';
import { documentsOfType } from './domain/document-answer.ts';
import { forReader } from './domain/followers.ts';
import { type Gathered, nothingGathered, type ReceivedMedia } from './domain/gathered.ts';
import {
  hasMedia,
  type Message,
  type ReadMessage,
  readMessage,
  wordsOf,
} from './domain/read-message.ts';
import { ConciergeState, initialState, stateVersion, upcast } from './domain/state.ts';
import { stayOf } from './domain/trip-stay.ts';
import type { ConciergeTurn } from './domain/turn.ts';
import { tripInMind } from './domain/which-trip.ts';
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
  /** What links to the page and PDF of a stay are made with; null: answers carry none. */
  readonly itineraryLinks: LinkOptions | null;
}

type Concierge = Agent<'concierge', ConciergeState, Gathered>;

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

  const linkOf = (context: CompleteTripContext): StayLink | null => {
    const planned = stayOf(context);
    return planned?.isPlanned && deps.itineraryLinks
      ? stayLink(planned.arrivalTripId, deps.itineraryLinks)
      : null;
  };

  /** What the answer to a message needs that was read so. */
  const forReading = async (
    conversation: ConversationContext,
    { understanding, trip, companions }: ReadMessage,
    media: readonly ReceivedMedia[],
    now: Instant,
  ): Promise<Gathered> => {
    if (!trip) return nothingGathered;
    const contexts = await contextsOf(conversation.agency.id, [trip, ...companions]);
    const linksUntil = plus(now, linkLife);
    const wanted = understanding.skills.flatMap((skill) =>
      skill.kind === 'document' ? documentsOfType(contexts, skill.type) : [],
    );
    const links = await Promise.all(
      wanted.map(
        async ({ id, path, fileName, type }) =>
          [
            id,
            await deps.documents.link(path, { fileName: fileName ?? type, expiresAt: linksUntil }),
          ] as const,
      ),
    );
    return {
      ...nothingGathered,
      contexts,
      links: new Map(links),
      linksUntil,
      stayLink: contexts[0] ? linkOf(contexts[0]) : null,
      media,
    };
  };

  /** What the answer to a message needs; `receive` has what came along with it. */
  const forMessage = async (
    { conversation, now }: Pick<ConciergeTurn, 'conversation' | 'now'>,
    receive: (message: Message, trip: Trip) => Promise<readonly ReceivedMedia[]>,
  ): Promise<Gathered> => {
    const message = conversation?.message;
    // Opting out needs nothing from anywhere, and nothing of it may go anywhere.
    if (!conversation || !message || conversation.optedOut || wishOf(message) !== null)
      return nothingGathered;
    const captioned = readMessage(message.text, conversation, now);
    if (!captioned.trip) return nothingGathered;
    const media = await receive(message, captioned.trip);
    const text = wordsOf(
      message.text,
      media.map((one) => (one.kind === 'voice' ? one.transcript : null)),
    );
    const reading = text === message.text ? captioned : readMessage(text, conversation, now);
    return forReading(conversation, reading, media, now);
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
      case 'HumanReplied':
        return forTrip(turn, conversation ? tripInMind(conversation.trips, now)?.id : undefined);
      case 'HumanTakeoverStarted':
      case 'HumanTakeoverEnded':
      case 'TestMessageRequested':
        return nothingGathered;
    }
  };

  /** What a question that a model was asked needs to be answered or passed on. */
  const forSettled = async (
    turn: ConciergeTurn,
    { meaning }: EventOf<'OpenQuestionSettled'>['data'],
  ): Promise<Gathered> => {
    const { conversation, state, now } = turn;
    const { askedQuestion: question } = state;
    const trip = conversation?.trips.find(({ id }) => id === question?.tripId);
    const meant =
      conversation && trip && question && meaning && !isForPerson(question, conversation, now)
        ? meantBy(meaning, trip, conversation.trips)
        : null;
    return conversation && meant
      ? { ...(await forReading(conversation, meant, [], now)), meant }
      : forTrip(turn, trip?.id);
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
