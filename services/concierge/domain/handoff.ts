import { type Instant, minute, plus } from '#shared/domain/instant.ts';
import { severityOf, type TaskFacts } from '#shared/domain/task.ts';
import type { Language } from '#shared/domain/trip.ts';
import type { TimerOf } from '#shared/events/catalogue.ts';
import type { TaskCommand, TimerCommand } from '#shared/ports/turn-commands.ts';
import type { ConciergeState } from './state.ts';

/** Why a person is asked for, the gravest first; what stands here not is less grave (RULES §8). */
const byGravity: readonly string[] = [
  'emergency',
  'missed',
  'distress',
  'disruption',
  'complaint',
  'asked',
  'request',
];

/** The place of a reason among all, the gravest is 0. */
export const gravityOf = (reason: string): number => {
  const place = byGravity.indexOf(reason);
  return place === -1 ? byGravity.length : place;
};

/** Whether a reason cannot wait. */
export const isUrgent = (reason: string): boolean =>
  severityOf('handoff', { reason, facts: {} }) === 'urgent';

const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : [];

const sorted = (reasons: readonly string[]): readonly string[] =>
  reasons.toSorted((a, b) => gravityOf(a) - gravityOf(b));

/** The gravest reason of an open handoff; null: it says none. */
export const gravestOf = (open: TaskFacts): string | null =>
  sorted(textsIn(open['reasons']))[0] ?? null;

/** The messages that were passed on with a handoff, oldest first. */
export const messagesOf = (open: TaskFacts): readonly string[] => textsIn(open['messages']);

/** The newest messages of a handoff are kept, and the gravest has a place of its own. */
const mostMessages = 50;

/** After this time something that nobody has taken is urgent. */
const urgentAfterMs = 15 * minute;
/** What becomes urgent where nobody takes it; a question does not. */
const becomesUrgent: ReadonlySet<string> = new Set(['complaint', 'asked', 'request']);

/** After this time the task goes to the next on duty, and the traveller is told whom to call. */
const unansweredAfterMs = 5 * minute;

/** Adds a location to a handoff that is open already: it asks for nobody anew. */
export const addLocation = (open: TaskFacts, tripId: string, location: string): TaskCommand => {
  const reasons = [...new Set([...textsIn(open['reasons']), 'location'])];
  return {
    op: 'open',
    kind: 'handoff',
    tripId,
    reason: sorted(reasons)[0] ?? 'location',
    facts: { ...open, reasons, location },
  };
};

/** What a person is asked for. */
export interface PersonAsked {
  readonly conversationId: string;
  readonly messageId: string;
  /** Null: of somebody without a trip. */
  readonly tripId: string | null;
  readonly language: Language;
  /** Stable codes, such as `missed` or `no_model`; at least one. */
  readonly reasons: readonly string[];
  /** The facts of the handoff that is open already. */
  readonly open: TaskFacts | null;
  /** Where the traveller is, as this message says. */
  readonly location: string | null;
}

/**
 * The task of a handoff: the gravest reason and its message stay, whatever follows is appended to
 * them.
 */
export const handoffTask = ({
  conversationId,
  messageId,
  tripId,
  reasons: added,
  open,
  location,
}: Omit<PersonAsked, 'language'>): Extract<TaskCommand, { op: 'open' }> => {
  const before = open === null ? [] : textsIn(open['reasons']);
  const reasons = [...new Set([...before, ...added])];
  const gravest = sorted(reasons)[0] ?? 'open_question';
  const isGraver = gravityOf(sorted(added)[0] ?? '') < gravityOf(sorted(before)[0] ?? '');
  const known = open === null ? [] : messagesOf(open);
  return {
    op: 'open',
    kind: 'handoff',
    tripId,
    reason: gravest,
    facts: {
      ...open,
      conversationId,
      messageId: open === null || isGraver ? messageId : (open['messageId'] ?? messageId),
      messages: [...new Set([...known, messageId])].slice(-mostMessages),
      reasons,
      ...(location !== null && { location }),
    },
  };
};

/** Asks for a person: the task, the timer of its deadline, and the state that remembers it. */
export const askForPerson = (
  state: ConciergeState,
  asked: PersonAsked & { readonly tripId: string },
  now: Instant,
): {
  readonly state: ConciergeState;
  readonly task: TaskCommand;
  readonly timers: readonly TimerCommand<TimerOf<'concierge'>>[];
} => {
  const { messageId, tripId, language } = asked;
  return {
    // The deadline runs from the first request that nobody has answered.
    state: state.handoff
      ? state
      : { ...state, handoff: { messageId, tripId, language, at: now, isEscalated: false } },
    task: handoffTask(asked),
    timers: state.handoff ? [] : [{ kind: 'HandoffUnanswered', due: plus(now, unansweredAfterMs) }],
  };
};

/**
 * A handoff that nobody has taken: after five minutes it goes to the next on duty; a wish, a request
 * or a complaint becomes urgent after fifteen. The reason stays what it was.
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
  const reasons = textsIn(open['reasons']);
  const isOverdue = isEscalated && reasons.some((reason) => becomesUrgent.has(reason));
  return {
    handoff: isEscalated ? null : { ...handoff, isEscalated: true },
    task: {
      op: 'open',
      kind: 'handoff',
      tripId,
      reason: sorted(reasons)[0] ?? 'open_question',
      facts: {
        ...open,
        nextOnDuty: true,
        waitingSince: at,
        escalations: Number(open['escalations'] ?? 0) + 1,
        ...(isOverdue ? { isOverdue } : {}),
      },
    },
    timers: isEscalated ? [] : [{ kind: 'HandoffUnanswered', due: plus(at, urgentAfterMs) }],
  };
};
