import type { Announcement } from '#shared/actor/agent.ts';
import { earliest, latest, plus, second } from '#shared/domain/instant.ts';
import { removed } from '#shared/domain/redact.ts';
import type { TimerOf } from '#shared/events/catalogue.ts';
import type { Reason, TaskCommand, TimerCommand } from '#shared/ports/turn-commands.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { answerKnown, nothingAnswered, partsOf } from './answer-known.ts';
import { type Asked, openHandoff, situationFor } from './asked-message.ts';
import { handedOverOf, handingOver, handoverText } from './handing-over.ts';
import { addLocation, askForPerson } from './handoff.ts';
import { mediaReason, mediaText } from './media-answer.ts';
import { offering, withOffer } from './offers.ts';
import { reason, replyEffects } from './reply.ts';
import { routed } from './routed.ts';
import { sentencesOf } from './sentences.ts';
import type { ConciergeState } from './state.ts';
import type { ConciergeDecision } from './turn.ts';
import { type Intent, subjects } from './understanding/intents.ts';
import { saysOver } from './understanding/look-alikes.ts';
import { wordsIn } from './words/index.ts';

/** An open question waits so long after its last message, and at most so long after its first. */
const restOfQuestionMs = 4 * second;
const maxQuestionMs = 20 * second;
const missingDocuments = (
  missing: readonly string[],
  { context, trip, conversation }: Asked,
): readonly TaskCommand[] => {
  if (missing.length === 0) return [];
  const known = context.tasks.find(({ kind }) => kind === 'missing_document')?.facts['types'];
  const types = [...new Set([...(Array.isArray(known) ? known.map(String) : []), ...missing])];
  return [
    {
      op: 'open',
      kind: 'missing_document',
      tripId: trip.id,
      reason: 'asked_for',
      facts: { types, conversationId: conversation.id },
    },
  ];
};

/** A question that nothing on file answers waits for the rest of it. */
const waiting = (
  state: ConciergeState,
  { message, text, trip, language, now }: Asked,
): { readonly state: ConciergeState; readonly timer: TimerCommand<TimerOf<'concierge'>> } => {
  const pending = state.pendingQuestion?.tripId === trip.id ? state.pendingQuestion : null;
  // From when it was written: a late reading of it must not add to the wait.
  const firstAt = pending?.firstAt ?? message.at;
  const dueAt = earliest(plus(message.at, restOfQuestionMs), plus(firstAt, maxQuestionMs));
  return {
    state: {
      ...state,
      pendingQuestion: {
        tripId: trip.id,
        firstAt,
        language,
        messages: [...(pending?.messages ?? []), { messageId: message.id, text }].slice(-20),
      },
    },
    timer: { kind: 'PendingQuestionDue', due: latest(dueAt, now) ?? now },
  };
};

/** What may stay without an answer: an "ok", laughter, thanks, wishes, something without words. */
const isQuiet = (intent: Intent): boolean => subjects[intent] === 'social';
const asks = /[?¿？؟]|か[。\s]*$|吗[。\s]*$/u;
/** Whether nothing need be said: whatever else nothing on file answers is a question. */
const needsNoAnswer = (text: string, intents: readonly Intent[]): boolean =>
  !asks.test(text) && (intents.length > 0 ? intents.every(isQuiet) : !/[\p{L}\p{N}]/u.test(text));

/** What is answered beside trouble: no small talk, and nothing of a flight that is gone. */
const isBesideTrouble = (intent: Intent, isMissed: boolean): boolean =>
  subjects[intent] !== 'social' && !(isMissed && subjects[intent] === 'flight');

