import { flightSubjects, type PeopleOnFlight } from '#shared/domain/flight-people.ts';
import { toldByCall } from '#shared/domain/incident.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { ReadingDesk } from '#shared/ports/reading-desk.ts';
import { messageRow } from './desk.ts';
import { ownJourney } from './journeys.ts';
import type { EffectRow, StoredTask } from './rows.ts';
import type { Tables } from './tables.ts';
import { taskRow } from './tasks.ts';

type Person = PeopleOnFlight['people'][number];

const subjects: ReadonlySet<string> = new Set(flightSubjects);
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Messages of a trip and of the contact's other legs that tell of its flight as booked now. */
const messagesAbout = (tables: Tables, trip: Trip, since: string) =>
  tables
    .tripsOfJourney(trip.journeyId)
    .filter(({ contactId }) => contactId === trip.contactId)
    .flatMap(({ id }) =>
      tables.effectsOfTrip(id).map((row) => ({
        row,
        said: id === trip.id ? row.told : row.told.legs?.[trip.id],
      })),
    )
    .filter(
      ({ row, said }) =>
        row.to === trip.whatsapp &&
        row.status !== 'DROPPED' &&
        subjects.has(row.type) &&
        row.createdAt >= since &&
        said !== undefined &&
        (['departure', 'phase', 'gate', 'boardingFor'] as const).some((fact) => fact in said),
    )
    .sort((a, b) => a.row.seq - b.row.seq);

const lastOf = (about: ReturnType<typeof messagesAbout>[number] | undefined): Person['last'] => {
  if (about === undefined || about.row.tripId === null) return null;
  const { id, tripId, type, status, providerStatus, errorCode, createdAt, sentAt } = about.row;
  return {
    messageId: id,
    tripId,
    type,
    status,
    providerStatus,
    errorCode,
    createdAt,
    sentAt,
    departure: about.said?.departure ?? null,
    phase: (about.said && 'phase' in about.said ? about.said.phase : undefined) ?? null,
  };
};

const droppedOf = (row: EffectRow | undefined): Person['dropped'] =>
  row === undefined ? null : { type: row.type, reason: row.reason, at: row.createdAt };

/** A failed message is a call once somebody at the agency made it; until then it has failed. */
const callOf = (task: StoredTask | undefined): Person['call'] =>
  task?.closedReason === 'done_by_agency' || (task?.kind === 'call' && task.state !== 'done')
    ? { state: task.state, message: String(task.facts['message'] ?? task.reason) }
    : null;

const personOf = (tables: Tables, trip: Trip, sender: string): Person => {
  const since = tables.rebookedAt.get(trip.id) ?? '';
  const last = messagesAbout(tables, trip, since).at(-1);
  const dropped = tables
    .effectsOfTrip(trip.id)
    .findLast(
      ({ to, status, type, createdAt, seq }) =>
        to === trip.whatsapp &&
        status === 'DROPPED' &&
        subjects.has(type) &&
        createdAt >= since &&
        seq > (last?.row.seq ?? -1),
    );
  const suppressed = tables
    .decisionsOfTrip(trip.id)
    .findLast(
      ({ decision, subject, at }) =>
        (decision === 'suppressed' || decision === 'held') && subjects.has(subject) && at >= since,
    );
  const tasks = tables.tasksOfTrip(trip.id);
  const [call] = tasks
    .filter(({ kind, openedAt }) => toldByCall.includes(kind) && openedAt >= since)
    .sort((a, b) => byText(b.openedAt, a.openedAt) || byText(a.id, b.id));
  return {
    tripId: trip.id,
    journeyId: trip.journeyId,
    contactId: trip.contactId,
    name: trip.clientName,
    role: trip.role,
    passengers: trip.passengers,
    phone: trip.whatsapp,
    optedOut: trip.whatsapp !== null && tables.isOptedOut(sender, trip.whatsapp),
    last: lastOf(last),
    dropped: droppedOf(dropped),
    suppressed: suppressed
      ? { subject: suppressed.subject, rule: suppressed.rule, at: suppressed.at }
      : null,
    call: callOf(call),
    tasks: tasks
      .filter(({ state }) => state !== 'done')
      .sort((a, b) => byText(a.openedAt, b.openedAt) || byText(a.kind, b.kind))
      .map(taskRow),
  };
};

const newestFirst = (
  a: { readonly createdAt: string; readonly id: string },
  b: { readonly createdAt: string; readonly id: string },
): number => byText(b.createdAt, a.createdAt) || byText(b.id, a.id);

const flightOf = (
  tables: Tables,
  agencyId: string,
  flightKey: string,
  isAmong: (trip: Trip) => boolean,
): PeopleOnFlight | null => {
  const agency = tables.agencies.get(agencyId);
  const trips = tables
    .followers(flightKey)
    .filter((trip) => trip.agencyId === agencyId && isAmong(trip));
  const [first] = [...trips].sort((a, b) => byText(a.departure, b.departure) || byText(a.id, b.id));
  if (!agency || !first) return null;
  const flight = tables.flights.get(flightKey);
  return {
    flightKey,
    flightNumber: first.flightNumber,
    originIata: first.originIata,
    destinationIata: first.destinationIata,
    originZone: first.originZone,
    destinationZone: first.destinationZone,
    departure: first.departure,
    facts: flight?.facts ?? null,
    nextCheckAt: flight?.nextCheckAt ?? null,
    people: [...trips]
      .sort((a, b) => byText(a.clientName, b.clientName) || byText(a.id, b.id))
      .map((trip) => personOf(tables, trip, agency.sender)),
  };
};

/** `ReadingDesk` over the tables. */
export const memoryReadingDesk = (tables: Tables): ReadingDesk => ({
  peopleOnFlight: async (agencyId, flightKey) => flightOf(tables, agencyId, flightKey, () => true),
  peopleOfGroup: async (agencyId, groupId, { from, flightKey, limit }) => {
    const group = [...tables.groups.values()].find(({ id }) => id === groupId);
    const isAmong = ({ journeyId }: Trip): boolean =>
      group !== undefined && tables.journeys.get(journeyId)?.group === group.name;
    const keys = new Set(
      [...tables.trips.values()]
        .filter((trip) => trip.agencyId === agencyId && isAmong(trip))
        .filter(({ departure }) => from === undefined || departure >= from)
        .map((trip) => trip.flightKey)
        .filter((key) => flightKey === undefined || key === flightKey),
    );
    return [...keys]
      .flatMap((key) => flightOf(tables, agencyId, key, isAmong) ?? [])
      .sort((a, b) => byText(a.departure, b.departure) || byText(a.flightKey, b.flightKey))
      .slice(0, limit);
  },
  journeyMessages: async (agencyId, journeyId, { before, limit }) => {
    if (!ownJourney(tables, agencyId, journeyId)) return null;
    return tables
      .tripsOfJourney(journeyId)
      .flatMap((trip) =>
        tables.effectsOfTrip(trip.id).map((row) => ({
          ...messageRow(row),
          firstTriedAt: row.firstTriedAt,
          lastTriedAt: row.lastTriedAt,
          tripId: trip.id,
          contactId: trip.contactId,
          contactName: trip.clientName,
          role: trip.role,
          legId: trip.legId,
          flightKey: trip.flightKey,
          flightNumber: trip.flightNumber,
          originZone: trip.originZone,
        })),
      )
      .sort(newestFirst)
      .filter((row) => before === undefined || newestFirst(before, row) < 0)
      .slice(0, limit);
  },
});
