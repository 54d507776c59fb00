import { effectKey } from '#shared/domain/effect-key.ts';
import { between, day, plus } from '#shared/domain/instant.ts';
import { isWindowOpen, type MessageContent } from '#shared/domain/message.ts';
import { languageOfPhone } from '#shared/domain/phone-language.ts';
import { compose } from '#shared/templates/compose.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { decideMessage } from './decide-message.ts';
import type { Gathered, OpenAnswer } from './gathered.ts';
import { ungrounded } from './grounded.ts';
import { askForPerson, escalate } from './handoff.ts';
import { localeIn, readerOf } from './language.ts';
import { promisedDocument } from './promised-document.ts';
import { reason, replyEffects } from './reply.ts';
import { maxMessageLength } from './split.ts';
import type { ConciergeState, PendingQuestion } from './state.ts';
import { testMessage } from './test-message.ts';
import type { ConciergeDecision, ConciergeTurn } from './turn.ts';
import { whatsappFormat } from './whatsapp-format.ts';
import { wordsIn } from './words/index.ts';

/** So long after its departure a trip may still have something to be told. */
const mayBeToldAfterMs = 4 * day;

const lastMessageId = (pendingQuestion: PendingQuestion): string =>
  pendingQuestion.messages.at(-1)?.messageId ?? pendingQuestion.tripId;

/** The text of a model's answer, or why it must not be sent. */
const checkedAnswer = (
  answer: OpenAnswer | null,
): { readonly text: string } | { readonly reason: string } => {
  if (answer === null || answer.kind === 'none') return { reason: answer?.reason ?? 'no_model' };
  const text = whatsappFormat(answer.text);
  if (text === '') return { reason: 'empty_answer' };
  return ungrounded(text, answer.sources).length > 0 ? { reason: 'ungrounded' } : { text };
};

const questionEnded = (
  { state, conversation, now }: ConciergeTurn,
  gathered: Gathered,
): ConciergeDecision => {
  const { pendingQuestion } = state;
  const context = gathered.contexts[0];
  const nextState: ConciergeState = { ...state, pendingQuestion: null };
  if (!pendingQuestion || !conversation || !context)
    return { state: nextState, reasons: [reason(null, 'noted', 'question_gone')] };
  const { tripId, language } = pendingQuestion;
  if (conversation.optedOut)
    return { state: nextState, reasons: [reason(tripId, 'suppressed', 'opted_out')] };
  if (conversation.takenOverUntil !== null && conversation.takenOverUntil > now)
    return { state: nextState, reasons: [reason(tripId, 'suppressed', 'taken_over')] };
  const about = lastMessageId(pendingQuestion);
  const answer = checkedAnswer(gathered.answer);
  if ('text' in answer)
    return {
      state: nextState,
      effects: replyEffects(conversation, { about, tripId, parts: [{ text: answer.text }], now }),
      reasons: [reason(tripId, 'sent', 'answered_by_model')],
    };
  const words = wordsIn[localeIn(conversation, language)];
  const handoff = askForPerson(
    nextState,
    {
      conversationId: conversation.id,
      messageId: about,
      tripId,
      language,
      reason: answer.reason,
      open: gathered.contexts[0]?.tasks.find(({ kind }) => kind === 'handoff')?.facts ?? null,
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
      parts: [{ text: words.passedOn(cleanValue(conversation.agency.name, 60)) }],
      now,
    }),
    reasons: [reason(tripId, 'sent', 'passed_on', { reason: answer.reason })],
  };
};

const handoffUnanswered = (
  { state, conversation, now }: ConciergeTurn,
  gathered: Gathered,
): ConciergeDecision => {
  const { handoff } = state;
  const nextState: ConciergeState = { ...state, handoff: null };
  const task = gathered.contexts[0]?.tasks.find(({ kind }) => kind === 'handoff');
  if (!handoff || !conversation)
    return { state: nextState, reasons: [reason(null, 'noted', 'handoff_gone')] };
  const { tripId } = handoff;
  const isTaken = conversation.takenOverUntil !== null && conversation.takenOverUntil > now;
  if (isTaken || task?.state !== 'open')
    return { state: nextState, reasons: [reason(tripId, 'noted', 'handoff_taken')] };
  const escalated = escalate(handoff, task.facts);
  const phone = conversation.agency.emergencyPhone;
  return {
    state: { ...state, handoff: escalated.handoff },
    tasks: [escalated.task],
    timers: escalated.timers,
    effects:
      phone === null || handoff.isEscalated || conversation.optedOut
        ? []
        : replyEffects(conversation, {
            about: `${handoff.messageId}:unanswered`,
            tripId,
            parts: [{ text: wordsIn[localeIn(conversation, handoff.language)].callInstead(phone) }],
            now,
          }),
    reasons: [reason(tripId, 'task', 'handoff_unanswered', { phone: phone !== null })],
  };
};

