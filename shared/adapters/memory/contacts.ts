import { isDeepStrictEqual } from 'node:util';
import type { Contact, Group, Reachability } from '#shared/domain/contact.ts';
import { isArrival } from '#shared/domain/delivery.ts';
import type {
  ContactDesk,
  EditContactResult,
  WriteGroupRequest,
  WriteGroupResult,
} from '#shared/ports/contact-desk.ts';
import { changeContact } from './contact-changes.ts';
import { nameContains } from './identity.ts';
import { emitJourneyChanged } from './journey-events.ts';
import type { ContactRow, EffectRow, GroupRow } from './rows.ts';
import type { Tables } from './tables.ts';
import { requestTest } from './test-message.ts';

type Edit = Parameters<ContactDesk['editContact']>[0];

const contactOf = ({ agencyId: _, isForgotten: __, ...contact }: ContactRow): Contact => contact;

const ownContact = (tables: Tables, agencyId: string, id: string): ContactRow | null => {
  const row = tables.contact(id);
  return row?.agencyId === agencyId && !row.isForgotten ? row : null;
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

const editContact = (tables: Tables, request: Edit): EditContactResult => {
  const { agencyId, contactId, set, notify, now } = request;
  const before = ownContact(tables, agencyId, contactId);
  if (!before) return { kind: 'not-found' };
  if (before.revision !== request.revision) return { kind: 'stale' };
  const after: ContactRow = { ...before, ...set };
  if (isDeepStrictEqual(before, after)) return { kind: 'unchanged', contact: contactOf(before) };
  const other = after.phone === null ? undefined : tables.contactOfPhone(agencyId, after.phone);
  if (other && other.id !== contactId) return { kind: 'phone-taken', contactId: other.id };
  const changes = changeContact(tables, before, set, { notify, now });
  for (const [journeyId, fields] of changes)
    emitJourneyChanged(tables, journeyId, { fields, notify, now });
  return { kind: 'edited', contact: contactOf(tables.contact(contactId) ?? after) };
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

const writeGroup = (tables: Tables, request: WriteGroupRequest): WriteGroupResult => {
  const { agencyId, groupId, now } = request;
  const rows = groupRows(tables, agencyId);
  const present = rows.find(({ id }) => id === groupId);
  const name = request.name ?? present?.name;
  if (name === undefined || (groupId !== null && !present)) return { kind: 'not-found' };
  const leaderId = request.leaderId === undefined ? (present?.leaderId ?? null) : request.leaderId;
  if (leaderId !== null && !ownContact(tables, agencyId, leaderId))
    return { kind: 'unknown-leader' };
  if (present?.name === name && present.leaderId === leaderId)
    return { kind: 'unchanged', group: groupOf(tables, present) };
  const other = rows.find((row) => row.name === name && row.id !== present?.id);
  if (other) return { kind: 'name-taken', groupId: other.id };
  const row = { id: present?.id ?? tables.ids.random(), agencyId, name, leaderId };
  if (present) tables.groups.delete(`${agencyId}|${present.name}`);
  tables.groups.set(`${agencyId}|${name}`, row);
  if (present && present.name !== name)
    for (const [id, journey] of tables.journeys) {
      if (journey.agencyId !== agencyId || journey.group !== present.name) continue;
      tables.journeys.set(id, { ...journey, group: name });
      emitJourneyChanged(tables, id, { fields: ['group'], notify: false, now });
    }
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
          !row.isForgotten &&
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
  group: async (agencyId, groupId) => {
    const row = groupRows(tables, agencyId).find(({ id }) => id === groupId);
    return row ? groupOf(tables, row) : null;
  },
  writeGroup: async (request) => writeGroup(tables, request),
});
