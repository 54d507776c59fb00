import type { Announcement } from '#shared/actor/agent.ts';
import { FiledAs } from '#shared/domain/document.ts';
import {
  between,
  day,
  earliest,
  type Instant,
  latest,
  plus,
  second,
} from '#shared/domain/instant.ts';
import type { Locale } from '#shared/domain/locale.ts';
import { languageOfPhone } from '#shared/domain/phone-language.ts';
import { removed } from '#shared/domain/redact.ts';
import { splitLocation } from '#shared/domain/shared-location.ts';
import type { TimerOf } from '#shared/events/catalogue.ts';
import type { RecordCommand, TaskCommand, TimerCommand } from '#shared/ports/turn-commands.ts';
import type { ConversationContext } from '#shared/ports/turn-contexts.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { answerKnown, partsOf } from './answer-known.ts';
import { afterAnswer, decideOpting } from './decide-opting.ts';
import type { Gathered, ReceivedMedia } from './gathered.ts';
import { addLocation, askForPerson } from './handoff.ts';
import { answerLanguage, languageOf, localeIn } from './language.ts';
import { hasMedia, type Message, readMessage, wordsOf } from './read-message.ts';
import { type Part, reason, replyEffects } from './reply.ts';
import { type Skill, skillName } from './skill.ts';
import type { ConciergeState } from './state.ts';
import type { ConciergeDecision, ConciergeTurn } from './turn.ts';
import type { Understanding } from './understand.ts';
import { wordsIn } from './words/index.ts';

/** An open question waits so long after its last message, and at most so long after its first. */
const restOfQuestionMs = 4 * second;
const maxQuestionMs = 20 * second;

const documentRecords = (
  media: readonly ReceivedMedia[],
  type: FiledAs,
): readonly RecordCommand[] =>
  media.flatMap((item): RecordCommand[] => {
    const document = item.kind === 'filed' || item.kind === 'voice' ? item.document : null;
    return document
      ? [
          {
            kind: 'document',
            document: { ...document, type: item.kind === 'voice' ? 'other' : type },
          },
        ]
      : [];
  });

/** What the traveller is told about the files of a message, each outcome once. */
const mediaText = (
  media: readonly ReceivedMedia[],
  agency: string,
  locale: Locale,
): readonly string[] => {
  const words = wordsIn[locale].media;
  const count = media.filter(({ kind }) => kind === 'filed').length;
  return [
    ...(count > 0 ? [words.filed(count, agency)] : []),
    ...(media.some(({ kind }) => kind === 'too-large') ? [words.tooLarge] : []),
    ...(media.some(({ kind }) => kind === 'unsupported') ? [words.unsupported] : []),
    ...(media.some(({ kind }) => kind === 'failed') ? [words.failed(agency)] : []),
    ...(media.some((item) => item.kind === 'voice' && item.transcript === null)
      ? [words.voice(agency)]
      : []),
  ];
};

const withoutTrip = (
  state: ConciergeState,
  conversation: ConversationContext,
  message: Message,
  skill: string,
  now: Instant,
): ConciergeDecision => {
  const routed = reason(null, 'noted', 'routed', { skill });
  if (state.noTripAt !== null && between(state.noTripAt, now) < day)
    return { state, reasons: [routed, reason(null, 'suppressed', 'no_trip')] };
  const language = answerLanguage(
    splitLocation(message.text).words,
    state.language ?? languageOfPhone(conversation.phone),
  );
  return {
    state: { ...state, noTripAt: now },
    effects: replyEffects(conversation, {
      about: message.id,
      tripId: null,
      parts: [
        {
          text: wordsIn[localeIn(conversation, language)].noTrip(
            cleanValue(conversation.agency.name, 60),
          ),
        },
      ],
      now,
    }),
    tasks: [
      {
        op: 'open',
        kind: 'handoff',
        tripId: null,
        reason: 'no_trip',
        facts: { conversationId: conversation.id, messageId: message.id },
      },
    ],
    reasons: [routed, reason(null, 'sent', 'no_trip')],
  };
};

