import { z } from 'zod';
import { Contact, ContactReach, Group, Reachability, reachOf } from '#shared/domain/contact.ts';
import { day, plus } from '#shared/domain/instant.ts';
import { Consent } from '#shared/domain/trip.ts';
import { changeContact } from '../change-contact.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ContactEdit } from '../domain/contact-edit.ts';
import { FlightView, flightView } from '../flight-view.ts';
import { GroupPassenger, GroupView, groupPassengers, groupView } from '../group-view.ts';
import { placed } from '../journey-responses.ts';
import { groupsSeenBy } from '../limited.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, type Caller, json, type Route } from '../route.ts';
import { editedMeanwhile } from '../trip-responses.ts';
import { listOf, pageOf, Warnings } from '../views.ts';
import { cursorSchema, pageOfRows } from './cursor.ts';
import { phoneNumber, singleLine } from './filters.ts';
import { flightKeyParam } from './flight-key.ts';
import { ifMatch, revisionOf } from './headers.ts';

const params = z.strictObject({ id: z.uuid() });
/** Of a group, those before are in its journeys. */
const flightsBehindMs = 7 * day;
const mostFlights = 100;
const noContact = () => new Problem('not-found', 'There is no such contact.');
const noGroup = () => new Problem('not-found', 'There is no such group.');
const etag = ({ revision }: Contact) => ({ etag: `"${revision}"` });

const ContactView = Contact.extend({
  reach: ContactReach,
  reachability: Reachability,
  consent: Consent.nullable().describe(
    'That holds for the number and name of now; null: what there was is of another.',
  ),
}).meta({
  id: 'ContactDetails',
  description: 'A contact, how we know whether they are reached, and their consent.',
});
const ContactWithWarnings = Contact.extend({ warnings: Warnings }).meta({
  id: 'ContactWithWarnings',
  description: 'A contact, and what the agency should check about them.',
});
const GroupInput = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    leaderId: z.uuid().nullable().default(null).describe('The contact who leads it.'),
  })
  .meta({ id: 'GroupInput', description: 'A group to make.' });
const GroupEdit = GroupInput.extend({ leaderId: z.uuid().nullable() })
  .partial()
  .meta({ id: 'GroupEdit', description: 'Changes to a group; absent fields stay.' });

const bodyProblems = [
  'malformed-body',
  'not-found',
  'body-too-large',
  'unsupported-media-type',
  'invalid-fields',
] as const;

/** Those who are written to. */
export const contactRoutes = ({
  desk,
  contacts,
  clock,
}: Pick<ApiDependencies, 'desk' | 'contacts' | 'clock'>): readonly Route[] => [
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/contacts',
      tag: 'Contacts',
      summary: 'Find contacts',
      description:
        'By any writing of their number, or a part of their name; in the order of names.',
      query: z.strictObject({
        phone: phoneNumber.optional(),
        name: singleLine(100).optional().describe('A part of the name, however it is written.'),
        cursor: cursorSchema(z.tuple([z.string().max(100), z.uuid()])).optional(),
        limit: z.coerce.number().int().min(1).max(100).default(50),
      }),
      responses: { 200: { description: 'A page of contacts.', schema: pageOf(Contact) } },
      problems: ['invalid-request'],
    },
    async ({ caller, query: { cursor, limit, ...filter } }) => {
      const found = await contacts.contacts(caller.agencyId, {
        ...filter,
        limit: limit + 1,
        ...(cursor && { after: { name: cursor[0], id: cursor[1] } }),
      });
      return json(pageOfRows(found, limit, ({ name, id }) => [name, id]));
    },
  ),
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/contacts/{id}',
      tag: 'Contacts',
      summary: 'Read a contact, and how we know whether they are reached',
      params,
      responses: {
        200: {
          description: 'The contact.',
          schema: ContactView,
          headers: { ETag: 'Their revision, for `If-Match`.' },
        },
      },
      problems: ['not-found'],
    },
    async ({ caller, params: { id } }) => {
      const found = await contacts.contact(caller.agencyId, id);
      if (!found) throw noContact();
      const { contact, reachability, consent } = found;
      const reach = reachOf(contact.phone, reachability);
      return json({ ...contact, reach, reachability, consent }, 200, etag(contact));
    },
  ),
  agencyRoute(
    'book',
    {
      method: 'PATCH',
      path: '/contacts/{id}',
      tag: 'Contacts',
      summary: 'Edit a contact',
      description:
        'A merge patch, for all their trips. A new number is told what holds now, unless ' +
        '`notify` is false: then it counts as told. Another number or name leaves consents of ' +
        'before behind: where the settings require explicit ones, nothing is sent until ' +
        '`consent` states one, in this edit or a later one.',
      params,
      headers: z.object({ 'if-match': ifMatch }),
      body: ContactEdit,
      bodyTypes: ['application/json', 'application/merge-patch+json'],
      example: { phone: '+54 9 11 5555 0103' },
      responses: {
        200: {
          description: 'The contact as it is now.',
          schema: ContactWithWarnings,
          headers: { ETag: 'Their revision.' },
        },
      },
      problems: [...bodyProblems, 'contact-exists', 'edited-meanwhile'],
    },
    async ({ caller, params: { id }, headers, body }) => {
      const result = await changeContact(
        { desk, contacts },
        { agencyId: caller.agencyId, name: caller.name },
        { contactId: id, revision: revisionOf(headers['if-match']) },
        body,
        clock.now(),
      );
      switch (result.kind) {
        case 'edited':
        case 'unchanged':
          return json(
            { ...result.contact, warnings: result.warnings.map(placed) },
            200,
            etag(result.contact),
          );
        case 'refused':
          throw new Problem('invalid-fields', 'The contact cannot be like this.', {
            errors: result.problems.map(placed),
          });
        case 'phone-taken':
          throw new Problem('contact-exists', 'The number is another contact’s.', {
            errors: [{ pointer: '#/phone', code: 'phone_taken', message: 'is another contact’s' }],
            extra: { contactId: result.contactId },
          });
        case 'not-found':
          throw noContact();
        case 'stale':
          throw editedMeanwhile(result);
      }
    },
  ),
];

