import { z } from 'zod';
import { ToldTotals } from './flight-people.ts';
import { hour, Instant, plus } from './instant.ts';
import { DeliveryStatus } from './message.ts';
import { type TaskKind, TaskOfAgency, TaskSeverity, TaskState } from './task.ts';

/** What an incident is about: the unit of work of an agency. */
export const IncidentKind = z.enum(['flight', 'journey', 'conversation', 'agency']);
export type IncidentKind = z.output<typeof IncidentKind>;

/**
 * What the tasks of each kind are about: all of a flight are one incident, however many travel on
 * it; a handoff is its conversation’s, whatever trip it names.
 */
export const incidentKindOf: Readonly<Record<TaskKind, IncidentKind>> = {
  cancelled: 'flight',
  diverted: 'flight',
  moved_earlier: 'flight',
  long_delay: 'flight',
  not_found: 'flight',
  found_elsewhere: 'flight',
  critical_unsent: 'flight',
  call: 'flight',
  unreachable: 'journey',
  opted_out: 'journey',
  missing_document: 'journey',
  itinerary_failed: 'journey',
  connection_at_risk: 'journey',
  connection_missed: 'journey',
  handoff: 'conversation',
  template_unusable: 'agency',
  webhook_off: 'agency',
};

/**
 * While such a task is open, its traveller was not told what matters, and somebody is to call:
 * nobody could write to them, their number takes nothing, or the message was given up.
 */
export const unreachedBy: readonly TaskKind[] = ['call', 'unreachable', 'critical_unsent'];

/**
 * Whoever does such a task told its traveller by telephone; one of `unreachable` may as well be done
 * by writing their new number down.
 */
export const toldByCall: readonly TaskKind[] = ['call', 'critical_unsent'];

/** So long before its first departure an incident is urgent, if somebody is unreached or a child. */
export const urgentBefore = 3 * hour;

/** Many more people than before are those of a higher step. */
export const peopleSteps = [5, 10, 20, 40, 80, 160, 320] as const;

/** The step of so many people, from 0. */
export const peopleStep = (people: number): number =>
  peopleSteps.filter((step) => step <= people).length;

/** What became of telling somebody of the agency that an incident is urgent. */
export const AlertState = z.enum(['asked', 'unanswered', 'unreachable']);
export type AlertState = z.output<typeof AlertState>;

/** An incident as its agency sees it. */
export const Incident = z
  .object({
    id: z.uuid(),
    kind: IncidentKind,
    subject: z
      .string()
      .describe('The flight’s key, or the id of the journey, the conversation or the webhook.'),
    about: z
      .string()
      .nullable()
      .describe(
        'The title of its journey, of a flight if all travel together, or the traveller’s name.',
      ),
    state: TaskState,
    severity: TaskSeverity,
    deadline: Instant.nullable().describe('The first departure that it is about.'),
    people: z.int().describe('Contacts whose trips it is about.'),
    unreached: z.int().describe('Of them: who could not be told, and is to be called.'),
    minors: z.int().describe('Children who travel.'),
    tasksOpen: z.int(),
    kinds: z.array(z.string()).describe('The kinds of its open tasks.'),
    owner: z.object({ id: z.uuid().nullable(), name: z.string() }).nullable(),
    claimedAt: Instant.nullable(),
    snoozedUntil: Instant.nullable(),
    openedAt: Instant,
    updatedAt: Instant,
    closedAt: Instant.nullable(),
    closedBy: z.string().nullable(),
    closedReason: z.string().nullable(),
    waitingSince: Instant.nullable().describe(
      'Nobody has it since; null: somebody has, or it is done.',
    ),
    counts: ToldTotals.omit({ people: true }).describe(
      'How many people are how far with what was said since; told, waiting, failed, toCall and ' +
        'notTold are all of them.',
    ),
    alert: AlertState.nullable().describe(
      'Of the last alert: `asked`: who is on duty was written to. `unanswered`: all were, and ' +
        'nobody has answered. `unreachable`: there is nobody who can be written to. Null: none.',
    ),
  })
  .meta({ id: 'Incident' });
export type Incident = z.output<typeof Incident>;

/** What staff wrote down for each other. */
const IncidentNote = z.object({
  id: z.uuid(),
  text: z.string(),
  by: z.string(),
  at: Instant,
});

/** What somebody did with an incident: its fields before and after, as the audit has them. */
const IncidentAct = z.object({
  at: Instant,
  by: z.string().nullable(),
  changes: z.record(
    z.string(),
    z.union([z.literal('changed'), z.object({ before: z.unknown(), after: z.unknown() })]),
  ),
});
export type IncidentAct = z.output<typeof IncidentAct>;

/** A call to a member, to take an incident. */
const IncidentCall = z.object({
  at: Instant,
  to: z.string().describe('The name of the member.'),
  status: DeliveryStatus.nullable().describe('What became of it; null: it is too long ago.'),
  answeredAt: Instant.nullable().describe('When they pressed the digit; null: they did not.'),
});

/** An incident with its tasks, notes, calls and acts. */
export const WholeIncident = Incident.extend({
  tasks: z.array(TaskOfAgency.extend({ tripName: z.string().nullable() })),
  notes: z.array(IncidentNote),
  calls: z.array(IncidentCall).describe('Oldest first.'),
  acts: z.array(IncidentAct).describe('Oldest first; the in-memory store keeps none.'),
}).meta({ id: 'WholeIncident' });
export type WholeIncident = z.output<typeof WholeIncident>;

/**
 * The severity of an incident at a moment: that of its gravest open task; near the departure it is
 * urgent if somebody is unreached, or a child flies.
 */
export const severityAt = (
  incident: Pick<Incident, 'severity' | 'deadline' | 'unreached' | 'minors'>,
  now: Instant,
): TaskSeverity => {
  const { severity, deadline, unreached, minors } = incident;
  const isNear = deadline !== null && now >= plus(deadline, -urgentBefore);
  return severity === 'urgent' || (isNear && unreached + minors > 0) ? 'urgent' : 'normal';
};
