import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { WholeIncident } from '#shared/domain/incident.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { IncidentMove, IncidentMoved, Incidents } from '#shared/ports/incidents.ts';
import { incidentRow, isAbout, isUrgentAt, putIncident, tasksOf } from './incident-rows.ts';
import type { IncidentRow } from './rows.ts';
import type { Tables } from './tables.ts';
import { moveTask, taskRow } from './tasks.ts';

type Owner = IncidentRow['owner'];
const isSame = (a: Owner, b: Owner): boolean => a?.id === b?.id && a?.name === b?.name;

/**
 * Moves the tasks beneath, as long as there are open ones. A handoff is claimed by who takes the
 * conversation over, which its traveller is told.
 */
const moveTasks = (
  tables: Tables,
  incident: IncidentRow,
  state: 'claimed' | 'done',
  by: string,
  now: Instant,
): void => {
  const { agencyId } = incident;
  for (const { id, kind, state: present } of tasksOf(tables, incident.id))
    if (
      (present === 'open' && (state === 'done' || kind !== 'handoff')) ||
      (state === 'done' && present === 'claimed')
    )
      moveTask(tables, { agencyId, taskId: id, state, by, now });
};

/** Opens again the tasks that a person closed as their incident closed, if still about it. */
const reopenTasks = (tables: Tables, incident: IncidentRow, now: Instant): void => {
  for (const task of tasksOf(tables, incident.id)) {
    const isClosedWithIt =
      task.closedReason === 'done_by_agency' && task.updatedAt === incident.closedAt;
    const isOpenAnew =
      task.tripId !== null &&
      tables
        .tasksOfTrip(task.tripId)
        .some(({ kind, state }) => kind === task.kind && state !== 'done');
    const isWithdrawn = tables.trips.get(task.tripId ?? '')?.status === 'withdrawn';
    if (isClosedWithIt && isAbout(tables, task, incident) && !isWithdrawn && !isOpenAnew)
      tables.putTask({
        ...task,
        state: 'open',
        claimedAt: null,
        closedReason: null,
        updatedAt: now,
      });
  }
};

/** Does what a move asks for; false: another one of the same is open. */
const perform = (tables: Tables, incident: IncidentRow, move: IncidentMove): boolean => {
  const { id } = incident;
  const { by, now } = move;
  const put = (change: Partial<IncidentRow>): void => {
    const present = tables.incidents.get(id) ?? incident;
    putIncident(tables, present, { ...present, updatedAt: now, ...change });
  };
  switch (move.act) {
    case 'claim':
    case 'assign': {
      const owner = move.act === 'claim' ? by : move.to;
      const isAlready = incident.state === 'claimed' && isSame(incident.owner, owner);
      put({
        state: 'claimed',
        owner,
        snoozedUntil: null,
        claimedAt: isAlready ? incident.claimedAt : now,
      });
      if (move.act === 'claim') moveTasks(tables, incident, 'claimed', by.name, now);
      return true;
    }
    case 'release':
      for (const task of tasksOf(tables, incident.id))
        if (task.state === 'claimed' && task.kind !== 'handoff')
          tables.putTask({ ...task, state: 'open', claimedAt: null, updatedAt: now });
      put({ state: 'open', owner: null, claimedAt: null });
      return true;
    case 'snooze':
      put({ snoozedUntil: move.until });
      return true;
    case 'note': {
      const notes = tables.incidentNotes.get(id) ?? [];
      const note = {
        id: uuidV5('note', id, `${notes.length}`),
        text: move.text,
        by: by.name,
        at: now,
      };
      tables.incidentNotes.set(id, [...notes, note]);
      return true;
    }
    case 'resolve': {
      moveTasks(tables, incident, 'done', by.name, now);
      const closed = tables.incidents.get(id);
      if (incident.state !== 'done' && closed)
        putIncident(tables, closed, {
          ...closed,
          state: 'done',
          closedAt: closed.closedAt ?? now,
          closedBy: by.name,
          closedReason: 'done_by_agency',
        });
      return true;
    }
    case 'reopen': {
      const isOpen = [...tables.incidents.values()].some(
        (other) =>
          other.agencyId === incident.agencyId &&
          other.kind === incident.kind &&
          other.subject === incident.subject &&
          other.state !== 'done',
      );
      if (isOpen) return false;
      // Before their incident opens, which says then whom it is about.
      reopenTasks(tables, incident, now);
      put({
        state: 'open',
        closedAt: null,
        closedBy: null,
        closedReason: null,
        owner: null,
        claimedAt: null,
      });
      return true;
    }
  }
};

