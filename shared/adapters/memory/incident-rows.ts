import { isArrival } from '#shared/domain/delivery.ts';
import {
  type Incident,
  incidentKindOf,
  peopleStep,
  toldByCall,
  unreachedBy,
  urgentBefore,
} from '#shared/domain/incident.ts';
import { day, earliest, type Instant, latest, plus } from '#shared/domain/instant.ts';
import { messageTypes } from '#shared/domain/message-types.ts';
import type { TaskKind } from '#shared/domain/task.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { IncidentRow, StoredTask } from './rows.ts';
import type { Tables } from './tables.ts';

type EventOfIncident = Extract<
  AnyEvent,
  { type: 'IncidentOpened' | 'IncidentWorsened' | 'IncidentClaimed' | 'IncidentClosed' }
>;

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
      return typeof facts['webhookId'] === 'string' ? facts['webhookId'] : kind;
  }
};

/** Whether a task is about what an incident is about. */
export const isAbout = (
  tables: Tables,
  task: StoredTask,
  { kind, subject }: Pick<IncidentRow, 'kind' | 'subject'>,
): boolean => incidentKindOf[task.kind] === kind && subjectOf(tables, task) === subject;

const eventOf = (before: IncidentRow, after: IncidentRow): EventOfIncident['type'] | null => {
  if (after.state === 'done') return before.state === 'done' ? null : 'IncidentClosed';
  const hasNewOwner =
    after.owner?.id !== before.owner?.id || after.owner?.name !== before.owner?.name;
  if (after.state === 'claimed' && (before.state !== 'claimed' || hasNewOwner))
    return 'IncidentClaimed';
  const isNew = before.tasksOpen === 0 && after.tasksOpen > 0;
  if (after.state === 'open' && (before.state !== 'open' || isNew)) return 'IncidentOpened';
  const isWorse =
    (before.severity === 'normal' && after.severity === 'urgent') ||
    (after.urgentFrom !== null &&
      (before.urgentFrom === null || after.urgentFrom < before.urgentFrom)) ||
    peopleStep(after.people) > peopleStep(before.people);
  return isWorse ? 'IncidentWorsened' : null;
};

/** Writes an incident, and says what became of it. */
export const putIncident = (tables: Tables, before: IncidentRow, after: IncidentRow): void => {
  tables.incidents.set(after.id, after);
  const type = eventOf(before, after);
  if (type === null) return;
  const id = tables.ids.random();
  const envelope = {
    id,
    version: 1,
    time: after.updatedAt,
    agencyId: after.agencyId,
    tripId: null,
    correlationId: id,
    causationId: null,
  } as const;
  const incident = { incidentId: after.id, kind: after.kind, severity: after.severity };
  const { people, unreached, minors, deadline, urgentFrom } = after;
  const event: EventOfIncident =
    type === 'IncidentClaimed'
      ? { ...envelope, type, data: { ...incident, memberId: after.owner?.id ?? null } }
      : type === 'IncidentClosed'
        ? { ...envelope, type, data: { ...incident, reason: after.closedReason } }
        : {
            ...envelope,
            type,
            data: { ...incident, people, unreached, minors, deadline, urgentFrom },
          };
  tables.emit(event);
};

/** Tasks of an incident, those that are done too. */
export const tasksOf = (tables: Tables, incidentId: string): readonly StoredTask[] =>
  [...tables.tasks.values()].filter((task) => tables.incidentOfTask.get(task.id) === incidentId);

const tripsOf = (tables: Tables, tasks: readonly StoredTask[]): readonly Trip[] =>
  [...new Set(tasks.flatMap(({ tripId }) => tripId ?? []))].flatMap(
    (id) => tables.trips.get(id) ?? [],
  );

const contactsOf = (tables: Tables, tasks: readonly StoredTask[]): number =>
  new Set(tripsOf(tables, tasks).map(({ contactId }) => contactId)).size;

const isUnreached = ({ kind, state }: StoredTask): boolean =>
  unreachedBy.includes(kind) && state !== 'done';

const minorsOf = (tables: Tables, trips: readonly Trip[]): number =>
  new Set(
    trips
      .flatMap(({ id }) => tables.passengersOfTrip.get(id) ?? [])
      .filter(({ leftAt }) => leftAt === null)
      .map(({ passengerId }) => passengerId)
      .filter((id) => ['child', 'infant'].includes(tables.passengers.get(id)?.kind ?? '')),
  ).size;

/** Brings an incident to what its tasks say; without an open one it is done. */
const refreshIncident = (
  tables: Tables,
  incident: IncidentRow,
  at: Instant,
  reason: string | null,
): void => {
  const tasks = tasksOf(tables, incident.id);
  const open = tasks.filter(({ state }) => state !== 'done');
  if (open.length === 0) {
    if (incident.state !== 'done')
      putIncident(tables, incident, {
        ...incident,
        state: 'done',
        tasksOpen: 0,
        kinds: [],
        updatedAt: at,
        closedAt: at,
        closedReason: reason,
      });
    return;
  }
  const trips = tripsOf(tables, tasks);
  const unreached = contactsOf(tables, tasks.filter(isUnreached));
  const minors = minorsOf(tables, trips);
  const deadline = earliest(...trips.map((trip) => trip.estimatedDeparture ?? trip.departure));
  const urgentFrom =
    deadline !== null && unreached + minors > 0 ? plus(deadline, -urgentBefore) : null;
  const isUrgent =
    open.some(({ severity }) => severity === 'urgent') || (urgentFrom !== null && urgentFrom <= at);
  putIncident(tables, incident, {
    ...incident,
    severity: isUrgent ? 'urgent' : 'normal',
    tasksOpen: open.length,
    kinds: [...new Set(open.map(({ kind }) => kind))].sort(),
    people: contactsOf(tables, tasks),
    minors,
    unreached,
    deadline,
    updatedAt: at,
    urgentFrom,
  });
};

