import { type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { Language } from '#shared/domain/trip.ts';
import type { TimerOf } from '#shared/events/catalogue.ts';
import type { TaskCommand, TimerCommand } from '#shared/ports/turn-commands.ts';
import type { ConciergeState } from './state.ts';

/** After this time the task goes to the next on duty, and the traveller is told whom to call. */
const unansweredAfterMs = 5 * minute;

/** Asks for a person: the task, the timer of its deadline, and the state that remembers it. */
export const askForPerson = (
  state: ConciergeState,
  request: {
    readonly conversationId: string;
    readonly messageId: string;
    readonly tripId: string;
    readonly language: Language;
    /** A stable code, such as `missed` or `no_model`. */
    readonly reason: string;
  },
  now: Instant,
): {
  readonly state: ConciergeState;
  readonly task: TaskCommand;
  readonly timers: readonly TimerCommand<TimerOf<'concierge'>>[];
} => {
  const { conversationId, messageId, tripId, language, reason } = request;
  return {
    // The deadline runs from the first request that nobody has answered.
    state: state.handoff ? state : { ...state, handoff: { messageId, tripId, language, at: now } },
    task: {
      op: 'open',
      kind: 'handoff',
      tripId,
      reason,
      facts: { conversationId, messageId },
    },
    timers: state.handoff ? [] : [{ kind: 'HandoffUnanswered', due: plus(now, unansweredAfterMs) }],
  };
};