/** Compare and set: of two who claim one has it. */
export const moveIncident = (
  tables: Tables,
  agencyId: string,
  id: string,
  move: IncidentMove,
): IncidentMoved => {
  const incident = tables.incidents.get(id);
  if (incident?.agencyId !== agencyId) return { kind: 'not-found' };
  const answer = (kind: 'moved' | 'taken' | 'closed'): IncidentMoved => ({
    kind,
    incident: incidentRow(tables, tables.incidents.get(id) ?? incident),
  });
  if (incident.state === 'done' && !['reopen', 'note', 'resolve'].includes(move.act))
    return answer('closed');
  const isHeld = incident.state === 'claimed' && !isSame(incident.owner, move.by);
  if (move.act === 'claim' && isHeld && !move.steal) return answer('taken');
  return answer(perform(tables, incident, move) ? 'moved' : 'closed');
};

const byUrgency =
  (now: Instant) =>
  (a: IncidentRow, b: IncidentRow): number =>
    Number(isUrgentAt(b, now)) - Number(isUrgentAt(a, now)) ||
    (a.deadline ?? '9').localeCompare(b.deadline ?? '9') ||
    b.people * (1 + b.unreached) - a.people * (1 + a.unreached) ||
    b.openedAt.localeCompare(a.openedAt) ||
    a.id.localeCompare(b.id);
const latestFirst = (a: IncidentRow, b: IncidentRow): number =>
  (b.closedAt ?? '').localeCompare(a.closedAt ?? '') || a.id.localeCompare(b.id);

/** The calls to members to take an incident, oldest first. */
const callsOf = (tables: Tables, id: string): WholeIncident['calls'] =>
  [...tables.dutyCalls.values()]
    .filter(({ incidentId }) => incidentId === id)
    .map(({ agencyId, memberId, key, calledAt, answeredAt }) => ({
      at: calledAt,
      to: tables.members.get(agencyId)?.find((member) => member.id === memberId)?.name ?? '',
      status: tables.effects.get(tables.effectByKey.get(key) ?? '')?.status ?? null,
      answeredAt,
    }));

/** `Incidents` over the tables. */
export const memoryIncidents = (tables: Tables): Incidents => ({
  list: async (agencyId, filter) => {
    const { isDone, kind, severity, ownerId, isSnoozed, now, limit, offset } = filter;
    return [...tables.incidents.values()]
      .filter(
        (one) =>
          one.agencyId === agencyId &&
          (one.state === 'done') === isDone &&
          (kind === undefined || one.kind === kind) &&
          (ownerId === undefined || one.owner?.id === ownerId) &&
          (isDone ||
            isSnoozed === undefined ||
            isSnoozed === (one.snoozedUntil !== null && one.snoozedUntil > now)) &&
          (severity === undefined ||
            (severity === 'urgent') === isUrgentAt(one, isDone ? (one.closedAt ?? now) : now)),
      )
      .sort(isDone ? latestFirst : byUrgency(now))
      .slice(offset, offset + limit)
      .map((one) => incidentRow(tables, one));
  },
  get: async (agencyId, id) => {
    const incident = tables.incidents.get(id);
    if (incident?.agencyId !== agencyId) return null;
    return {
      ...incidentRow(tables, incident),
      tasks: tasksOf(tables, id)
        .toSorted((a, b) => a.openedAt.localeCompare(b.openedAt) || a.id.localeCompare(b.id))
        .map((task) => ({
          ...taskRow(task),
          tripName: tables.trips.get(task.tripId ?? '')?.clientName ?? null,
        })),
      notes: [...(tables.incidentNotes.get(id) ?? [])],
      calls: callsOf(tables, id),
      acts: [],
    };
  },
  move: async (agencyId, id, move) => moveIncident(tables, agencyId, id, move),
});
