import { z } from 'zod';
import { FlightElsewhere } from './flight.ts';
import { Instant } from './instant.ts';

/** The kinds of trouble an agency hears of (RULES §8). */
export const TaskKind = z.enum([
  'cancelled',
  'diverted',
  'moved_earlier',
  'long_delay',
  'not_found',
  'found_elsewhere',
  'critical_unsent',
  'unreachable',
  'opted_out',
  'handoff',
  'missing_document',
  'itinerary_failed',
  'template_unusable',
  'call',
  'connection_at_risk',
  'connection_missed',
  'webhook_off',
]);
export type TaskKind = z.infer<typeof TaskKind>;

/**
 * The facts of a `found_elsewhere`: what was booked, and the flight of that number that was found
 * instead.
 */
export const FoundElsewhere = z.object({
  booked: z.object({ originIata: z.string(), departure: Instant }),
  found: FlightElsewhere,
});
export type FoundElsewhere = z.infer<typeof FoundElsewhere>;

/** What a person has to know to do a task, besides its kind; no words of a traveller. */
export const TaskFacts = z.record(z.string(), z.json());
export type TaskFacts = Readonly<z.infer<typeof TaskFacts>>;

export const TaskState = z.enum(['open', 'claimed', 'done']);
export type TaskState = z.infer<typeof TaskState>;

/**
 * Where a task may move from each state (RULES §8): nobody takes a claim back, and done is final but
 * for the incident of the task, which opens again with what was closed with it.
 */
const nextStates: Readonly<Record<TaskState, readonly TaskState[]>> = {
  open: ['claimed', 'done'],
  claimed: ['done'],
  done: [],
};

/** The states from which a task may move to this one. */
export const statesBefore = (state: TaskState): readonly TaskState[] =>
  TaskState.options.filter((from) => nextStates[from].includes(state));

const urgent: ReadonlySet<TaskKind> = new Set([
  'cancelled',
  'diverted',
  'moved_earlier',
  'critical_unsent',
  'unreachable',
  'call',
  'connection_missed',
]);

/**
 * Reasons of a handoff that cannot wait: life in danger, distress, a missed flight or connection, and
 * what was told to have upset the trip.
 */
const urgentHandoffs: ReadonlySet<string> = new Set([
  'emergency',
  'distress',
  'missed',
  'disruption',
]);

export const TaskSeverity = z.enum(['urgent', 'normal']);
export type TaskSeverity = z.infer<typeof TaskSeverity>;

/** The kinds that are done by calling somebody. */
const calls: ReadonlySet<TaskKind> = new Set(['call', 'critical_unsent', 'unreachable']);
/** Whether a task is done by calling somebody, who may not answer. */
export const isCall = (kind: TaskKind): boolean => calls.has(kind);

/** What becomes of a call; all but `reached` leave its task open, and who was called unreached. */
export const CallOutcome = z.enum(['reached', 'no_answer', 'wrong_number']);
/** Why a call reached nobody. */
export const FailedCall = CallOutcome.exclude(['reached']);
export type FailedCall = z.infer<typeof FailedCall>;

/** A call in which nobody was reached. */
const CallAttempt = z.object({ at: Instant, by: z.string(), outcome: FailedCall });
export type CallAttempt = z.infer<typeof CallAttempt>;

/** A task as its agency sees it. */
export const TaskOfAgency = z.object({
  id: z.uuid(),
  tripId: z.uuid().nullable(),
  kind: TaskKind,
  severity: TaskSeverity,
  state: TaskState,
  reason: z.string(),
  facts: TaskFacts,
  openedAt: Instant,
  updatedAt: Instant,
  closedReason: z.string().nullable(),
  attempts: z.array(CallAttempt).describe('Calls in which nobody was reached, oldest first.'),
});

/**
 * The severity of a task: by its kind; that of a connection at risk by how near it is, that of a
 * handoff by its reason, or by how long nobody has taken a wish for a person (RULES §8).
 */
export const severityOf = (
  kind: TaskKind,
  { reason, facts }: { readonly reason: string; readonly facts: TaskFacts },
): TaskSeverity =>
  urgent.has(kind) ||
  (kind === 'connection_at_risk' && facts['isNear'] === true) ||
  (kind === 'handoff' && (urgentHandoffs.has(reason) || facts['isOverdue'] === true))
    ? 'urgent'
    : 'normal';
