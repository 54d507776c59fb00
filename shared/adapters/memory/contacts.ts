import { isDeepStrictEqual } from 'node:util';
import type { Contact, Group, Reachability } from '#shared/domain/contact.ts';
import { isArrival } from '#shared/domain/delivery.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type {
  ContactDesk,
  EditContactResult,
  WriteGroupResult,
} from '#shared/ports/contact-desk.ts';
import { nameContains, sameName } from './identity.ts';
import { emitJourneyChanged } from './journey-events.ts';
import { passengersOn, withPeople } from './people.ts';
import type { ContactRow, EffectRow, GroupRow } from './rows.ts';
import type { Tables } from './tables.ts';
import { requestTest } from './test-message.ts';
import { emitChanged } from './trips.ts';

type Edit = Parameters<ContactDesk['editContact']>[0];

const contactOf = ({ agencyId: _, ...contact }: ContactRow): Contact => contact;

const ownContact = (tables: Tables, agencyId: string, id: string): ContactRow | null => {
  const row = tables.contact(id);
  return row?.agencyId === agencyId ? row : null;
};

const evidence = (row: EffectRow | undefined): Reachability['lastArrived'] =>
  row === undefined
    ? null
    : {
        messageId: row.id,
        tripId: row.tripId,
        type: row.type,
        at: row.sentAt ?? row.lastTriedAt ?? row.createdAt,
        state: row.providerStatus ?? 'failed',
        errorCode: row.errorCode,
      };

const latest = (rows: readonly EffectRow[]): EffectRow | undefined =>
  rows.reduce<EffectRow | undefined>(
    (a, b) =>
      a === undefined || (a.sentAt ?? a.lastTriedAt ?? '') <= (b.sentAt ?? b.lastTriedAt ?? '')
        ? b
        : a,
    undefined,
  );

const reachability = (tables: Tables, contact: ContactRow): Reachability => {
  const { agencyId, phone } = contact;
  const agency = tables.agencies.get(agencyId);
  if (phone === null || !agency)
    return {
      optedOut: false,
      address: null,
      lastInboundAt: null,
      lastArrived: null,
      lastRefused: null,
    };
  const arrived = tables
    .effectsTo(agencyId, phone)
    .filter(({ sentAt, providerStatus }) => sentAt !== null && isArrival(providerStatus));
  const refused = tables
    .effectsTo(agencyId, phone)
    .filter(({ status, permanent }) => status === 'FAILED' && permanent);
  const inbound = tables
    .conversationsOf(agencyId, phone)
    .flatMap((conversation) => conversation.inbound.map(({ at }) => at))
    .sort();
  return {
    optedOut: tables.isOptedOut(agency.sender, phone),
    address: tables.conversation(agency, phone)?.address ?? null,
    lastInboundAt: inbound.at(-1) ?? null,
    lastArrived: evidence(latest(arrived)),
    lastRefused: evidence(latest(refused)),
  };
};

/** The trip of a contact after an edit of the contact. */
const tripAfter = (trip: Trip, before: ContactRow, after: ContactRow): Trip => ({
  ...trip,
  whatsapp: after.phone,
  language: before.language === after.language ? trip.language : after.language,
  clientName:
    before.name !== after.name && sameName(trip.clientName, before.name)
      ? after.name
      : trip.clientName,
});

