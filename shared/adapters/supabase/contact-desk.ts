import { z } from 'zod';
import { Contact, Group, Reachability } from '#shared/domain/contact.ts';
import { Instant, plus } from '#shared/domain/instant.ts';
import { testPauseMs } from '#shared/domain/test-message.ts';
import { Consent } from '#shared/domain/trip.ts';
import type { ContactDesk } from '#shared/ports/contact-desk.ts';
import type { Rpc } from './rpc.ts';

const Edited = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('edited'), contact: Contact }),
  z.object({ kind: z.literal('unchanged'), contact: Contact }),
  z.object({ kind: z.literal('not-found') }),
  z.object({ kind: z.literal('stale') }),
  z.object({ kind: z.literal('phone-taken'), contactId: z.uuid() }),
]);
const Written = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('written'), group: Group }),
  z.object({ kind: z.literal('unchanged'), group: Group }),
  z.object({ kind: z.literal('not-found') }),
  z.object({ kind: z.literal('unknown-leader') }),
  z.object({ kind: z.literal('name-taken'), groupId: z.uuid() }),
]);
const Requested = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('requested') }),
  z.object({ kind: z.literal('not-found') }),
  z.object({ kind: z.literal('no-number') }),
  z.object({ kind: z.literal('opted-out') }),
  z.object({ kind: z.literal('too-soon'), testedAt: Instant }),
]);
const Found = z.object({
  contact: Contact,
  reachability: Reachability,
  consent: Consent.nullable(),
});

/** `ContactDesk` by functions of the data API. */
export const createContactDesk = (rpc: Rpc, randomId: () => string): ContactDesk => ({
  contact: (agencyId, contactId) =>
    rpc('get_contact', { contact_id: contactId }, agencyId, Found.nullable()),
  requestTest: ({ agencyId, contactId, now }) =>
    rpc(
      'request_test_message',
      { request: { contactId, now, notAfter: plus(now, -testPauseMs), eventId: randomId() } },
      agencyId,
      Requested,
    ),
  contacts: (agencyId, filter) => rpc('list_contacts', { filter }, agencyId, z.array(Contact)),
  editContact: (request) => rpc('edit_contact', { request }, request.agencyId, Edited),
  groups: (agencyId) => rpc('list_groups', {}, agencyId, z.array(Group)),
  group: (agencyId, groupId) => rpc('get_group', { group_id: groupId }, agencyId, Group.nullable()),
  writeGroup: (request) =>
    rpc('write_group', { request: { ...request, newId: randomId() } }, request.agencyId, Written),
});