/** What Twilio takes for HELP asks for help, whatever its words are. */
const asksForHelp: Understanding = {
  skills: [{ kind: 'help' }],
  hasOpenQuestion: false,
  suspicious: false,
};

/** Answers a traveller's message, or waits for the rest of an open question. */
export const decideMessage = (turn: ConciergeTurn, gathered: Gathered): ConciergeDecision => {
  const { conversation, now } = turn;
  const message = conversation?.message;
  if (!conversation || !message)
    return { state: turn.state, reasons: [reason(null, 'noted', 'message_gone')] };
  const transcripts = gathered.media.map((item) =>
    item.kind === 'voice' ? item.transcript : null,
  );
  const { words: text, location } = splitLocation(wordsOf(message.text, transcripts));
  const { understanding: read, trip } = gathered.meant ?? readMessage(text, conversation, now);
  const understanding = message.optOutType === 'HELP' ? asksForHelp : read;
  const saysNothing = text.trim() === '' && (gathered.media.length > 0 || location !== null);
  const skills: readonly Skill[] = saysNothing ? [] : understanding.skills;
  const routedSkill = skills[0] ? skillName(skills[0]) : location === null ? 'media' : 'location';
  const tripId = trip?.id ?? null;

  // What a model made of a message opts nobody out.
  const opted = gathered.meant
    ? null
    : decideOpting(turn.state, conversation, message, trip, routedSkill, now);
  if (opted) return opted;
  const heardState = afterAnswer(turn.state, message);
  if (trip && turn.event.type === 'InboundMessageReceived' && hasMedia(conversation))
    return {
      state: heardState,
      events: [
        {
          type: 'MediaFetchRequested',
          agencyId: conversation.agency.id,
          tripId,
          data: { conversationId: conversation.id, messageId: message.id },
        },
      ],
      reasons: [reason(tripId, 'held', 'media_fetched_first', { files: message.media.length })],
    };
  const context = gathered.contexts[0];
  if (!trip || !context) return withoutTrip(heardState, conversation, message, routedSkill, now);

  const language = answerLanguage(text, heardState.language ?? trip.language);
  const locale = localeIn(conversation, language);
  let state: ConciergeState = { ...heardState, language: languageOf(text) ?? heardState.language };
  const routed = reason(tripId, 'noted', 'routed', {
    skill: routedSkill,
    suspicious: understanding.suspicious,
  });
  const asFiled = FiledAs.safeParse(
    skills.find((skill) => skill.kind === 'document')?.type ?? 'other',
  );
  const records = documentRecords(gathered.media, asFiled.success ? asFiled.data : 'other');
  if (conversation.takenOverUntil !== null && conversation.takenOverUntil > now)
    return { state, records, reasons: [routed, reason(tripId, 'suppressed', 'taken_over')] };

  const agency = cleanValue(conversation.agency.name, 60);
  const hasFiled = gathered.media.some(({ kind }) => kind === 'filed');
  // The caption of a file names what it is: it does not ask for one.
  const requested = hasFiled ? skills.filter(({ kind }) => kind !== 'document') : skills;
  const human = requested.find((skill) => skill.kind === 'human');
  const onlyOpen = requested.length > 0 && requested.every(({ kind }) => kind === 'open');
  const isRemark = onlyOpen && hasFiled && !/[?¿]/u.test(text);
  const answer = answerKnown(requested, gathered, context, locale, now);
  const parts: Part[] = [];
  const tasks: TaskCommand[] = [];
  const timers: TimerCommand<TimerOf<'concierge'>>[] = [];
  const events: Announcement<'concierge'>[] = [];
  const reasons = [routed];
  const handOver = (handoffReason: string) => {
    const handoff = askForPerson(
      state,
      {
        conversationId: conversation.id,
        messageId: message.id,
        tripId: trip.id,
        language,
        reason: handoffReason,
        open: context.tasks.find(({ kind }) => kind === 'handoff')?.facts ?? null,
        location,
      },
      now,
    );
    state = handoff.state;
    tasks.push(handoff.task);
    timers.push(...handoff.timers);
    reasons.push(reason(tripId, 'task', 'handoff', { reason: handoffReason }));
  };

  const isUnanswered = understanding.hasOpenQuestion && !isRemark && !human;
  if (isUnanswered && onlyOpen && !hasFiled) {
    const pendingQuestion =
      state.pendingQuestion?.tripId === trip.id ? state.pendingQuestion : null;
    // From when it was written: a late reading of it must not add to the wait.
    const firstAt = pendingQuestion?.firstAt ?? message.at;
    state = {
      ...state,
      pendingQuestion: {
        tripId: trip.id,
        firstAt,
        language,
        messages: [...(pendingQuestion?.messages ?? []), { messageId: message.id, text }].slice(
          -20,
        ),
      },
    };
    const dueAt = earliest(plus(message.at, restOfQuestionMs), plus(firstAt, maxQuestionMs));
    timers.push({ kind: 'PendingQuestionDue', due: latest(dueAt, now) ?? now });
    reasons.push(reason(tripId, 'held', 'rest_of_question'));
  }

  const texts = [
    ...mediaText(gathered.media, agency, locale),
    ...(location === null ? [] : [wordsIn[locale].located(agency)]),
    ...(answer.text === '' ? [] : [answer.text]),
    ...(isUnanswered && (!onlyOpen || hasFiled) ? [wordsIn[locale].restPassedOn(agency)] : []),
  ];
  if (message.text.includes(removed) && (texts.length > 0 || answer.files.length > 0))
    texts.push(wordsIn[locale].numbersRemoved);
  if (texts.length > 0 || answer.files.length > 0)
    parts.push(...partsOf({ text: texts.join('\n\n'), files: answer.files }));
  if (human?.kind === 'human') handOver(human.reason);
  else if (isUnanswered && (!onlyOpen || hasFiled)) handOver('open_question');
  else if (gathered.media.some((item) => item.kind === 'voice' && item.transcript === null))
    handOver('voice_note');
  else if (gathered.media.some(({ kind }) => kind === 'failed')) handOver('media_failed');
  else if (location !== null) {
    const openHandoff = context.tasks.find(({ kind }) => kind === 'handoff');
    if (openHandoff) tasks.push(addLocation(openHandoff.facts, trip.id, location));
    else handOver('location');
  }
  if (answer.missing.length > 0) {
    const known = context.tasks.find(({ kind }) => kind === 'missing_document')?.facts['types'];
    const types = [
      ...new Set([...(Array.isArray(known) ? known.map(String) : []), ...answer.missing]),
    ];
    tasks.push({
      op: 'open',
      kind: 'missing_document',
      tripId: trip.id,
      reason: 'asked_for',
      facts: { types, conversationId: conversation.id },
    });
    reasons.push(reason(tripId, 'task', 'missing_document'));
  }
  if (answer.isItineraryMissing)
    events.push({
      type: 'ItineraryRequested',
      agencyId: conversation.agency.id,
      tripId: trip.id,
      data: { by: 'traveller', journeyId: trip.journeyId },
    });
  if (parts.length > 0) reasons.push(reason(tripId, 'sent', 'answered', { parts: parts.length }));
  else if (!isUnanswered) reasons.push(reason(tripId, 'suppressed', 'needs_no_answer'));
  return {
    state,
    records,
    tasks,
    timers,
    events,
    effects: replyEffects(conversation, {
      about: message.id,
      tripId,
      parts,
      told: answer.told,
      linksUntil: gathered.linksUntil,
      now,
    }),
    reasons,
  };
};
