import { effectKey } from '#shared/domain/effect-key.ts';
import { between, day, plus } from '#shared/domain/instant.ts';
import { isWindowOpen, type MessageContent } from '#shared/domain/message.ts';
import { languageOfPhone } from '#shared/domain/phone-language.ts';
import { isTakenOver, takeoverLife } from '#shared/domain/takeover.ts';
import type { EffectCommand } from '#shared/ports/turn-commands.ts';
import { compose } from '#shared/templates/compose.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { decideMessage } from './decide-message.ts';
import type { Gathered } from './gathered.ts';
import { escalate } from './handoff.ts';
import { localeIn, readerOf } from './language.ts';
import { notice } from './notice.ts';
import { modelAnswered, questionDue, questionSettled } from './open-question.ts';
import { promisedDocument } from './promised-document.ts';
import { spokenIn } from './read-message.ts';
import { reason, replyEffects } from './reply.ts';
import { maxMessageLength } from './split.ts';
import type { ConciergeState } from './state.ts';
import { testMessage } from './test-message.ts';
import type { ConciergeDecision, ConciergeTurn } from './turn.ts';
import { tripInMind } from './which-trip.ts';
import { whileBraked } from './while-braked.ts';
import { wordsIn } from './words/index.ts';
import type { PersonWords } from './words/person/words.ts';

/** So long after its departure a trip may still have something to be told. */
const mayBeToldAfterMs = 4 * day;

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
  if (isTakenOver(conversation, now) || task?.state !== 'open')
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

/** One sentence of the concierge about who answers, where it may write freely. */
const saying = (
  { state, conversation, event, now }: ConciergeTurn,
  says: (words: PersonWords, agency: string) => string,
): readonly EffectCommand[] => {
  if (!conversation || conversation.optedOut || !isWindowOpen(conversation.lastInboundAt, now))
    return [];
  const { phone, agency } = conversation;
  const trip = tripInMind(conversation.trips, now);
  const language = spokenIn(state, trip, phone);
  const text = says(wordsIn[localeIn(conversation, language)].person, cleanValue(agency.name, 60));
  return replyEffects(conversation, {
    about: event.id,
    tripId: trip?.id ?? null,
    parts: [{ text }],
    now,
    besidePerson: true,
  });
};

const silenced = ({ state, conversation, now }: ConciergeTurn): ConciergeDecision => ({
  state: {
    ...state,
    pendingQuestion: null,
    askedQuestion: null,
    handoff: null,
    person: { lastWordAt: now },
  },
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

/** Says who has joined, unless they had the conversation before. */
const takeoverStarted = (turn: ConciergeTurn): ConciergeDecision => {
  const { state, conversation, now } = turn;
  const person = cleanValue(conversation?.takenOverBy ?? '', 60);
  const isThere = state.person !== null && between(state.person.lastWordAt, now) < takeoverLife;
  return {
    ...silenced(turn),
    effects:
      isThere || person === '' ? [] : saying(turn, (words, agency) => words.joined(person, agency)),
  };
};

const takeoverEnded = (turn: ConciergeTurn): ConciergeDecision => ({
  state: { ...turn.state, handoff: null, person: null },
  effects: saying(turn, (words, agency) => words.back(agency)),
  reasons: [reason(null, 'noted', 'given_back')],
});

/**
 * Sends a person's words: as they are while the 24-hour window is open, else in a template.
 */
const humanReplied = (turn: ConciergeTurn, gathered: Gathered): ConciergeDecision => {
  const { state, conversation, now } = turn;
  const message = conversation?.message;
  const silence = silenced(turn);
  if (!conversation || !message)
    return { ...silence, reasons: [reason(null, 'noted', 'message_gone')] };
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
    ...silence,
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
export const decide = (turn: ConciergeTurn, gathered: Gathered): ConciergeDecision =>
  whileBraked(turn, gathered, decideTurn(turn, gathered));

const decideTurn = (turn: ConciergeTurn, gathered: Gathered): ConciergeDecision => {
  switch (turn.event.type) {
    case 'InboundMessageReceived':
      return withWriterAwake(turn, decideMessage(turn, gathered));
    case 'MediaFetchRequested':
      return decideMessage(turn, gathered);
    case 'PendingQuestionDue':
      return questionDue(turn, gathered);
    case 'ModelAnswerRequested':
      return modelAnswered(turn, gathered);
    case 'OpenQuestionSettled':
      return questionSettled(turn, gathered, turn.event.data);
    case 'HandoffUnanswered':
      return handoffUnanswered(turn, gathered);
    case 'HumanTakeoverStarted':
      return takeoverStarted(turn);
    case 'HumanTakeoverEnded':
      return takeoverEnded(turn);
    case 'HumanReplied':
      return humanReplied(turn, gathered);
    case 'PromisedDocumentFiled':
      return promisedDocument(turn, turn.event, gathered);
    case 'NoticeRequested':
      return notice(turn, turn.event);
    case 'TestMessageRequested':
      return testMessage(turn, turn.event);
  }
};
