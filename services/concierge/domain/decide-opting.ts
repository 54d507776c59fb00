import type { Announcement } from '#shared/actor/agent.ts';
import { effectKey } from '#shared/domain/effect-key.ts';
import { between, day, hour, type Instant, plus } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import { languageOfPhone } from '#shared/domain/phone-language.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { EffectCommand, RecordCommand, TaskCommand } from '#shared/ports/turn-commands.ts';
import type { ConversationContext } from '#shared/ports/turn-contexts.ts';
import { compose } from '#shared/templates/compose.ts';
import { chosenIn } from './choice.ts';
import { isFollowed, isOnlyFollowing } from './followers.ts';
import { answerLanguage, localeIn, readerOf } from './language.ts';
import { offering, optOutOffer, withOffer } from './offers.ts';
import { isYes, type Opting, opting } from './opting.ts';
import type { Message } from './read-message.ts';
import { reason, replyEffects, replyLifetimeMs } from './reply.ts';
import type { ConciergeState } from './state.ts';
import type { ConciergeDecision } from './turn.ts';
import { choiceWordsIn } from './words/choices.ts';

type Acknowledgement = Extract<
  MessageType,
  'opt_out_ack' | 'opt_out_question' | 'opt_out_notice' | 'opt_in_ack'
>;

const answer = (
  type: Acknowledgement,
  conversation: ConversationContext,
  message: Message,
  trip: Trip | null,
  {
    language,
    isChosen = false,
  }: Pick<ConciergeState, 'language'> & { readonly isChosen?: boolean },
): EffectCommand => {
  const { id, agency, phone } = conversation;
  const known = trip?.language ?? language ?? languageOfPhone(phone);
  // The words of a button are ours, and show no language.
  const spoken = isChosen ? known : answerLanguage(message.text, known);
  const { content } = compose(
    readerOf(conversation, spoken),
    type === 'opt_out_ack' || type === 'opt_in_ack'
      ? { type, isFollower: isOnlyFollowing(conversation.trips) }
      : { type },
  );
  return {
    // One inbound message has one answer: its id is the content.
    key: effectKey(id, type, 1, message.id),
    tripId: trip?.id ?? null,
    type,
    episode: 1,
    from: agency.sender,
    to: phone,
    content:
      type === 'opt_out_question' && content.kind === 'text'
        ? {
            ...content,
            ...offering(content.text, optOutOffer(content.text, localeIn(conversation, spoken))),
          }
        : content,
    told: {},
    critical: false,
    dueAt: message.at,
    expiresAt: plus(message.at, replyLifetimeMs),
    evenIfOptedOut: true,
  };
};

const announce = (
  type: 'TravellerOptedOut' | 'TravellerOptedIn',
  { id, agency, trips }: ConversationContext,
): readonly Announcement<'concierge'>[] =>
  trips.map((trip) => ({
    type,
    agencyId: agency.id,
    tripId: trip.id,
    data: { conversationId: id },
  }));

/** What a message wants: by Twilio's own judgement, else by its words. */
const wishOf = ({ optOutType, text }: Pick<Message, 'optOutType' | 'text'>): Opting =>
  optOutType === 'STOP' ? 'out' : optOutType === 'START' ? 'in' : opting(text);

/** The same, where an option that was offered is chosen; what asks for something else wants neither. */
export const wishIn = (state: ConciergeState, message: Message): Opting | 'stay' => {
  const chosen = chosenIn(message, state);
  if (chosen === null) return wishOf(message);
  return chosen.kind === 'opt' ? chosen.wish : null;
};

/** Whether a message was written after the question what an ambiguous word meant. */
const answersQuestion = ({ askedAt }: ConciergeState, { at }: Message): boolean =>
  askedAt !== null && at >= askedAt;

/** The state after a message about something else, which leaves nothing to be asked any more. */
export const afterAnswer = (state: ConciergeState, message: Message): ConciergeState =>
  answersQuestion(state, message)
    ? { ...state, askedAt: null, offer: null }
    : { ...state, offer: null };

/** The name of each wish in the reasons of a decision. */
const skillOf = { out: 'opt_out', 'maybe-out': 'opt_out_question', in: 'opt_in' } as const;

/**
 * Opting out and in (RULES §5), decided before everything else and never by a model. Null where the
 * message is about something else and the traveller may be answered.
 * @param skill what the message is routed to otherwise, for the reasons of the decision.
 */
