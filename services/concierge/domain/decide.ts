import { effectKey } from '#shared/domain/effect-key.ts';
import { day, plus } from '#shared/domain/instant.ts';
import { isWindowOpen, type MessageContent } from '#shared/domain/message.ts';
import type { TaskCommand } from '#shared/ports/actor-store.ts';
import { compose } from '#shared/templates/compose.ts';
import { cleanValue } from '#shared/templates/values.ts';
import { decideMessage } from './decide-message.ts';
import type { Gathered, OpenAnswer } from './gathered.ts';
import { ungrounded } from './grounded.ts';
import { askForPerson } from './handoff.ts';
import { languageOfPhone } from './language.ts';
import { reason, replyEffects } from './reply.ts';
import { longestMessage } from './split.ts';
import type { ConciergeState, PendingQuestion } from './state.ts';
import type { ConciergeDecision, ConciergeTurn } from './turn.ts';
import { whatsappFormat } from './whatsapp-format.ts';
import { wordsIn } from './words/index.ts';

const messageOf = (pendingQuestion: PendingQuestion): string =>
  pendingQuestion.said.at(-1)?.messageId ?? pendingQuestion.tripId;

/** What a model's answer is worth: the text to send, or why it is not sent. */
const usable = (
  answer: OpenAnswer | null,
): { readonly text: string } | { readonly because: string } => {
  if (answer === null || answer.kind === 'none') return { because: answer?.because ?? 'no_model' };
  const text = whatsappFormat(answer.text);
  if (text === '') return { because: 'empty_answer' };
  return ungrounded(text, answer.sources).length > 0 ? { because: 'ungrounded' } : { text };
};

const thoughtEnded = (
  { state, conversation, now }: ConciergeTurn,
  gathered: Gathered,
): ConciergeDecision => {
  const { pendingQuestion } = state;
  const context = gathered.contexts[0];
  const over: ConciergeState = { ...state, pendingQuestion: null };
  if (!pendingQuestion || !conversation || !context)
    return { state: over, reasons: [reason(null, 'noted', 'thought_gone')] };
  const { tripId, language } = pendingQuestion;
  if (conversation.optedOut)
    return { state: over, reasons: [reason(tripId, 'suppressed', 'opted_out')] };
  if (conversation.takenOverUntil !== null && conversation.takenOverUntil > now)
    return { state: over, reasons: [reason(tripId, 'suppressed', 'taken_over')] };
  const about = messageOf(pendingQuestion);
  const answer = usable(gathered.answer);
  if ('text' in answer)
    return {
      state: over,
      effects: replyEffects(conversation, { about, tripId, parts: [{ text: answer.text }], now }),
      reasons: [reason(tripId, 'sent', 'answered_by_model')],
    };
  const words = wordsIn[language];
  const handoff = askForPerson(
    over,
    {
      conversationId: conversation.id,
      messageId: about,
      tripId,
      language,
      because: answer.because,
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
    reasons: [reason(tripId, 'sent', 'passed_on', { because: answer.because })],
  };
};

const handoffUnanswered = (
  { state, conversation, now }: ConciergeTurn,
  gathered: Gathered,
): ConciergeDecision => {
  const { handoff } = state;
  const over: ConciergeState = { ...state, handoff: null };
  const task = gathered.contexts[0]?.tasks.find(({ kind }) => kind === 'handoff');
  if (!handoff || !conversation)
    return { state: over, reasons: [reason(null, 'noted', 'handoff_gone')] };
  const { tripId } = handoff;
  const taken = conversation.takenOverUntil !== null && conversation.takenOverUntil > now;
  if (taken || task?.state !== 'open')
    return { state: over, reasons: [reason(tripId, 'noted', 'handoff_taken')] };
  const escalated: TaskCommand = {
    op: 'open',
    kind: 'handoff',
    tripId,
    reason: 'unanswered',
    facts: { ...task.facts, nextOnDuty: true, waitingSince: handoff.at },
  };
  const phone = conversation.agency.emergencyPhone;
  return {
    state: over,
    tasks: [escalated],
    effects:
      phone === null || conversation.optedOut
        ? []
        : replyEffects(conversation, {
            about: `${handoff.messageId}:unanswered`,
            tripId,
            parts: [{ text: wordsIn[handoff.language].callInstead(phone) }],
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
 * A person's words: as they are while the window is open, else in a template, which has one line.
 */
const humanReplied = (turn: ConciergeTurn, gathered: Gathered): ConciergeDecision => {
  const { state, conversation, now } = turn;
  const message = conversation?.message;
  const silent = takeoverStarted(turn);
  if (!conversation || !message)
    return { ...silent, reasons: [reason(null, 'noted', 'message_gone')] };
  const trip = gathered.contexts[0]?.trip ?? null;
  const open = isWindowOpen(conversation.lastInboundAt, now);
  const asTemplate = compose(
    state.language ?? trip?.language ?? languageOfPhone(conversation.phone),
    {
      type: 'agency_reply',
      agency: conversation.agency.name,
      words: message.text,
    },
  );
  const content: MessageContent =
    open && message.text.length <= longestMessage && asTemplate.kind === 'template'
      ? { kind: 'text', text: message.text, outsideWindow: asTemplate }
      : asTemplate;
  return {
    ...silent,
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

/**
 * Decides a turn of a conversation: what a traveller wrote, what a person of the agency did, and
 * what time has brought.
 */
export const decide = (turn: ConciergeTurn, gathered: Gathered): ConciergeDecision => {
  switch (turn.event.type) {
    case 'InboundMessageReceived':
      return decideMessage(turn, gathered);
    case 'PendingQuestionDue':
      return thoughtEnded(turn, gathered);
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
  }
};
