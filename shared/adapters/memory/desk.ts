import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { Scope } from '#shared/domain/scope.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { MessageRow, TaskRow, TimelineEntry, TripDesk } from '#shared/ports/trip-desk.ts';
import { memoryBooking } from './booking.ts';
import { documentsOf } from './documents.ts';
import { nameContains } from './identity.ts';
import { memoryInbound } from './inbound.ts';
import { departsWithin } from './people.ts';
import { type EffectRow, type FlightRow, templateOf } from './rows.ts';
import type { Tables } from './tables.ts';
import { moveTask, taskRow } from './tasks.ts';

/** A message of the ledger as the desks show it. */
export const messageRow = (row: EffectRow): MessageRow => ({
  id: row.id,
  tripId: row.tripId,
  type: row.type,
  status: row.status,
  providerStatus: row.providerStatus,
  template: templateOf(row),
  text: row.content.text,
  content: row.content,
  to: row.to,
  createdAt: row.createdAt,
  dueAt: row.dueAt,
  sentAt: row.sentAt,
  attempts: row.attempts,
  errorCode: row.errorCode,
  reason: row.reason,
});

/** The order of entries of one instant: the flight's news first, the traveller's words last. */
const kindOrder: readonly TimelineEntry['kind'][] = [
  'flight',
  'decision',
  'message',
  'task',
  'inbound',
  'document',
  'act',
];

const flightEntry = ({ at, facts }: FlightRow['history'][number]): TimelineEntry => ({
  at,
  kind: 'flight',
  summary: facts.gate === null ? facts.phase : `${facts.phase} gate ${facts.gate}`,
  detail: {
    status: facts.phase,
    gate: facts.gate,
    terminal: facts.terminal,
    belt: facts.belt,
    scheduledDeparture: facts.scheduledDeparture,
    departure: facts.departure,
    departed: facts.phase === 'departed' || facts.phase === 'landed' ? facts.departure : null,
    arrival: facts.arrival,
    landed: facts.landedAt,
    divertedTo: facts.divertedTo?.iata ?? null,
    source: facts.source,
  },
});

const timeline = (tables: Tables, trip: Trip): TimelineEntry[] => {
  const flight = (tables.flights.get(trip.flightKey)?.history ?? []).map(flightEntry);
  const decisions = tables.decisionsOfTrip(trip.id).map(
    ({ at, agent, eventType, decision, subject, rule, detail }): TimelineEntry => ({
      at,
      kind: 'decision',
      summary: `${decision} ${subject}: ${rule}`,
      detail: { agent, event: eventType, decision, subject, rule, detail },
    }),
  );
  const messages = tables.effectsOfTrip(trip.id).map(
    (row): TimelineEntry => ({
      at: row.sentAt ?? row.createdAt,
      kind: 'message',
      summary: `${row.type} ${row.status.toLowerCase()}`,
      detail: { ...messageRow(row) },
    }),
  );
  const tasks = tables.tasksOfTrip(trip.id).map(
    (task): TimelineEntry => ({
      at: task.openedAt,
      kind: 'task',
      summary: `${task.kind} ${task.state}`,
      detail: { ...taskRow(task) },
    }),
  );
  const inbound = (
    trip.whatsapp === null ? [] : tables.conversationsOf(trip.agencyId, trip.whatsapp)
  )
    .flatMap((conversation) => conversation.inbound)
    .filter(({ at }) => at >= trip.insertedAt)
    .map(
      ({ at, text, media }): TimelineEntry => ({
        at,
        kind: 'inbound',
        summary: 'the traveller wrote',
        detail: { text, media: media.length },
      }),
    );
  const documents = documentsOf(tables, trip.id).map(
    ({ id, type, uploadedBy, uploadedByType, uploadedAt }): TimelineEntry => ({
      at: uploadedAt,
      kind: 'document',
      summary: `${type} filed`,
      detail: { id, type, by: uploadedBy, byKind: uploadedByType },
    }),
  );
  return [...flight, ...decisions, ...messages, ...tasks, ...inbound, ...documents].sort(
    (a, b) =>
      (a.at < b.at ? -1 : a.at > b.at ? 1 : 0) ||
      kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind),
  );
};

