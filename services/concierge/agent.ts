import type { Address, Agent } from '#shared/actor/agent.ts';
import { hour, type Instant, plus } from '#shared/domain/instant.ts';
import { type LinkOptions, type StayLink, stayLink } from '#shared/domain/stay-link.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { ConversationDesk } from '#shared/ports/conversation-desk.ts';
import type { DocumentStore } from '#shared/ports/document-store.ts';
import type { InboundMedia } from '#shared/ports/inbound-media.ts';
import type { LanguageModel } from '#shared/ports/language-model.ts';
import type { Places } from '#shared/ports/places.ts';
import type { CompleteTripContext } from '#shared/ports/turn-contexts.ts';
import { decide } from './domain/decide.ts';
import { wishOf } from './domain/decide-opting.ts';
import { documentsOfType, type FiledDocument } from './domain/document-answer.ts';
import { forReader } from './domain/followers.ts';
import { type Gathered, nothingGathered, type ReceivedMedia } from './domain/gathered.ts';
import { hasMedia, type Message, readMessage, wordsOf } from './domain/read-message.ts';
import { ConciergeState, initialState, stateVersion, upcast } from './domain/state.ts';
import { stayOf } from './domain/trip-stay.ts';
import type { ConciergeTurn } from './domain/turn.ts';
import { tripInMind } from './domain/which-trip.ts';
import { answerOpen } from './gather/answer-open.ts';
import { receiveMedia } from './steps/receive-media.ts';

/** What the concierge is built from. */
export interface ConciergeDependencies {
  readonly trips: Pick<ConversationDesk, 'tripContext'>;
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
    const { understanding, trip, companions } =
      text === message.text ? captioned : readMessage(text, conversation, now);
    if (!trip) return nothingGathered;
    const contexts = await contextsOf(conversation.agency.id, [trip, ...companions]);
    const linksUntil = plus(now, linkLife);
    const wanted = understanding.skills.flatMap((skill) =>
      skill.kind === 'document' ? documentsOfType(contexts, skill.type) : [],
    );
    return {
      contexts,
      links: await linksTo(wanted, linksUntil),
      linksUntil,
      stayLink: contexts[0] ? linkOf(contexts[0]) : null,
      media,
      answer: null,
    };
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
      case 'PendingQuestionDue': {
        const gathered = await forTrip(turn, state.pendingQuestion?.tripId);
        const silent =
          conversation === null ||
          conversation.optedOut ||
          (conversation.takenOverUntil !== null && conversation.takenOverUntil > now);
        if (silent || !state.pendingQuestion) return gathered;
        return {
          ...gathered,
          answer: await answerOpen(deps, gathered.contexts, state.pendingQuestion, now),
        };
      }
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
        return nothingGathered;
    }
  };

  return {
    name: 'concierge',
    codec: { schemaVersion: stateVersion, schema: ConciergeState, initial: initialState, upcast },
    address: (event): readonly Address[] => {
      switch (event.type) {
        case 'InboundMessageReceived':
        case 'MediaFetchRequested':
        case 'HumanReplied':
          return [
            {
              actorId: event.data.conversationId,
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
    step: (turn) =>
      forMessage(turn, (message, trip) => receiveMedia(deps, message, trip, turn.now)),
    decide,
  };
};
