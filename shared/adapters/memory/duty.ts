import { alertAnswer } from '#shared/domain/alert-answer.ts';
import { unreachedBy } from '#shared/domain/incident.ts';
import { hour, type Instant, plus } from '#shared/domain/instant.ts';
import type { StaffMember } from '#shared/domain/staff.ts';
import type { DutyDay } from '#shared/events/incidents.ts';
import type { InboundMessage } from '#shared/ports/trip-desk.ts';
import type { RecordCommand } from '#shared/ports/turn-commands.ts';
import type { DutyContext } from '#shared/ports/turn-contexts.ts';
import { agencyProfile } from './agency-desk.ts';
import { firstTripOf } from './incident-rows.ts';
import { moveIncident } from './incidents.ts';
import type { DutyAlertRow, IncidentRow } from './rows.ts';
import type { Tables } from './tables.ts';

const keyOf = ({ incidentId, memberId }: Pick<DutyAlertRow, 'incidentId' | 'memberId'>): string =>
  `${incidentId}|${memberId}`;

const byAge = (a: IncidentRow, b: IncidentRow): number =>
  a.openedAt === b.openedAt ? (a.id < b.id ? -1 : 1) : a.openedAt < b.openedAt ? -1 : 1;

const dayOf = (tables: Tables, agencyId: string, at: Instant): DutyDay => {
  const waiting = [...tables.incidents.values()].filter(
    (one) => one.agencyId === agencyId && one.state === 'open',
  );
  const urgent = waiting.filter(
    ({ severity, urgentFrom }) =>
      severity === 'urgent' || (urgentFrom !== null && urgentFrom <= at),
  );
  const soon = [...tables.tasks.values()].filter(({ agencyId: of, state, tripId }) => {
    const trip = tripId === null ? undefined : tables.trips.get(tripId);
    const departure = trip && (trip.estimatedDeparture ?? trip.departure);
    return (
      of === agencyId &&
      state !== 'done' &&
      departure !== undefined &&
      departure >= plus(at, -12 * hour) &&
      departure <= plus(at, 24 * hour)
    );
  });
  const of = (...kinds: readonly string[]) => soon.filter(({ kind }) => kinds.includes(kind));
  const drafts = [...tables.itineraries].flatMap(([journeyId, stays]) => {
    const leaves = tables
      .tripsOfJourney(journeyId)
      .some(
        (trip) =>
          trip.agencyId === agencyId &&
          trip.status !== 'withdrawn' &&
          trip.departure >= at &&
          trip.departure <= plus(at, 72 * hour),
      );
    return leaves ? [...stays.values()].filter((all) => all.at(-1)?.status === 'draft') : [];
  });
  return {
    urgent: urgent.length,
    normal: waiting.length - urgent.length,
    tight: of('connection_at_risk', 'connection_missed').length,
    unreached: new Set(of(...unreachedBy).map(({ tripId }) => tripId)).size,
    unmatched: of('not_found', 'found_elsewhere').length,
    drafts: drafts.length,
  };
};

/** Incidents to ask about, those of which somebody was told, and those that time makes urgent. */
const incidentsOf = (tables: Tables, agencyId: string): readonly IncidentRow[] => {
  const open = [...tables.incidents.values()].filter(
    (one) => one.agencyId === agencyId && one.state !== 'done',
  );
  const isAsked = ({ alert }: IncidentRow): boolean => alert === null || alert === 'asked';
  const waiting = open.filter(
    (one) => one.state === 'open' && one.severity === 'urgent' && isAsked(one),
  );
  const told = open.filter(
    (one) => (one.state === 'claimed' && one.alert !== null) || !isAsked(one),
  );
  const turning = open.filter((one) => one.severity === 'normal' && one.urgentFrom !== null);
  return [
    ...new Set([
      ...waiting.sort(byAge).slice(0, 500),
      ...told.sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1)).slice(0, 200),
      ...turning
        .sort((a, b) => ((a.urgentFrom ?? '') < (b.urgentFrom ?? '') ? -1 : 1))
        .slice(0, 50),
    ]),
  ].sort(byAge);
};