const joinIncident = (tables: Tables, task: StoredTask): void => {
  const subject = subjectOf(tables, task);
  if (subject === null) return;
  const { agencyId, severity, openedAt, updatedAt } = task;
  const kind = incidentKindOf[task.kind];
  const known = [...tables.incidents.values()].find(
    (one) =>
      one.agencyId === agencyId &&
      one.kind === kind &&
      one.subject === subject &&
      one.state !== 'done',
  );
  const incident: IncidentRow = known
    ? { ...known, updatedAt: latest(known.updatedAt, updatedAt) ?? updatedAt }
    : {
        id: tables.ids.random(),
        agencyId,
        kind,
        subject,
        state: 'open',
        severity,
        deadline: null,
        urgentFrom: null,
        people: 0,
        unreached: 0,
        minors: 0,
        tasksOpen: 0,
        kinds: [],
        owner: null,
        claimedAt: null,
        snoozedUntil: null,
        openedAt,
        updatedAt,
        closedAt: null,
        closedBy: null,
        closedReason: null,
        alert: null,
      };
  tables.incidents.set(incident.id, incident);
  tables.incidentOfTask.set(task.id, incident.id);
  refreshIncident(tables, incident, updatedAt, null);
};

/** Keeps incidents with their tasks, whoever writes those. */
export const followTask = (
  tables: Tables,
  before: StoredTask | undefined,
  after: StoredTask,
): void => {
  if (before === undefined) {
    joinIncident(tables, after);
    return;
  }
  const incident = tables.incidents.get(tables.incidentOfTask.get(after.id) ?? '');
  const hasChanged = before.state !== after.state || before.severity !== after.severity;
  if (incident && hasChanged)
    refreshIncident(tables, incident, after.updatedAt, after.closedReason);
};

/** The departure of an incident has come so near that it is urgent. */
export const turnUrgent = (tables: Tables, incidentId: string, now: Instant): void => {
  const incident = tables.incidents.get(incidentId);
  if (
    incident &&
    incident.state !== 'done' &&
    incident.severity === 'normal' &&
    incident.urgentFrom !== null &&
    incident.urgentFrom <= now
  )
    putIncident(tables, incident, { ...incident, severity: 'urgent', updatedAt: now });
};

/** The trip whose flight is the first that an incident is about. */
export const firstTripOf = (tables: Tables, incidentId: string) =>
  tasksOf(tables, incidentId)
    .flatMap(({ tripId }) => (tripId === null ? [] : (tables.trips.get(tripId) ?? [])))
    .sort((a, b) => {
      const [x, y] = [a.estimatedDeparture ?? a.departure, b.estimatedDeparture ?? b.departure];
      return x === y ? (a.flightNumber < b.flightNumber ? -1 : 1) : x < y ? -1 : 1;
    })[0];

/** Whether an incident is urgent at a moment. */
export const isUrgentAt = (incident: IncidentRow, now: Instant): boolean => {
  const { severity, urgentFrom } = incident;
  return severity === 'urgent' || (urgentFrom !== null && urgentFrom <= now);
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
  const isCalled = tasks.some(
    ({ kind, closedReason }) => toldByCall.includes(kind) && closedReason === 'done_by_agency',
  );
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

/** How far the people of an incident are, as `bauhaus.incidents_counts`. */
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
    called: count('called'),
    delivered: count('delivered', 'read'),
    read: count('read'),
    waiting: count('waiting'),
    failed: count('failed'),
    toCall: count('toCall'),
    notTold: count('notTold'),
  };
};

const namedBy = (names: readonly string[]): string | null =>
  names.length > 0 ? names.join(', ') : null;

const journeyNamed = (tables: Tables, id: string | undefined): string | null => {
  const passengers = [...tables.passengers.values()].filter((one) => one.journeyId === id);
  return tables.journeys.get(id ?? '')?.title ?? namedBy(passengers.map(({ name }) => name));
};

/** Who an incident is about, as `bauhaus.incidents_json` says it. */
const aboutOf = (
  tables: Tables,
  { id, agencyId, kind, subject }: Pick<IncidentRow, 'id' | 'agencyId' | 'kind' | 'subject'>,
): string | null => {
  switch (kind) {
    case 'journey':
      return journeyNamed(tables, subject);
    case 'flight': {
      const trips = tripsOf(tables, tasksOf(tables, id));
      const [journeyId, ...others] = new Set(trips.map((trip) => trip.journeyId));
      return others.length === 0 ? journeyNamed(tables, journeyId) : null;
    }
    case 'conversation': {
      const phone = [...tables.conversations.values()].find((one) => one.id === subject)?.phone;
      const trips = [...tables.trips.values()].filter(
        (trip) =>
          trip.agencyId === agencyId && trip.whatsapp === phone && trip.status !== 'withdrawn',
      );
      return namedBy([...new Set(trips.map(({ clientName }) => clientName))].sort());
    }
    case 'agency':
      return null;
  }
};

/** An incident as its agency sees it. */
export const incidentRow = (tables: Tables, row: IncidentRow): Incident => {
  const { agencyId: _, urgentFrom: __, ...incident } = row;
  return {
    ...incident,
    about: aboutOf(tables, row),
    waitingSince:
      incident.state !== 'open'
        ? null
        : incident.tasksOpen > 0
          ? incident.openedAt
          : incident.updatedAt,
    counts: countsOf(tables, incident.id),
  };
};
