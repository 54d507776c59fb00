import type { Reason, TaskCommand } from '#shared/ports/turn-commands.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { type Asked, openHandoff, situationFor } from './asked-message.ts';
import { handingOver } from './handing-over.ts';
import { gravestOf, handoffTask, isUrgent } from './handoff.ts';
import { reason, replyEffects } from './reply.ts';
import type { ConciergeState } from './state.ts';
import type { ConciergeDecision } from './turn.ts';
import { saysOver } from './understanding/look-alikes.ts';
import { wordsIn } from './words/index.ts';

/**
 * The task of trouble that is open, with the message that says it is over ("found him!"): people
 * close it, we do not. Null: nothing is open, or nothing says so.
 */
const overTask = ({
  conversation,
  message,
  text,
  read,
  trip,
  context,
}: Asked): TaskCommand | null => {
  const open = openHandoff(context);
  const isTrouble = open !== null && isUrgent(gravestOf(open) ?? '');
  if (!isTrouble || read.intents.some((intent) => handingOver(intent) !== null)) return null;
  if (!saysOver(text)) return null;
  const task = handoffTask({
    conversationId: conversation.id,
    messageId: message.id,
    tripId: trip.id,
    reasons: [],
    open,
    location: null,
  });
  return { ...task, facts: { ...task.facts, saidOver: message.id } };
};

const isTask = ({ op, kind }: TaskCommand): boolean => op === 'open' && kind === 'handoff';

/**
 * Decides a message that may say that trouble is over; the words of the answer are those of what is
 * `decided` where a person has the conversation, or where it asks something as well.
 */
export const withTroubleOver = (
  asked: Asked,
  noted: Reason,
  isBeside: boolean,
  state: ConciergeState,
  decided: () => ConciergeDecision,
): ConciergeDecision => {
  const task = overTask(asked);
  if (task === null) return decided();
  const { conversation, message, text, trip, context, now } = asked;
  const added = reason(trip.id, 'task', 'handoff', { reason: 'said_over' });
  if (isBeside || /[?¿]/u.test(text)) {
    const decision = decided();
    const tasks = decision.tasks ?? [];
    return tasks.some(isTask)
      ? decision
      : {
          ...decision,
          tasks: [...tasks, task],
          reasons: [...(decision.reasons ?? []), added],
        };
  }
  const agency = cleanValue(context.agency.name, 60);
  return {
    state,
    tasks: [task],
    effects: replyEffects(conversation, {
      about: message.id,
      tripId: trip.id,
      parts: [{ text: wordsIn[situationFor(asked).locale].person.over(agency) }],
      now,
    }),
    reasons: [noted, added],
  };
};
