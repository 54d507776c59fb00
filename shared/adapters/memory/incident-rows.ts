import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { isArrival } from '#shared/domain/delivery.ts';
import {
  type Incident,
  type IncidentKind,
  incidentKindOf,
  urgentBefore,
} from '#shared/domain/incident.ts';
import { day, earliest, type Instant, latest, plus } from '#shared/domain/instant.ts';
import { messageTypes } from '#shared/domain/message-types.ts';
import type { TaskKind } from '#shared/domain/task.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { StoredIncident, StoredTask } from './rows.ts';
import type { Tables } from './tables.ts';

const subjectOf = (tables: Tables, { kind, tripId, facts }: StoredTask): string | null => {
  const trip = tripId === null ? undefined : tables.trips.get(tripId);
  switch (incidentKindOf[kind]) {
    case 'flight':
      return trip?.flightKey ?? null;
    case 'journey':
      return trip?.journeyId ?? null;
    case 'conversation':
      return typeof facts['conversationId'] === 'string' ? facts['conversationId'] : null;
    case 'agency':
      return kind;
  }
};

/** Tasks of an incident, those that are done too. */
export const tasksOf = (tables: Tables, incidentId: string): readonly StoredTask[] =>
  [...tables.tasks.values()].filter(({ id }) => tables.incidentOfTask.get(id) === incidentId);

const tripsOf = (tables: Tables, tasks: readonly StoredTask[]): readonly Trip[] =>
  [...new Set(tasks.flatMap(({ tripId }) => tripId ?? []))].flatMap(
    (id) => tables.trips.get(id) ?? [],
  );

const contactsOf = (tables: Tables, tasks: readonly StoredTask[]): number =>
  new Set(tripsOf(tables, tasks).map(({ contactId }) => contactId)).size;

const isUnreached = ({ kind, state }: StoredTask): boolean =>
  (kind === 'call' || kind === 'unreachable') && state !== 'done';

const minorsOf = (tables: Tables, trips: readonly Trip[]): number =>
  new Set(
    trips
      .flatMap(({ id }) => tables.passengersOfTrip.get(id) ?? [])
      .filter(({ leftAt }) => leftAt === null)
      .map(({ passengerId }) => passengerId)
      .filter((id) => ['child', 'infant'].includes(tables.passengers.get(id)?.kind ?? '')),
  ).size;

/** Brings an incident to what its tasks say; without an open one it is done. */
const refresh = (
  tables: Tables,
  incident: StoredIncident,
  now: Instant,
  reason: string | null,
): void => {
  const tasks = tasksOf(tables, incident.id);
  const open = tasks.filter(({ state }) => state !== 'done');
  if (open.length === 0) {
    if (incident.state !== 'done')
      tables.incidents.set(incident.id, {
        ...incident,
        state: 'done',
        tasksOpen: 0,
        kinds: [],
        updatedAt: now,
        closedAt: now,
        closedReason: reason,
      });
    return;
  }
  const trips = tripsOf(tables, tasks);
  tables.incidents.set(incident.id, {
    ...incident,
    severity: open.some(({ severity }) => severity === 'urgent') ? 'urgent' : 'normal',
    tasksOpen: open.length,
    kinds: [...new Set(open.map(({ kind }) => kind))].sort(),
    people: contactsOf(tables, tasks),
    minors: minorsOf(tables, trips),
    unreached: contactsOf(tables, tasks.filter(isUnreached)),
    deadline: earliest(...trips.map((trip) => trip.estimatedDeparture ?? trip.departure)),
    updatedAt: now,
  });
};

/** The incident of this that is not done. */
const openIncident = (
  tables: Tables,
  agencyId: string,
  kind: IncidentKind,
  subject: string,
): StoredIncident | undefined =>
  [...tables.incidents.values()].find(
    (one) =>
      one.agencyId === agencyId &&
      one.kind === kind &&
      one.subject === subject &&
      one.state !== 'done',
  );

