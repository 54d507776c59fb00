import { incidentKindOf, peopleStep, urgentBefore } from '#shared/domain/incident.ts';
import { earliest, type Instant, plus } from '#shared/domain/instant.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { Colleague } from '#shared/ports/incidents.ts';
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
      return kind;
  }
};

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
const putIncident = (tables: Tables, before: IncidentRow, after: IncidentRow): void => {
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

const tasksOf = (tables: Tables, incidentId: string): readonly StoredTask[] =>
  [...tables.tasks.values()].filter((task) => tables.incidentOfTask.get(task.id) === incidentId);

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
  const tripsOf = (all: readonly StoredTask[]) =>
    all.flatMap(({ tripId }) => (tripId === null ? [] : (tables.trips.get(tripId) ?? [])));
  const trips = tripsOf(tasks);
  const unreached = new Set(
    tripsOf(open.filter(({ kind }) => kind === 'call' || kind === 'unreachable')).map(
      ({ contactId }) => contactId,
    ),
  ).size;
  const minors = new Set(
    trips
      .flatMap(({ id }) => tables.passengersOfTrip.get(id) ?? [])
      .filter(({ passengerId, leftAt }) => {
        const kind = tables.passengers.get(passengerId)?.kind;
        return leftAt === null && (kind === 'child' || kind === 'infant');
      })
      .map(({ passengerId }) => passengerId),
  ).size;
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
    people: new Set(trips.map(({ contactId }) => contactId)).size,
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
  const incident: IncidentRow = known ?? {
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

/** Somebody takes an incident that nobody else has; its tasks are theirs. */
export const claimIncident = (
  tables: Tables,
  incidentId: string,
  by: Colleague,
  now: Instant,
  claimTask: (taskId: string) => void,
): 'claimed' | 'taken' | 'closed' => {
  const incident = tables.incidents.get(incidentId);
  if (!incident || incident.state === 'done') return 'closed';
  const isTheirs = incident.owner?.id === by.id && incident.owner?.name === by.name;
  if (incident.state === 'claimed' && !isTheirs) return 'taken';
  putIncident(tables, incident, {
    ...incident,
    state: 'claimed',
    owner: by,
    snoozedUntil: null,
    updatedAt: now,
    claimedAt: isTheirs ? incident.claimedAt : now,
  });
  for (const { id, state } of tasksOf(tables, incidentId)) if (state === 'open') claimTask(id);
  return 'claimed';
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