const takeoverStarted = ({ state, conversation }: ConciergeTurn): ConciergeDecision => ({
  state: { ...state, pendingQuestion: null, handoff: null },
  timers: [
    { kind: 'PendingQuestionDue', due: null },
    { kind: 'HandoffUnanswered', due: null },
  ],
  voids: (conversation?.pendingReplies ?? []).map((key) => ({ key, reason: 'taken_over' })),
  reasons: [
    reason(state.handoff?.tripId ?? null, 'noted', 'taken_over', {
      voided: conversation?.pendingReplies.length ?? 0,
    }),
  ],
});

/**
 * Sends a person's words: as they are while the 24-hour window is open, else in a template.
 */
const humanReplied = (turn: ConciergeTurn, gathered: Gathered): ConciergeDecision => {
  const { state, conversation, now } = turn;
  const message = conversation?.message;
  const silenced = takeoverStarted(turn);
  if (!conversation || !message)
    return { ...silenced, reasons: [reason(null, 'noted', 'message_gone')] };
  const trip = gathered.contexts[0]?.trip ?? null;
  const isOpen = isWindowOpen(conversation.lastInboundAt, now);
  const { content: asTemplate } = compose(
    readerOf(conversation, state.language ?? trip?.language ?? languageOfPhone(conversation.phone)),
    { type: 'agency_reply', words: message.text },
  );
  const content: MessageContent =
    isOpen && message.text.length <= maxMessageLength && asTemplate.kind === 'template'
      ? { kind: 'text', text: message.text, outsideWindow: asTemplate }
      : asTemplate;
  return {
    ...silenced,
    effects: [
      {
        key: effectKey(conversation.id, 'agency_reply', 1, message.id),
        tripId: trip?.id ?? null,
        type: 'agency_reply',
        episode: 1,
        from: conversation.agency.sender,
        to: conversation.phone,
        content,
        told: {},
        critical: false,
        dueAt: now,
        expiresAt: plus(now, day),
        evenIfOptedOut: false,
      },
    ],
    reasons: [
      reason(trip?.id ?? null, 'sent', 'person_replied', { template: content.kind === 'template' }),
    ],
  };
};

/** Word to the writer's trips that somebody is awake, unless opted out. */
const withWriterAwake = (
  { conversation, now }: ConciergeTurn,
  decision: ConciergeDecision,
): ConciergeDecision => {
  if (!conversation?.message || conversation.optedOut) return decision;
  const { id: conversationId, agency, trips } = conversation;
  const wrote = trips
    .filter(({ departure }) => between(departure, now) <= mayBeToldAfterMs)
    .map((trip) => ({
      type: 'TravellerWrote' as const,
      agencyId: agency.id,
      tripId: trip.id,
      data: { conversationId },
    }));
  return { ...decision, events: [...(decision.events ?? []), ...wrote] };
};

/**
 * Decides a turn of a conversation: a traveller's message, what a person of the agency did, or a
 * timer.
 */
export const decide = (turn: ConciergeTurn, gathered: Gathered): ConciergeDecision => {
  switch (turn.event.type) {
    case 'InboundMessageReceived':
      return withWriterAwake(turn, decideMessage(turn, gathered));
    case 'MediaFetchRequested':
      return decideMessage(turn, gathered);
    case 'PendingQuestionDue':
      return questionEnded(turn, gathered);
    case 'HandoffUnanswered':
      return handoffUnanswered(turn, gathered);
    case 'HumanTakeoverStarted':
      return takeoverStarted(turn);
    case 'HumanTakeoverEnded':
      return {
        state: { ...turn.state, handoff: null },
        reasons: [reason(null, 'noted', 'given_back')],
      };
    case 'HumanReplied':
      return humanReplied(turn, gathered);
    case 'PromisedDocumentFiled':
      return promisedDocument(turn, turn.event, gathered);
    case 'TestMessageRequested':
      return testMessage(turn, turn.event);
  }
};