/** The answer to a message of which a trip is known. */
export const answered = (
  heardState: ConciergeState,
  asked: Asked,
  records: ConciergeDecision['records'],
  noted: Reason,
): ConciergeDecision => {
  const { conversation, message, text, location, read, trip, context, gathered, now } = asked;
  const situation = situationFor(asked);
  const { locale } = situation;
  const words = wordsIn[locale];
  const agency = cleanValue(conversation.agency.name, 60);
  const isForeign = read.understanding.language === 'unknown';
  const hasFiled = gathered.media.some(({ kind }) => kind === 'filed');
  // The caption of a file names what it is: it does not ask for one.
  const intents = hasFiled ? read.intents.filter((intent) => intent !== 'document') : read.intents;
  // A question that the agency has answered needs no person.
  const quote = /[?¿]/u.test(text) || intents.length === 0 ? gathered.quote : null;
  const handed = handedOverOf(intents, read.understanding.disruption).filter(
    (intent) => quote === null || handingOver(intent) !== 'request',
  );
  const isMissed = handed.includes('missed_flight');
  const isOneSentence = sentencesOf(text).length < 2;
  // Where a diverted flight went is the first thing to know.
  const isAway = handed.includes('what_now') && read.understanding.disruption === 'diverted';
  const answer = answerKnown(
    isAway
      ? ['status']
      : handed.length === 0
        ? intents
        : intents.filter((intent) => isBesideTrouble(intent, isMissed)),
    read.slots,
    situation,
  );
  // Where the facts do not have what is surest to be asked, what else it sounds like is a guess.
  const known =
    isOneSentence && intents[0] !== undefined && answer.unanswered.includes(intents[0])
      ? { ...nothingAnswered, unanswered: answer.unanswered }
      : answer;
  const foreign =
    read.foreignFlight === null
      ? null
      : words.facts.notYours(
          cleanValue(read.foreignFlight, 12),
          [...new Set(conversation.trips.map(({ flightNumber }) => flightNumber))].join(', '),
          agency,
        );
  const isKnown = quote !== null || foreign !== null || known.text !== '' || known.files.length > 0;
  const isRemark = (hasFiled || saysOver(text)) && !/[?¿]/u.test(text);
  const saysNothing = text.trim() === '' && (gathered.media.length > 0 || location !== null);
  const isOpen =
    handed.length === 0 &&
    !isRemark &&
    !saysNothing &&
    foreign === null &&
    quote === null &&
    (read.hasOpenQuestion ||
      known.unanswered.length > 0 ||
      (!isKnown && location === null && !needsNoAnswer(text, intents)));
  // What a model made of it is not asked of a model again.
  const isWaiting = isOpen && !isKnown && !hasFiled && !isForeign && !gathered.meant;
  const tasks: TaskCommand[] = [...missingDocuments(known.missing, asked)];
  const timers: TimerCommand<TimerOf<'concierge'>>[] = [];
  const events: Announcement<'concierge'>[] = [];
  const reasons = [isOpen && !isKnown ? routed(trip.id, read, 'open') : noted];
  let state = heardState;
  const open = openHandoff(context);
  const handOver = (codes: readonly string[]) => {
    const handoff = askForPerson(
      state,
      {
        conversationId: conversation.id,
        messageId: message.id,
        tripId: trip.id,
        language: asked.language,
        reasons: codes,
        open,
        location,
      },
      now,
    );
    state = handoff.state;
    tasks.push(handoff.task);
    timers.push(...handoff.timers);
    reasons.push(reason(trip.id, 'task', 'handoff', { reason: codes[0] ?? '' }));
  };
  if (isWaiting) {
    const wait = waiting(state, asked);
    state = wait.state;
    timers.push(wait.timer);
    reasons.push(reason(trip.id, 'held', 'rest_of_question'));
  }
  const isPassedOn = handed.length > 0 || (isOpen && !isWaiting && !isForeign);
  const passedOn = isPassedOn
    ? handoverText(
        {
          intents: handed,
          disruption: read.understanding.disruption,
          isRest: isKnown || hasFiled,
          open,
        },
        context,
        locale,
        now,
      )
    : null;
  const unknown = wordsIn.en.person.unknownLanguage(agency);
  const texts = [
    ...mediaText(gathered.media, agency, locale),
    ...(location === null ? [] : [words.located(agency)]),
    ...(handed.length > 0 && passedOn !== null ? [passedOn] : []),
    ...(foreign === null ? [] : [foreign]),
    ...(quote === null || handed.length > 0 ? [] : [quote]),
    ...(foreign !== null || known.text === '' ? [] : [known.text]),
    ...(handed.length === 0 && passedOn !== null ? [passedOn] : []),
    ...(isForeign && isOpen ? [...new Set([unknown, words.person.unknownLanguage(agency)])] : []),
  ];
  if (message.text.includes(removed) && (texts.length > 0 || known.files.length > 0))
    texts.push(words.numbersRemoved);
  const { offer } = known;
  // What is offered stands alone: beside anything else it would not be what is answered.
  const offered =
    offer !== null && texts.length === 1 && texts[0] === known.text
      ? offering(known.text, offer)
      : null;
  const parts =
    offered !== null
      ? [offered]
      : texts.length > 0 || known.files.length > 0
        ? partsOf({ text: texts.join('\n\n'), files: known.files })
        : [];
  state = withOffer(state, offered?.choices, null, now);
  const mediaTrouble = mediaReason(gathered.media);
  if (handed.length > 0) handOver(handed.flatMap((intent) => handingOver(intent) ?? []));
  else if (isOpen && isForeign) handOver(['language']);
  else if (isPassedOn) handOver(['open_question']);
  else if (mediaTrouble !== null) handOver([mediaTrouble]);
  else if (location !== null) {
    if (open) tasks.push(addLocation(open, trip.id, location));
    else handOver(['location']);
  }
  if (known.missing.length > 0) reasons.push(reason(trip.id, 'task', 'missing_document'));
  if (known.isItineraryMissing)
    events.push({
      type: 'ItineraryRequested',
      agencyId: conversation.agency.id,
      tripId: trip.id,
      data: { by: 'traveller', journeyId: trip.journeyId },
    });
  if (parts.length > 0) reasons.push(reason(trip.id, 'sent', 'answered', { parts: parts.length }));
  else if (!isOpen) reasons.push(reason(trip.id, 'suppressed', 'needs_no_answer'));
  return {
    state,
    ...(records && { records }),
    tasks,
    timers,
    events,
    effects: replyEffects(conversation, {
      about: message.id,
      tripId: trip.id,
      parts,
      told: known.told,
      linksUntil: gathered.linksUntil,
      now,
    }),
    reasons,
  };
};