const editContact = (tables: Tables, request: Edit): EditContactResult => {
  const { agencyId, contactId, set, notify, now } = request;
  const before = ownContact(tables, agencyId, contactId);
  if (!before) return { kind: 'not-found' };
  if (before.revision !== request.revision) return { kind: 'stale' };
  const after: ContactRow = { ...before, ...set };
  if (isDeepStrictEqual(before, after)) return { kind: 'unchanged', contact: contactOf(before) };
  const other = after.phone === null ? undefined : tables.contactOfPhone(agencyId, after.phone);
  if (other && other.id !== contactId) return { kind: 'phone-taken', contactId: other.id };
  const written = { ...after, revision: before.revision + 1 };
  tables.putContact(written);
  const trips = tables.tripsOfContact(contactId);
  for (const journeyId of new Set(trips.map((trip) => trip.journeyId))) {
    const changed = trips
      .filter((trip) => trip.journeyId === journeyId)
      .flatMap((trip) => {
        const next = tripAfter(trip, before, written);
        const fields = (['clientName', 'whatsapp', 'language'] as const).filter(
          (field) => trip[field] !== next[field],
        );
        if (fields.includes('clientName')) renamePassenger(tables, trip, before, written);
        if (fields.length === 0) return [];
        const revised = { ...next, revision: trip.revision + 1 };
        tables.putTrip(revised);
        emitChanged(tables, trip, revised, { fields, notify, now });
        return fields;
      });
    const fields = changed.length === 0 ? ['contacts'] : [...new Set(changed)].sort();
    emitJourneyChanged(tables, journeyId, { fields, notify, now });
  }
  // What trips say of their people is brought up to date where any of them was renamed.
  for (const trip of tables.trips.values())
    if (trip.agencyId === agencyId) tables.putTrip(withPeople(tables, trip));
  return { kind: 'edited', contact: contactOf(written) };
};

const renamePassenger = (
  tables: Tables,
  trip: Trip,
  before: ContactRow,
  after: ContactRow,
): void => {
  for (const { passengerId } of passengersOn(tables, trip.id)) {
    const person = tables.passengers.get(passengerId);
    if (person && sameName(person.name, before.name))
      tables.passengers.set(passengerId, {
        ...person,
        name: after.name,
        callName: before.callName === after.callName ? person.callName : after.callName,
      });
  }
};

const byNameThenId = (a: { name: string; id: string }, b: { name: string; id: string }): number =>
  a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1;

const groupRows = (tables: Tables, agencyId: string): readonly GroupRow[] =>
  [...tables.groups.values()].filter((row) => row.agencyId === agencyId);

const groupOf = (tables: Tables, { agencyId, ...group }: GroupRow): Group => ({
  ...group,
  journeys: [...tables.journeys.values()].filter(
    (row) => row.agencyId === agencyId && row.group === group.name && row.withdrawnAt === null,
  ).length,
});

const writeGroup = (
  tables: Tables,
  { agencyId, groupId, name, leaderId }: Parameters<ContactDesk['writeGroup']>[0],
): WriteGroupResult => {
  const rows = groupRows(tables, agencyId);
  const present = rows.find(({ id }) => id === groupId);
  if (groupId !== null && !present) return { kind: 'not-found' };
  if (leaderId !== null && !ownContact(tables, agencyId, leaderId))
    return { kind: 'unknown-leader' };
  if (present?.name === name && present.leaderId === leaderId)
    return { kind: 'unchanged', group: groupOf(tables, present) };
  const other = rows.find((row) => row.name === name && row.id !== present?.id);
  if (other) return { kind: 'name-taken', groupId: other.id };
  const row = { id: present?.id ?? tables.ids.random(), agencyId, name, leaderId };
  if (present) tables.groups.delete(`${agencyId}|${present.name}`);
  tables.groups.set(`${agencyId}|${name}`, row);
  for (const [id, journey] of tables.journeys)
    if (present && journey.agencyId === agencyId && journey.group === present.name)
      tables.journeys.set(id, { ...journey, group: name });
  return { kind: 'written', group: groupOf(tables, row) };
};

/** `ContactDesk` over the tables. */
export const memoryContactDesk = (tables: Tables): ContactDesk => ({
  requestTest: async (request) => requestTest(tables, request),
  contact: async (agencyId, contactId) => {
    const row = ownContact(tables, agencyId, contactId);
    return row && { contact: contactOf(row), reachability: reachability(tables, row) };
  },
  contacts: async (agencyId, { phone, name, after, limit }) =>
    [...tables.contacts()]
      .filter(
        (row) =>
          row.agencyId === agencyId &&
          (phone === undefined || row.phone === phone) &&
          (name === undefined || nameContains(row.name, name)) &&
          (after === undefined || byNameThenId(after, row) < 0),
      )
      .sort(byNameThenId)
      .slice(0, limit)
      .map(contactOf),
  editContact: async (request) => editContact(tables, request),
  groups: async (agencyId) =>
    groupRows(tables, agencyId)
      .map((row) => groupOf(tables, row))
      .sort(byNameThenId),
  writeGroup: async (request) => writeGroup(tables, request),
});