const newestFirst = (
  a: Pick<Trip, 'departure' | 'id'>,
  b: Pick<Trip, 'departure' | 'id'>,
): number =>
  (a.departure < b.departure ? 1 : a.departure > b.departure ? -1 : 0) ||
  (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

const newestTaskFirst = (a: TaskRow, b: TaskRow): number =>
  a.openedAt === b.openedAt ? (a.id < b.id ? 1 : -1) : a.openedAt < b.openedAt ? 1 : -1;

/** Whether the contact or a passenger of a trip has that name, or it is a part of it. */
const isOf = (trip: Trip, name: string): boolean =>
  [trip.clientName, ...trip.passengers.map((passenger) => passenger.name)].some((one) =>
    nameContains(one, name),
  );

const listTrips = (
  tables: Tables,
  agencyId: string,
  filter: Parameters<TripDesk['trips']>[1],
): readonly Trip[] => {
  const { status, whatsapp, reference, flightNumber, journeyId, group, live, name } = filter;
  const { before, limit, ...bounds } = filter;
  const order = (a: Pick<Trip, 'departure' | 'id'>, b: Pick<Trip, 'departure' | 'id'>) =>
    bounds.from === undefined ? newestFirst(a, b) : newestFirst(b, a);
  return [...tables.trips.values()]
    .filter(
      (trip) =>
        trip.agencyId === agencyId &&
        (status === undefined || trip.status === status) &&
        (whatsapp === undefined || trip.whatsapp === whatsapp) &&
        (reference === undefined ||
          trip.passengers.some((passenger) => passenger.reference === reference)) &&
        (flightNumber === undefined || trip.flightNumber === flightNumber) &&
        (journeyId === undefined || trip.journeyId === journeyId) &&
        (group === undefined || tables.journeys.get(trip.journeyId)?.group === group) &&
        (!live || trip.status !== 'withdrawn') &&
        (name === undefined || isOf(trip, name)) &&
        departsWithin(bounds)(trip) &&
        (before === undefined || order(before, trip) < 0),
    )
    .sort(order)
    .slice(0, limit);
};

/** `TripDesk` over the tables. */
export const memoryTripDesk = (tables: Tables): TripDesk => {
  const ownTrip = (agencyId: string, tripId: string) => {
    const trip = tables.trips.get(tripId);
    return trip?.agencyId === agencyId ? trip : null;
  };
  return {
    ...memoryBooking(tables),
    ...memoryInbound(tables),
    authenticate: async (keyHash) => {
      for (const agency of tables.agencies.values()) {
        if (agency.keyHash !== undefined && agency.keyHash === keyHash)
          return {
            agencyId: agency.id,
            agencyName: agency.name,
            suspendedBecause: agency.suspendedBecause ?? null,
            keyId: uuidV5('key', keyHash),
            keyName: 'main key',
            scopes: Scope.options,
            expiresAt: null,
            revokedAt: null,
          };
      }
      return null;
    },
    trips: async (agencyId, filter) => listTrips(tables, agencyId, filter),
    timeline: async (agencyId, tripId) => {
      const trip = ownTrip(agencyId, tripId);
      return trip ? timeline(tables, trip) : null;
    },
    messages: async (agencyId, tripId) =>
      ownTrip(agencyId, tripId) ? tables.effectsOfTrip(tripId).map(messageRow) : null,
    tasks: async (agencyId, { state, tripId, taskId, before, limit }) =>
      [...tables.tasks.values()]
        .filter(
          (task) =>
            task.agencyId === agencyId &&
            (state === undefined || task.state === state) &&
            (tripId === undefined || task.tripId === tripId) &&
            (taskId === undefined || task.id === taskId) &&
            (before === undefined ||
              task.openedAt < before.openedAt ||
              (task.openedAt === before.openedAt && task.id < before.id)),
        )
        .sort(newestTaskFirst)
        .slice(0, limit)
        .map(taskRow),
    updateTask: async (move) => moveTask(tables, move),
    ceilings: async () => tables.ceilings,
    settings: async (agencyId) => tables.agencies.get(agencyId)?.settings ?? {},
    putSetting: async (agencyId, key, value) => {
      const agency = tables.agencies.get(agencyId);
      if (agency)
        tables.agencies.set(agencyId, {
          ...agency,
          settings: { ...agency.settings, [key]: value },
        });
    },
    ping: async () => {},
  };
};
