import { between, day, type Instant } from '#shared/domain/instant.ts';
import { formatDate, localDate } from '#shared/domain/local-time.ts';
import { languageOf } from '#shared/domain/locale.ts';
import type { ConversationContext } from '#shared/ports/turn-contexts.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { handingOver, handoverWithoutTrip } from './handing-over.ts';
import { handoffTask, isUrgent } from './handoff.ts';
import { answerLanguage, localeIn } from './language.ts';
import { type Message, type ReadMessage, spokenIn } from './read-message.ts';
import { reason, replyEffects } from './reply.ts';
import { routed } from './routed.ts';
import type { ConciergeState } from './state.ts';
import type { ConciergeDecision } from './turn.ts';
import { wordsIn } from './words/index.ts';

/**
 * Answers somebody without a trip, or whose trips the agency has taken back: kindly, once a day, and
 * the agency is told. Trouble is answered whenever it comes.
 */
export const withoutTrip = (
  state: ConciergeState,
  conversation: ConversationContext,
  message: Message,
  read: ReadMessage,
  text: string,
  now: Instant,
): ConciergeDecision => {
  const lastWithdrawn = conversation.withdrawn.at(-1) ?? null;
  const language = answerLanguage(text, spokenIn(state, lastWithdrawn, conversation.phone));
  const locale = localeIn(conversation, language);
  const words = wordsIn[locale];
  const agency = cleanValue(conversation.agency.name, 60);
  const reasons = read.intents.flatMap((intent) => handingOver(intent) ?? []);
  const isTrouble = reasons.some(isUrgent);
  const why = lastWithdrawn === null ? 'no_trip' : 'withdrawn';
  const noted = routed(null, read, null);
  if (!isTrouble && state.noTripAt !== null && between(state.noTripAt, now) < day)
    return { state, reasons: [noted, reason(null, 'suppressed', why)] };
  const none =
    lastWithdrawn === null
      ? words.noTrip(agency)
      : words.person.withdrawn(
          lastWithdrawn.flightNumber,
          formatDate(
            localDate(lastWithdrawn.departure, lastWithdrawn.originZone),
            languageOf(locale),
          ),
          agency,
        );
  return {
    state: { ...state, noTripAt: now },
    effects: replyEffects(conversation, {
      about: message.id,
      tripId: null,
      parts: [
        {
          text: isTrouble
            ? handoverWithoutTrip(read.intents, conversation.agency, locale, now)
            : none,
        },
      ],
      now,
    }),
    tasks: [
      handoffTask({
        conversationId: conversation.id,
        messageId: message.id,
        tripId: null,
        reasons: [...reasons, why],
        open: null,
        location: null,
      }),
    ],
    reasons: [noted, reason(null, 'sent', why)],
  };
};
