import { type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { Language } from '#shared/domain/trip.ts';
import type { TimerOf } from '#shared/events/catalogue.ts';
import type { TaskCommand, TimerCommand } from '#shared/ports/actor-store.ts';
import type { ConciergeState } from './state.ts';

/** After this long the next on duty hears of it, and the traveller whom to call. */
const unansweredAfter = 5 * minute;

/** Asks for a person: a task, a deadline, and what is remembered of it. */
export const askForPerson = (
  state: ConciergeState,
  about: {
    readonly conversationId: string;
    readonly messageId: string;
    readonly tripId: string;
    readonly language: Language;
    /** A stable code, such as `missed` or `no_model`. */
    readonly because: string;
  },
  now: Instant,
): {
  readonly state: ConciergeState;
  readonly task: TaskCommand;
  readonly timers: readonly TimerCommand<TimerOf<'concierge'>>[];
} => {
  const { conversationId, messageId, tripId, language, because } = about;
  return {
    // The deadline runs from the first cry for help that nobody has answered.
    state: state.handoff ? state : { ...state, handoff: { messageId, tripId, language, at: now } },
    task: {
      op: 'open',
      kind: 'handoff',
      tripId,
      reason: because,
      facts: { conversationId, messageId },
    },
    timers: state.handoff ? [] : [{ kind: 'HandoffUnanswered', due: plus(now, unansweredAfter) }],
  };
};