export const decideOpting = (
  state: ConciergeState,
  conversation: ConversationContext,
  message: Message,
  trip: Trip | null,
  skill: string,
  now: Instant,
): ConciergeDecision | null => {
  const tripId = trip?.id ?? null;
  const hasAskedLately = state.askedAt !== null && between(state.askedAt, now) <= 24 * hour;
  const confirms = hasAskedLately && answersQuestion(state, message) && isYes(message.text);
  const chosen = wishIn(state, message);
  const spoken = { language: state.language, isChosen: chosenIn(message, state) !== null };
  // Who has left meanwhile and taps that they want to go on comes back.
  const said = chosen === 'stay' ? (conversation.optedOut ? 'in' : null) : chosen;
  const wish = confirms || (said === 'maybe-out' && hasAskedLately) ? 'out' : said;
  const routed = reason(tripId, 'noted', 'routed', {
    skill: wish === null ? skill : skillOf[wish],
  });
  const suppression = (optedOut: boolean): RecordCommand => ({
    kind: 'suppression',
    conversationId: conversation.id,
    optedOut,
    at: now,
    by: 'traveller',
  });
  const decidedState: ConciergeState = {
    ...state,
    askedAt: null,
    clearAt: message.at,
    noticeAt: null,
    pendingQuestion: null,
    askedQuestion: null,
    offer: null,
  };

  if (chosen === 'stay' && !conversation.optedOut) {
    const language = trip?.language ?? state.language ?? languageOfPhone(conversation.phone);
    return {
      state: { ...state, askedAt: null, offer: null },
      effects: replyEffects(conversation, {
        about: message.id,
        tripId,
        parts: [{ text: choiceWordsIn[localeIn(conversation, language)].stays }],
        now,
      }),
      reasons: [routed, reason(tripId, 'sent', 'stays')],
    };
  }
  // The bus keeps no order: a word written earlier must not undo one that was written later.
  if (wish !== null && state.clearAt !== null && message.at < state.clearAt)
    return { state, reasons: [routed, reason(tripId, 'suppressed', 'later_word_heard')] };
  if (wish === 'in')
    return {
      state: decidedState,
      effects: [answer('opt_in_ack', conversation, message, trip, spoken)],
      // Nothing changes for somebody who had not opted out.
      ...(conversation.optedOut
        ? {
            records: [suppression(false)],
            events: announce('TravellerOptedIn', conversation),
            tasks: [
              ...conversation.trips.map(
                ({ id }): TaskCommand => ({
                  op: 'close',
                  kind: 'opted_out',
                  tripId: id,
                  reason: 'opted_in',
                }),
              ),
              {
                op: 'close',
                kind: 'opted_out',
                tripId: null,
                conversationId: conversation.id,
                reason: 'opted_in',
              },
            ],
          }
        : {}),
      reasons: [routed, reason(tripId, 'noted', 'opted_in')],
    };
  if (conversation.optedOut) {
    const noticeDue =
      wish === null && (state.noticeAt === null || between(state.noticeAt, now) >= day);
    const optedOutState = wish === 'out' ? { ...state, clearAt: message.at } : state;
    return noticeDue
      ? {
          state: { ...optedOutState, noticeAt: now },
          effects: [answer('opt_out_notice', conversation, message, trip, spoken)],
          reasons: [routed, reason(tripId, 'sent', 'opted_out_notice')],
        }
      : { state: optedOutState, reasons: [routed, reason(tripId, 'suppressed', 'opted_out')] };
  }
  if (wish === 'out') {
    // The agency is told also of a traveller without a trip, not of who only follows others: they
    // need no call.
    const ownTrip =
      trip && !isFollowed(trip) ? trip : conversation.trips.find((t) => !isFollowed(t));
    const tasks: readonly TaskCommand[] = isOnlyFollowing(conversation.trips)
      ? []
      : [
          {
            op: 'open',
            kind: 'opted_out',
            tripId: ownTrip?.id ?? null,
            reason: 'phone_only',
            facts: ownTrip ? {} : { conversationId: conversation.id },
          },
        ];
    return {
      // The acknowledgement says how to come back; the notice does so for later messages.
      state: { ...decidedState, noticeAt: null },
      records: [suppression(true)],
      effects: [answer('opt_out_ack', conversation, message, trip, spoken)],
      events: announce('TravellerOptedOut', conversation),
      timers:
        state.pendingQuestion || state.askedQuestion
          ? [{ kind: 'PendingQuestionDue', due: null }]
          : [],
      tasks,
      reasons: [routed, reason(tripId, 'noted', 'opted_out')],
    };
  }
  if (wish === 'maybe-out') {
    const question = answer('opt_out_question', conversation, message, trip, spoken);
    const { choices } = question.content.kind === 'text' ? question.content : {};
    return {
      state: withOffer({ ...state, askedAt: now }, choices, null, now),
      effects: [question],
      reasons: [routed, reason(tripId, 'sent', 'asked_back')],
    };
  }
  return null;
};
