import { minute, plus } from '#shared/domain/instant.ts';
import { isTakenOver } from '#shared/domain/takeover.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { Reason } from '#shared/ports/turn-commands.ts';
import type { ConversationContext } from '#shared/ports/turn-contexts.ts';
import { decideMessage } from './decide-message.ts';
import type { Gathered } from './gathered.ts';
import { handoverText } from './handing-over.ts';
import { askForPerson } from './handoff.ts';
import { localeIn } from './language.ts';
import { reason, replyEffects } from './reply.ts';
import { type ConciergeState, nameOf, type PendingQuestion } from './state.ts';
import type { ConciergeDecision, ConciergeTurn } from './turn.ts';

const mostMessages = 20;

/** A question of which nothing was heard for so long is lost, and goes to a person. */
const unheardAfterMs = 3 * minute;

type Settled = EventOf<'OpenQuestionSettled'>['data'];

/** Why nobody is to be answered any more; null: somebody waits. */
export const silenced = (
  conversation: Pick<ConversationContext, 'optedOut' | 'takenOverUntil'>,
  now: string,
): 'opted_out' | 'taken_over' | null => {
  if (conversation.optedOut) return 'opted_out';
  return isTakenOver(conversation, now) ? 'taken_over' : null;
};

/** Says that a person will answer, and asks for one. */
const passOn = (
  { conversation, now }: ConciergeTurn,
  state: ConciergeState,
  question: PendingQuestion,
  gathered: Gathered,
  why: string,
): ConciergeDecision => {
  const { tripId, language } = question;
  const [context] = gathered.contexts;
  if (!conversation || !context) return { state };
  const about = nameOf(question);
  const open = context.tasks.find(({ kind }) => kind === 'handoff')?.facts ?? null;
  const handoff = askForPerson(
    state,
    {
      conversationId: conversation.id,
      messageId: about,
      tripId,
      language,
      reasons: [why],
      open,
      location: null,
    },
    now,
  );
  return {
    state: handoff.state,
    tasks: [handoff.task],
    timers: handoff.timers,
    effects: replyEffects(conversation, {
      about,
      tripId,
      parts: [
        {
          text: handoverText(
            { intents: [], disruption: null, isRest: false, open },
            context,
            localeIn(conversation, language),
            now,
          ),
        },
      ],
      now,
    }),
    reasons: [reason(tripId, 'sent', 'passed_on', { reason: why })],
  };
};

/** Nothing more was written after an open question: a model is asked, or a person. */
export const questionDue = (turn: ConciergeTurn, gathered: Gathered): ConciergeDecision => {
  const { state, conversation, now } = turn;
  const { pendingQuestion, askedQuestion } = state;
  const nextState: ConciergeState = { ...state, pendingQuestion: null };
  if (!pendingQuestion && askedQuestion && conversation) {
    const given = { ...nextState, askedQuestion: null };
    const silence = silenced(conversation, now);
    return silence === null
      ? passOn(turn, given, askedQuestion, gathered, 'unheard')
      : { state: given, reasons: [reason(askedQuestion.tripId, 'suppressed', silence)] };
  }
  if (!pendingQuestion || !conversation || !gathered.contexts[0])
    return { state: nextState, reasons: [reason(null, 'noted', 'question_gone')] };
  const { tripId } = pendingQuestion;
  const silence = silenced(conversation, now);
  if (silence !== null)
    return { state: nextState, reasons: [reason(tripId, 'suppressed', silence)] };
  if (!gathered.hasModel) return passOn(turn, nextState, pendingQuestion, gathered, 'no_model');
  // What is written while a model thinks belongs to the question, which would be lost otherwise.
  const earlier = askedQuestion?.tripId === tripId ? askedQuestion.messages : [];
  const question: PendingQuestion = {
    ...pendingQuestion,
    messages: [...earlier, ...pendingQuestion.messages].slice(-mostMessages),
  };
  return {
    state: { ...nextState, askedQuestion: { ...question, askedAt: now } },
    timers: [{ kind: 'PendingQuestionDue', due: plus(now, unheardAfterMs) }],
    events: [
      {
        type: 'ModelAnswerRequested',
        agencyId: conversation.agency.id,
        tripId,
        data: { conversationId: conversation.id, messageId: nameOf(question) },
      },
    ],
    reasons: [reason(tripId, 'held', 'model_asked', { messages: question.messages.length })],
  };
};

/**
 * What a model has answered, in a turn beside that of the conversation: it is sent from here, and
 * the conversation hears what came of it. What comes too late is dropped.
 */
