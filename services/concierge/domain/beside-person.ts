import { between, minute } from '#shared/domain/instant.ts';
import type { Reason, TaskCommand } from '#shared/ports/turn-commands.ts';
import { answerKnown, partsOf } from './answer-known.ts';
import { type Asked, openHandoff, situationFor } from './asked-message.ts';
import { callNowText, handingOver } from './handing-over.ts';
import { handoffTask, isUrgent } from './handoff.ts';
import { localeIn } from './language.ts';
import { reason, replyEffects } from './reply.ts';
import type { ConciergeState } from './state.ts';
import type { ConciergeDecision } from './turn.ts';
import { subjects } from './understanding/intents.ts';

/** After so long without a word of the person who has the conversation, known questions are answered. */
const silentPersonMs = 10 * minute;

/** Known answers and alarms while a person of the agency has the conversation. */
export const besidePerson = (
  state: ConciergeState,
  asked: Asked,
  records: ConciergeDecision['records'],
  noted: Reason,
): ConciergeDecision => {
  const { conversation, message, read, trip, context, gathered, location, now } = asked;
  const reasonsToAlert = read.intents
    .flatMap((intent) => handingOver(intent) ?? [])
    .filter(isUrgent);
  const isSilent = state.person !== null && between(state.person.lastWordAt, now) >= silentPersonMs;
  const answer =
    isSilent && reasonsToAlert.length === 0
      ? answerKnown(
          read.intents.filter((intent) => subjects[intent] !== 'social'),
          read.slots,
          situationFor(asked),
        )
      : null;
  const isAnswered = answer !== null && (answer.text !== '' || answer.files.length > 0);
  const alert: readonly TaskCommand[] =
    reasonsToAlert.length === 0
      ? []
      : [
          handoffTask({
            conversationId: conversation.id,
            messageId: message.id,
            tripId: trip.id,
            reasons: reasonsToAlert,
            open: openHandoff(context),
            location,
          }),
        ];
  const call = read.intents.includes('danger')
    ? callNowText(context, localeIn(conversation, asked.language), now)
    : '';
  return {
    state,
    ...(records && { records }),
    tasks: alert,
    effects: replyEffects(conversation, {
      about: message.id,
      tripId: trip.id,
      parts: isAnswered ? partsOf(answer) : [{ text: call }],
      told: answer?.told ?? {},
      linksUntil: gathered.linksUntil,
      now,
      besidePerson: true,
    }),
    reasons: [
      noted,
      isAnswered
        ? reason(trip.id, 'sent', 'answered_beside_person')
        : reason(trip.id, 'suppressed', 'taken_over'),
      ...(alert.length > 0
        ? [reason(trip.id, 'task', 'handoff', { reason: 'alerted_again' })]
        : []),
    ],
  };
};