/** Travellers who belong together over journeys. */
export const groupRoutes = ({
  contacts,
  reading,
  clock,
}: Pick<ApiDependencies, 'contacts' | 'reading' | 'clock'>): readonly Route[] => {
  const seenGroup = async (caller: Caller, id: string): Promise<Group> => {
    const seen = await groupsSeenBy(contacts, caller);
    const group = await contacts.group(caller.agencyId, id);
    if (!group || (seen !== null && !seen.has(group.name))) throw noGroup();
    return group;
  };
  const flightsOf = ({ agencyId }: Caller, id: string) =>
    reading.peopleOfGroup(agencyId, id, {
      from: plus(clock.now(), -flightsBehindMs),
      limit: mostFlights,
    });
  const write = async (
    request: Parameters<typeof contacts.writeGroup>[0],
    status: 200 | 201,
  ): Promise<Response> => {
    const result = await contacts.writeGroup(request);
    switch (result.kind) {
      case 'written':
      case 'unchanged':
        return json(result.group, status, { location: `/groups/${result.group.id}` });
      case 'not-found':
        throw noGroup();
      case 'unknown-leader':
        throw new Problem('invalid-fields', 'The group cannot be like this.', {
          errors: [
            { pointer: '#/leaderId', code: 'unknown_contact', message: 'is no contact of yours' },
          ],
        });
      case 'name-taken':
        throw new Problem('group-exists', 'Another group has this name.', {
          errors: [{ pointer: '#/name', code: 'name_taken', message: 'is another group’s' }],
          extra: { groupId: result.groupId },
        });
    }
  };
  return [
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/groups',
        tag: 'Contacts',
        summary: 'List groups',
        responses: { 200: { description: 'All groups by name.', schema: listOf(Group) } },
        problems: [],
        isForLimited: true,
      },
      async ({ caller }) => {
        const seen = await groupsSeenBy(contacts, caller);
        const groups = await contacts.groups(caller.agencyId);
        return json({ items: groups.filter(({ name }) => seen === null || seen.has(name)) });
      },
    ),
    agencyRoute(
      'book',
      {
        method: 'POST',
        path: '/groups',
        tag: 'Contacts',
        summary: 'Make a group',
        description: 'Journeys join it by its name.',
        body: GroupInput,
        example: { name: 'School of the South' },
        responses: {
          201: {
            description: 'Made.',
            schema: Group,
            headers: { Location: 'The path of the group.' },
          },
        },
        problems: [...bodyProblems, 'group-exists'],
      },
      async ({ caller: { agencyId }, body }) =>
        write({ agencyId, groupId: null, ...body, now: clock.now() }, 201),
    ),
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/groups/{id}',
        tag: 'Contacts',
        summary: 'Read a group, and how far its people are by flight',
        description: 'Its journeys are those of `GET /journeys?group=`, by its name.',
        params,
        responses: { 200: { description: 'The group.', schema: GroupView } },
        problems: ['not-found'],
        isForLimited: true,
      },
      async ({ caller, params: { id } }) => {
        const group = await seenGroup(caller, id);
        return json(groupView(group, await flightsOf(caller, id)));
      },
    ),
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/groups/{id}/passengers',
        tag: 'Contacts',
        summary: 'Who travels in a group',
        description: 'The manifest of the flights of `GET /groups/{id}`, by name.',
        params,
        responses: { 200: { description: 'Who travels.', schema: listOf(GroupPassenger) } },
        problems: ['not-found'],
        isForLimited: true,
      },
      async ({ caller, params: { id } }) => {
        await seenGroup(caller, id);
        return json({ items: groupPassengers(await flightsOf(caller, id)) });
      },
    ),
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/groups/{id}/flights/{key}',
        tag: 'Contacts',
        summary: 'Read a flight of a group, and who of the group was told what of it',
        description: 'As `GET /flights/{key}`, with nobody else who is on it.',
        params: params.extend({ key: flightKeyParam }),
        responses: { 200: { description: 'The flight and the group on it.', schema: FlightView } },
        problems: ['not-found'],
        isForLimited: true,
      },
      async ({ caller, params: { id, key } }) => {
        await seenGroup(caller, id);
        const [flight] = await reading.peopleOfGroup(caller.agencyId, id, {
          flightKey: key,
          limit: 1,
        });
        if (!flight) throw new Problem('not-found', 'Nobody of the group is on such a flight.');
        return json(flightView(flight));
      },
    ),
    agencyRoute(
      'book',
      {
        method: 'PATCH',
        path: '/groups/{id}',
        tag: 'Contacts',
        summary: 'Edit a group',
        description: 'Its journeys stay with it under the new name.',
        params,
        body: GroupEdit,
        bodyTypes: ['application/json', 'application/merge-patch+json'],
        example: { name: 'School of the South, 2027' },
        responses: { 200: { description: 'The group as it is now.', schema: Group } },
        problems: [...bodyProblems, 'group-exists'],
      },
      async ({ caller: { agencyId }, params: { id }, body }) =>
        write({ agencyId, groupId: id, ...body, now: clock.now() }, 200),
    ),
  ];
};