/** The context of a turn of the duty desk; null where there is no such agency. */
export const dutyContext = (
  tables: Tables,
  agencyId: string,
  { day }: { readonly day: Instant | null },
): DutyContext | null => {
  const agency = tables.agencies.get(agencyId);
  if (!agency) return null;
  const { revision: _, ...profile } = agencyProfile(agency);
  const incidents = incidentsOf(tables, agencyId);
  return {
    agency: profile,
    roster: tables.rosters.get(agencyId) ?? null,
    members: [...(tables.members.get(agencyId) ?? [])],
    incidents: incidents.map(({ agencyId: __, ...incident }) => {
      const trip = firstTripOf(tables, incident.id);
      return {
        ...incident,
        flight: trip
          ? {
              number: trip.flightNumber,
              origin: trip.originIata,
              destination: trip.destinationIata,
            }
          : null,
      };
    }),
    messages: incidents
      .filter(({ state }) => state === 'open')
      .flatMap(({ id }) =>
        [...tables.dutyAlerts.values()].filter(({ incidentId }) => incidentId === id),
      )
      .flatMap(({ key }) => tables.effects.get(tables.effectByKey.get(key ?? '') ?? '') ?? [])
      .sort((a, b) => a.seq - b.seq)
      .map(({ key, status }) => ({ key, status })),
    day: day === null ? null : dayOf(tables, agencyId, day),
  };
};

/** Records who was asked to take an incident, and what became of it. */
export const recordAlert = (
  tables: Tables,
  agencyId: string | null,
  record: Extract<RecordCommand, { kind: 'duty_alert' }>,
  now: Instant,
): void => {
  const incident = tables.incidents.get(record.incidentId);
  if (!incident || agencyId === null || incident.agencyId !== agencyId) return;
  for (const { memberId, key, phone } of record.asked) {
    const { incidentId, number } = record;
    tables.dutyAlerts.set(keyOf({ incidentId, memberId }), {
      incidentId,
      memberId,
      agencyId,
      number,
      key,
      phone,
      askedAt: now,
      answeredBy: null,
    });
  }
  if (incident.state !== 'done')
    tables.incidents.set(incident.id, { ...incident, alert: record.alert });
};

/** Whether an alert must not be sent any more: somebody has its incident, or it is over. */
export const isAlertTaken = (tables: Tables, effectKey: string): boolean =>
  ![...tables.dutyAlerts.values()].some(
    ({ key, incidentId }) =>
      key === effectKey && tables.incidents.get(incidentId)?.state === 'open',
  );

const memberOf = (tables: Tables, { agencyId, memberId }: DutyAlertRow): StaffMember | undefined =>
  tables.members.get(agencyId)?.find(({ id }) => id === memberId);

/** Alerts that a phone was sent and may still answer, the newest first. */
export const answerable = (
  tables: Tables,
  agencyId: string,
  { phone, now }: Pick<InboundMessage, 'phone' | 'now'>,
): readonly DutyAlertRow[] =>
  [...tables.dutyAlerts.values()]
    .filter(
      (row) =>
        row.agencyId === agencyId &&
        row.phone === phone &&
        row.answeredBy === null &&
        row.askedAt > plus(now, -12 * hour) &&
        memberOf(tables, row) !== undefined,
    )
    .sort((a, b) =>
      a.askedAt === b.askedAt ? a.number - b.number : a.askedAt < b.askedAt ? 1 : -1,
    );

/** What an answer comes to, by what became of the claim. */
const outcomes = {
  moved: 'claimed',
  taken: 'taken',
  closed: 'closed',
  'not-found': 'closed',
} as const;

/**
 * Takes a message for an answer to an alert where it is one; whether it was new, or null: it is a
 * traveller's.
 */
export const answerAlert = (
  tables: Tables,
  agencyId: string,
  message: InboundMessage,
  ids: { readonly message: string; readonly event: string },
): boolean | null => {
  const { quotes = null, now, text } = message;
  const answer = alertAnswer(text);
  if (answer === null && quotes === null) return null;
  if ([...tables.dutyAlerts.values()].some(({ answeredBy }) => answeredBy === ids.message))
    return false;
  // Delivered again, and taken for a traveller's before the alert was there.
  if (tables.inboundIds.has(message.providerId)) return null;
  const asked = answerable(tables, agencyId, message).find(({ number, key }) => {
    if (quotes === null) return answer === 0 || answer === number;
    const effect = tables.effects.get(tables.effectByKey.get(key ?? '') ?? '');
    return effect?.providerId === quotes || effect?.formerProviderIds.includes(quotes);
  });
  const member = asked && memberOf(tables, asked);
  if (!asked || !member) return null;
  const { incidentId, memberId } = asked;
  const by = member.name;
  const outcome =
    answer === null
      ? 'unclear'
      : outcomes[
          moveIncident(tables, agencyId, incidentId, {
            act: 'claim',
            steal: false,
            by: { id: memberId, name: by },
            now,
          }).kind
        ];
  if (answer !== null) tables.dutyAlerts.set(keyOf(asked), { ...asked, answeredBy: ids.message });
  tables.emit({
    id: ids.event,
    type: 'StaffAnswered',
    version: 1,
    time: now,
    agencyId,
    tripId: null,
    correlationId: ids.event,
    causationId: null,
    data: { incidentId, memberId, outcome },
  });
  return true;
};