const join = (tables: Tables, task: StoredTask): void => {
  const kind = incidentKindOf[task.kind];
  const subject = subjectOf(tables, task);
  if (subject === null) return;
  const { agencyId } = task;
  const present = openIncident(tables, agencyId, kind, subject);
  // No id is drawn, so that what a seed draws stays what it was.
  const id = present?.id ?? uuidV5('incident', task.id);
  const incident: StoredIncident = present
    ? { ...present, updatedAt: latest(present.updatedAt, task.updatedAt) ?? task.updatedAt }
    : {
        id,
        agencyId,
        kind,
        subject,
        state: 'open',
        severity: task.severity,
        deadline: null,
        people: 0,
        unreached: 0,
        minors: 0,
        tasksOpen: 0,
        kinds: [],
        owner: null,
        claimedAt: null,
        snoozedUntil: null,
        openedAt: task.openedAt,
        updatedAt: task.updatedAt,
        closedAt: null,
        closedBy: null,
        closedReason: null,
      };
  tables.incidents.set(id, incident);
  tables.incidentOfTask.set(task.id, id);
  refresh(tables, incident, task.updatedAt, null);
};

/** What the trigger of tasks does: every task belongs to an incident from when it is opened. */
export const followTask = (
  tables: Tables,
  task: StoredTask,
  before: StoredTask | undefined,
): void => {
  if (!before) {
    join(tables, task);
    return;
  }
  const incident = tables.incidents.get(tables.incidentOfTask.get(task.id) ?? '');
  if (incident && (before.state !== task.state || before.severity !== task.severity))
    refresh(tables, incident, task.updatedAt, task.closedReason);
};

/** From then on an incident is urgent whatever its tasks are; null: never. */
const urgentFrom = ({ deadline, unreached, minors }: StoredIncident): Instant | null =>
  deadline === null || unreached + minors === 0 ? null : plus(deadline, -urgentBefore);

/** Whether an incident is urgent at a moment. */
export const isUrgentAt = (incident: StoredIncident, now: Instant): boolean => {
  const from = urgentFrom(incident);
  return incident.severity === 'urgent' || (from !== null && from <= now);
};

type Counts = Incident['counts'];
type Told = keyof Counts | 'called' | 'sent';

const failing: ReadonlySet<TaskKind> = new Set(['critical_unsent', 'unreachable']);

/** How far a contact is with what was said since their first task of it. */
const stateOf = (tables: Tables, tasks: readonly StoredTask[]): Told => {
  if (tasks.some(isUnreached)) return 'toCall';
  const since =
    earliest(
      ...tasks.map(({ kind, openedAt }) => (failing.has(kind) ? plus(openedAt, -day) : openedAt)),
    ) ?? '';
  const last = tripsOf(tables, tasks)
    .flatMap(({ id }) => tables.effectsOfTrip(id))
    .filter(
      ({ type, status, createdAt }) =>
        createdAt >= since && status !== 'DROPPED' && !messageTypes[type].conversational,
    )
    .sort((a, b) => a.seq - b.seq)
    .at(-1);
  const isCalled = tasks.some((k) => k.kind === 'call' && k.closedReason === 'done_by_agency');
  if (isCalled && (!last || last.status === 'FAILED')) return 'called';
  switch (last?.status) {
    case undefined:
      return 'notTold';
    case 'FAILED':
      return 'failed';
    case 'SENT':
      return last?.providerStatus === 'read'
        ? 'read'
        : isArrival(last?.providerStatus ?? null)
          ? 'delivered'
          : 'sent';
    default:
      return 'waiting';
  }
};

/** How far the people of an incident are, as `bauhaus.incident_counts`. */
const countsOf = (tables: Tables, incidentId: string): Counts => {
  const ofContact = Map.groupBy(
    tasksOf(tables, incidentId).filter(({ tripId }) => tripId !== null),
    ({ tripId }) => tables.trips.get(tripId ?? '')?.contactId,
  );
  const states = [...ofContact.values()].map((tasks) => stateOf(tables, tasks));
  const count = (...wanted: readonly Told[]): number =>
    states.filter((state) => wanted.includes(state)).length;
  return {
    told: count('sent', 'delivered', 'read', 'called'),
    delivered: count('delivered', 'read'),
    read: count('read'),
    waiting: count('waiting'),
    failed: count('failed'),
    toCall: count('toCall'),
    notTold: count('notTold'),
  };
};

/** An incident as its agency sees it. */
export const incidentRow = (
  tables: Tables,
  { agencyId: _, ...incident }: StoredIncident,
): Incident => ({
  ...incident,
  waitingSince:
    incident.state !== 'open'
      ? null
      : incident.tasksOpen > 0
        ? incident.openedAt
        : incident.updatedAt,
  counts: countsOf(tables, incident.id),
});
