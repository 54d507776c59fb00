import { strictestBrake } from '#shared/domain/sending.ts';
import type { EffectCommand } from '#shared/ports/turn-commands.ts';
import type { Gathered } from './gathered.ts';
import { handoffTask } from './handoff.ts';
import { reason } from './reply.ts';
import type { ConciergeDecision, ConciergeTurn } from './turn.ts';

/**
 * What a traveller who writes is answered while a brake keeps the answer from them: a person is
 * asked, since somebody waits. Under a pause it is not even entered: by its end it would be stale.
 */
export const whileBraked = (
  { conversation, now }: ConciergeTurn,
  { contexts }: Pick<Gathered, 'contexts'>,
  decision: ConciergeDecision,
): ConciergeDecision => {
  if (!conversation || conversation.brakes.length === 0) return decision;
  const brakeOf = ({ type, tripId }: EffectCommand) => {
    const trip = conversation.trips.find(({ id }) => id === tripId);
    const contacts = conversation.brakes.filter(({ scope }) => scope === 'contact');
    return strictestBrake(
      conversation.brakes,
      {
        type,
        journeyIds: trip ? [trip.journeyId] : [],
        // Without a trip the brakes of the conversation are those of its own contact.
        contactIds: trip ? [trip.contactId] : contacts.flatMap(({ subject }) => subject ?? []),
      },
      now,
    );
  };
  const braked = (decision.effects ?? []).flatMap((effect) => {
    const brake = effect.type === 'reply' ? brakeOf(effect) : null;
    return brake ? [{ effect, brake }] : [];
  });
  const [first] = braked;
  if (!first || !conversation.message) return decision;
  const { tripId } = first.effect;
  const tasks = decision.tasks ?? [];
  const isAsked = tasks.some(({ op, kind }) => op === 'open' && kind === 'handoff');
  const open = contexts
    .find(({ trip }) => trip.id === tripId)
    ?.tasks.find(({ kind }) => kind === 'handoff');
  const held = new Set(
    braked.flatMap(({ effect, brake }) => (brake.state === 'paused' ? effect : [])),
  );
  return {
    ...decision,
    effects: (decision.effects ?? []).filter((effect) => !held.has(effect)),
    tasks: isAsked
      ? tasks
      : [
          ...tasks,
          handoffTask({
            conversationId: conversation.id,
            messageId: conversation.message.id,
            tripId,
            reasons: ['not_live'],
            open: open?.facts ?? null,
            location: null,
          }),
        ],
    reasons: [
      ...(decision.reasons ?? []),
      reason(tripId, 'suppressed', `sending_${first.brake.state}`),
    ],
  };
};
