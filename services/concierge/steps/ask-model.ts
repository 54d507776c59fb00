import { between, type Instant, minute } from '#shared/domain/instant.ts';
import type { SilenceRule } from '#shared/domain/silence.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import { findKnowledge, type KnowledgeFinder } from '#shared/find-knowledge.ts';
import type { ActorStore, Loaded } from '#shared/ports/actor-store.ts';
import type { LanguageModel } from '#shared/ports/language-model.ts';
import type { Places } from '#shared/ports/places.ts';
import type { CompleteTripContext, ConversationContext } from '#shared/ports/turn-contexts.ts';
import type { KnowledgeEntry } from '../domain/facts/known.ts';
import { type Gathered, nothingGathered, type OpenAnswer } from '../domain/gathered.ts';
import { localeIn } from '../domain/language.ts';
import { silenced } from '../domain/open-question.ts';
import { type ConciergeState, nameOf } from '../domain/state.ts';
import { answerOpen } from '../gather/answer-open.ts';

/** What asking a model needs. */
export interface AskingDependencies {
  readonly conversations: Pick<ActorStore, 'load'>;
  readonly model: LanguageModel | null;
  readonly places: Places | null;
  readonly knowledge: KnowledgeFinder | null;
  readonly contextsOf: (
    agencyId: string,
    trips: readonly Trip[],
  ) => Promise<readonly CompleteTripContext[]>;
  readonly stateOf: (stored: Loaded) => ConciergeState;
}

type Asked = NonNullable<ConciergeState['askedQuestion']>;

/** What the agency answers to what is nearest to a question, by meaning where that can be found. */
interface Knowledge {
  /** What answers it, as it is to be quoted: no model need phrase it. Null: nothing is sure. */
  readonly quote: string | null;
  /** For a model, to quote from. */
  readonly entries: readonly KnowledgeEntry[];
}

const knowledgeFor = async (
  finder: KnowledgeFinder | null,
  context: CompleteTripContext | undefined,
  { messages, language }: Asked,
): Promise<Knowledge> => {
  if (!finder || !context) return { quote: null, entries: [] };
  const { trip, agency } = context;
  const text = messages.map((message) => message.text).join('\n');
  const found = await findKnowledge(finder, agency.id, text.slice(0, 400).toWellFormed(), {
    airline: trip.flightNumber,
    destination: trip.destinationIata,
    hotel: trip.stay,
    language,
  });
  const [best] = found;
  return {
    quote: best?.answers ? best.answer.text : null,
    entries: found.map(({ entry, answer }) => ({
      id: entry.id,
      question: entry.question,
      answer: answer.text,
    })),
  };
};

/** An answer that would come later than this helps nobody: a person is asked instead. */
const tooLateMs = 10 * minute;

/**
 * Puts the question of a conversation to the model. It reads the conversation before, for the words
 * that no event holds, and after, since it may have gone on: an answer that nobody waits for any
 * more is dropped. Asking twice is harmless, and the key of the reply lets one answer out.
 */
export const askModel = async (
  deps: AskingDependencies,
  event: EventOf<'ModelAnswerRequested'>,
  now: Instant,
): Promise<Gathered> => {
  const { conversationId, messageId } = event.data;
  const look = async (): Promise<
    | { readonly question: Asked; readonly conversation: ConversationContext }
    | { readonly gone: SilenceRule }
  > => {
    const loaded = await deps.conversations.load({
      agent: 'concierge',
      actorId: conversationId,
      eventId: event.id,
      agencyId: event.agencyId,
      tripId: null,
      conversation: { id: conversationId, messageId: null },
      flightKey: null,
      timerKind: null,
    });
    const { conversation } = loaded;
    if (!conversation) return { gone: 'question_gone' };
    const silence = silenced(conversation, now);
    if (silence !== null) return { gone: silence };
    const { askedQuestion } = deps.stateOf(loaded);
    if (!askedQuestion) return { gone: 'question_gone' };
    return nameOf(askedQuestion) === messageId
      ? { question: askedQuestion, conversation }
      : { gone: 'newer_question' };
  };
  const dropped = (reason: SilenceRule): Gathered => ({
    ...nothingGathered,
    answer: { kind: 'dropped', reason },
  });

  const before = await look();
  if ('gone' in before) return dropped(before.gone);
  const { question, conversation } = before;
  const trips = conversation.trips.filter(({ id }) => id === question.tripId);
  const contexts = await deps.contextsOf(conversation.agency.id, trips);
  if (between(question.askedAt, now) > tooLateMs)
    return { ...nothingGathered, contexts, answer: { kind: 'none', reason: 'too_late' } };
  const knowledge = await knowledgeFor(deps.knowledge, contexts[0], question);
  const answer: OpenAnswer =
    knowledge.quote === null
      ? await answerOpen(deps, contexts, question, {
          knowledge: knowledge.entries,
          locale: localeIn(conversation, question.language),
          now,
        })
      : { kind: 'answer', text: knowledge.quote };
  const after = await look();
  return 'gone' in after
    ? {
        ...nothingGathered,
        contexts,
        answer: { kind: 'dropped', reason: after.gone, refusals: answer.refusals ?? [] },
      }
    : { ...nothingGathered, contexts, answer };
};