export const modelAnswered = (
  { event, state, conversation, now }: ConciergeTurn,
  { answer }: Gathered,
): ConciergeDecision => {
  const { tripId } = event;
  if (event.type !== 'ModelAnswerRequested' || !conversation || answer === null)
    return { state, reasons: [reason(tripId, 'noted', 'question_gone')] };
  const refusals = (answer.refusals ?? []).map((refusal) =>
    reason(tripId, 'suppressed', 'answer_refused', { refusal }),
  );
  if (answer.kind === 'dropped')
    return { state, reasons: [...refusals, reason(tripId, 'suppressed', answer.reason)] };
  const { messageId } = event.data;
  const settled = (
    outcome: Settled['outcome'],
    more: Partial<Pick<Settled, 'reason' | 'meaning'>> = {},
  ) => ({
    type: 'OpenQuestionSettled' as const,
    agencyId: conversation.agency.id,
    tripId,
    data: {
      conversationId: conversation.id,
      messageId,
      outcome,
      reason: null,
      meaning: null,
      ...more,
    },
  });
  switch (answer.kind) {
    case 'answer':
      return {
        state,
        events: [settled('answered')],
        effects: replyEffects(conversation, {
          about: messageId,
          tripId,
          parts: [{ text: answer.text }],
          now,
        }),
        reasons: [...refusals, reason(tripId, 'sent', 'answered_by_model')],
      };
    case 'understood': {
      const { intents, day, documents } = answer.meaning;
      return {
        state,
        events: [
          settled('understood', {
            meaning: { intents: [...intents], day, documents: [...documents] },
          }),
        ],
        reasons: [
          ...refusals,
          reason(tripId, 'noted', 'understood_by_model', { intent: intents[0] ?? null }),
        ],
      };
    }
    case 'none':
      return {
        state,
        events: [settled('unanswered', { reason: answer.reason })],
        reasons: [...refusals, reason(tripId, 'noted', 'unanswered', { reason: answer.reason })],
      };
  }
};

/** The words of a question as one message, for what was understood of it. */
const asMessage = (turn: ConciergeTurn, { messages }: PendingQuestion): ConciergeTurn =>
  turn.conversation?.message
    ? {
        ...turn,
        conversation: {
          ...turn.conversation,
          message: {
            ...turn.conversation.message,
            text: messages.map(({ text }) => text).join('\n'),
            media: [],
            optOutType: null,
            choice: null,
          },
        },
      }
    : turn;

/** Whether all of an answer has been said since the question was written. */
const isSaid = (
  { effects = [] }: ConciergeDecision,
  { contexts }: Gathered,
  { firstAt }: PendingQuestion,
): boolean => {
  const said = (contexts[0]?.recentMessages ?? [])
    .filter(({ direction, at }) => direction === 'out' && at >= firstAt)
    .map(({ text }) => text);
  return effects.length > 0 && effects.every(({ content }) => said.includes(content.text));
};

/** What came of asking a model: answered, to be answered from data, or to be passed on. */
export const questionSettled = (
  turn: ConciergeTurn,
  gathered: Gathered,
  { messageId, outcome, reason: why }: Settled,
): ConciergeDecision => {
  const { state, conversation, now } = turn;
  const { askedQuestion: question } = state;
  if (!question || !conversation || nameOf(question) !== messageId)
    return { state, reasons: [reason(null, 'noted', 'question_gone')] };
  const { tripId } = question;
  const nextState: ConciergeState = { ...state, askedQuestion: null };
  // A question that waits for its rest has set the timer anew.
  const timers: ConciergeDecision['timers'] = state.pendingQuestion
    ? []
    : [{ kind: 'PendingQuestionDue', due: null }];
  const over = (made: Reason): ConciergeDecision => ({
    state: nextState,
    timers,
    reasons: [made],
  });
  if (outcome === 'answered') return over(reason(tripId, 'noted', 'question_answered'));
  const silence = silenced(conversation, now);
  if (silence !== null) return over(reason(tripId, 'suppressed', silence));
  const decision =
    outcome === 'unanswered' || !gathered.meant
      ? passOn(turn, nextState, question, gathered, why ?? 'no_skill')
      : decideMessage({ ...asMessage(turn, question), state: nextState }, gathered);
  return gathered.meant && isSaid(decision, gathered, question)
    ? over(reason(tripId, 'suppressed', 'answered_meanwhile'))
    : { ...decision, timers: [...timers, ...(decision.timers ?? [])] };
};
