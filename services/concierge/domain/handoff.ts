import { type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { TaskFacts } from '#shared/domain/task.ts';
import type { Language } from '#shared/domain/trip.ts';
import type { TimerOf } from '#shared/events/catalogue.ts';
import type { TaskCommand, TimerCommand } from '#shared/ports/turn-commands.ts';
import type { ConciergeState } from './state.ts';

/** Why a person is asked for, the gravest first; what stands here not is less grave (RULES §8). */
const byGravity: readonly string[] = ['distress', 'missed', 'complaint', 'asked'];

const gravityOf = (reason: string): number => {
  const place = byGravity.indexOf(reason);
  return place === -1 ? byGravity.length : place;
};

/** All reasons of an open handoff and a new one, each once, and the gravest of them. */
const withReason = (
  open: TaskFacts | null,
  reason: string,
): { readonly reasons: readonly string[]; readonly gravest: string } => {
  const known = open?.['reasons'];
  const reasons = [...new Set([...(Array.isArray(known) ? known.map(String) : []), reason])];
  const [gravest = reason] = reasons.toSorted((a, b) => gravityOf(a) - gravityOf(b));
  return { reasons, gravest };
};

/** After this time a wish for a person that nobody has taken is urgent. */
const urgentAfterMs = 15 * minute;

/** After this time the task goes to the next on duty, and the traveller is told whom to call. */
const unansweredAfterMs = 5 * minute;

/** Adds a location to a handoff that is open already: it asks for nobody anew. */
export const addLocation = (open: TaskFacts, tripId: string, location: string): TaskCommand => {
  const { reasons, gravest } = withReason(open, 'location');
  const facts = { ...open, reasons: [...reasons], location };
  return { op: 'open', kind: 'handoff', tripId, reason: gravest, facts };
};

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
    /** The facts of the handoff that is open already. */
    readonly open: TaskFacts | null;
    /** Where the traveller is, as this message says. */
    readonly location: string | null;
  },
  now: Instant,
): {
  readonly state: ConciergeState;
  readonly task: TaskCommand;
  readonly timers: readonly TimerCommand<TimerOf<'concierge'>>[];
} => {
  const { conversationId, messageId, tripId, language, open, location } = request;
  const { reasons, gravest } = withReason(open, request.reason);
  return {
    // The deadline runs from the first request that nobody has answered.
    state: state.handoff
      ? state
      : { ...state, handoff: { messageId, tripId, language, at: now, isEscalated: false } },
    task: {
      op: 'open',
      kind: 'handoff',
      tripId,
      reason: gravest,
      facts: {
        ...open,
        conversationId,
        messageId,
        reasons: [...reasons],
        ...(location !== null && { location }),
      },
    },
    timers: state.handoff ? [] : [{ kind: 'HandoffUnanswered', due: plus(now, unansweredAfterMs) }],
  };
};

/**
 * A handoff that nobody has taken: after five minutes it goes to the next on duty; a wish for a
 * person becomes urgent after fifteen.
 */
export const escalate = (
  handoff: NonNullable<ConciergeState['handoff']>,
  open: TaskFacts,
): {
  readonly handoff: ConciergeState['handoff'];
  readonly task: TaskCommand;
  readonly timers: readonly TimerCommand<TimerOf<'concierge'>>[];
} => {
  const { tripId, at, isEscalated } = handoff;
  const { reasons, gravest } = withReason(open, 'unanswered');
  return {
    handoff: isEscalated ? null : { ...handoff, isEscalated: true },
    task: {
      op: 'open',
      kind: 'handoff',
      tripId,
      reason: gravest,
      facts: {
        ...open,
        reasons: [...reasons],
        nextOnDuty: true,
        waitingSince: at,
        ...(isEscalated ? { isOverdue: reasons.includes('asked') } : {}),
      },
    },
    timers: isEscalated ? [] : [{ kind: 'HandoffUnanswered', due: plus(at, urgentAfterMs) }],
  };
};
