import { z } from 'zod';
import { ApiKey } from '#shared/domain/account.ts';
import { day, Instant, plus } from '#shared/domain/instant.ts';
import { Invitation, Member, Role } from '#shared/domain/member.ts';
import { Language } from '#shared/domain/trip.ts';
import type { MemberChanged } from '#shared/ports/members.ts';
import { hashApiKey, newInvitationToken } from '../api-key.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { consoleLink, sendInvitation } from '../invitation-mail.ts';
import { KeyInput, KeyRotation, keyResponses, NewKey } from '../keys.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, openBody, openRoute, type Route } from '../route.ts';
import { listOf } from '../views.ts';
import { shownName } from './filters.ts';

const tag = 'Members';
const params = z.strictObject({ id: z.uuid() });
const invitationLife = 7 * day;
const bodyProblems = [
  'malformed-body',
  'not-found',
  'body-too-large',
  'unsupported-media-type',
  'invalid-fields',
] as const;

const groups = z.array(z.uuid()).max(100);
const limitedSeesSomething = ({ role, groups: seen }: { role?: Role; groups?: string[] }) =>
  role !== 'limited' || (seen?.length ?? 0) > 0;
const InvitationInput = z
  .strictObject({
    name: shownName(100),
    email: z.email().max(254),
    role: Role,
    groups: groups.default([]).describe('Of a `limited` member, at least one.'),
    language: Language.optional().describe('Of the mail; default: the first of the agency.'),
  })
  .refine(limitedSeesSomething, { path: ['groups'], message: 'must name at least one group' })
  .meta({ id: 'InvitationInput' });
const MemberEdit = z
  .strictObject({
    name: shownName(100).optional(),
    role: Role.optional(),
    groups: groups.optional(),
  })
  .meta({ id: 'MemberEdit', description: 'Changes to a member; absent fields stay.' });
const NewInvitation = Invitation.extend({
  token: z.string().describe('The end of the link; shown this once, and kept nowhere.'),
  signIn: z
    .string()
    .nullable()
    .describe('A token for the link that signs them in; null: the provider sends them one.'),
  link: z.string().describe('What they open; it is in the mail too.'),
  mail: z
    .enum(['sent', 'refused', 'failed', 'none'])
    .describe('`refused`: their server takes none for them. `none`: there is no mail here.'),
});
const InvitationSeen = z
  .object({ agencyName: z.string(), name: z.string(), role: Role, expiresAt: Instant })
  .meta({ id: 'InvitationSeen', description: 'What somebody is invited to.' });
const InvitationLink = z.strictObject({
  invitation: z.string().min(1).max(200).describe('The end of the link.'),
});
const Acceptance = InvitationLink.extend({
  token: z.string().min(1).max(8_000).describe('From the provider of identities.'),
});

const noMember = () => new Problem('not-found', 'There is no such member.');
const noInvitation = () => new Problem('not-found', 'There is no such invitation.');
const over = () => new Problem('invitation-over', 'This invitation leads nowhere any more.');
const memberOf = (result: MemberChanged): Member => {
  switch (result.kind) {
    case 'changed':
      return result.member;
    case 'not-found':
      throw noMember();
    case 'last-owner':
      throw new Problem('last-owner', 'This is the only owner of the agency.');
  }
};

/** Who works at an agency, invitations, and the keys of its systems. */
export const memberRoutes = ({
  members,
  identity,
  clock,
  agencyDesk,
  staffMail,
  consoleUrl,
  log,
}: Pick<
  ApiDependencies,
  'members' | 'identity' | 'clock' | 'agencyDesk' | 'staffMail' | 'consoleUrl' | 'log'
>): readonly Route[] => [
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/members',
      tag,
      summary: 'List members',
      description: 'In the order in which they joined; who has left has `leftAt`.',
      responses: { 200: { description: 'All members.', schema: listOf(Member) } },
      problems: [],
    },
    async ({ caller }) => json({ items: await members.list(caller.agencyId) }),
  ),
  agencyRoute(
    'admin',
    {
      method: 'PATCH',
      path: '/members/{id}',
      tag,
      summary: 'Change a member',
      params,
      body: MemberEdit,
      bodyTypes: ['application/json', 'application/merge-patch+json'],
      example: { role: 'duty' },
      responses: { 200: { description: 'The member as they are now.', schema: Member } },
      problems: [...bodyProblems, 'last-owner'],
    },
    async ({ caller, params: { id }, body: { name, role, groups: seen } }) =>
      json(
        memberOf(
          await members.change(caller.agencyId, id, {
            ...(name !== undefined && { name }),
            ...(role !== undefined && { role }),
            ...(seen !== undefined && { groups: seen }),
          }),
        ),
      ),
  ),
  agencyRoute(
    'admin',
    {
      method: 'DELETE',
      path: '/members/{id}',
      tag,
      summary: 'Remove a member',
      description: 'Ends their sessions at once; the tasks that they held are everybody’s again.',
      params,
      responses: { 200: { description: 'The member, who has left.', schema: Member } },
      problems: ['not-found', 'last-owner'],
    },
    async ({ caller, params: { id } }) =>
      json(memberOf(await members.remove(caller.agencyId, id, clock.now()))),
  ),
  agencyRoute(
    'admin',
    {
      method: 'GET',
      path: '/invitations',
      tag,
      summary: 'List invitations',
      responses: { 200: { description: 'Newest first.', schema: listOf(Invitation) } },
      problems: [],
    },
    async ({ caller }) => json({ items: await members.invitations(caller.agencyId) }),
  ),
  agencyRoute(
    'admin',
    {
      method: 'POST',
      path: '/invitations',
      tag,
      summary: 'Invite somebody',
      description:
        'The link is good for seven days, for whoever signs in with that address. It is sent to ' +
        'them where there is mail, and in the answer for whoever passes it on.',
      body: InvitationInput,
      example: { name: 'Lucía', email: 'lucia@agency.example', role: 'duty' },
      responses: { 201: { description: 'The invitation.', schema: NewInvitation } },
      problems: [...bodyProblems],
    },
    async ({ caller, body: { language, ...body } }) => {
      const token = newInvitationToken();
      const now = clock.now();
      const { languages, name: agencyName } = await agencyDesk.agencyProfile(caller.agencyId);
      const made = await members.invite(caller.agencyId, {
        ...body,
        email: body.email.toLowerCase(),
        hash: hashApiKey(token),
        invitedBy: caller.name,
        now,
        expiresAt: plus(now, invitationLife),
      });
      const signIn = (await identity.issue?.(caller.agencyId, made.email, invitationLife)) ?? null;
      const link = consoleLink(consoleUrl, {
        invitation: token,
        ...(signIn !== null && { token: signIn }),
      });
      const mail = await sendInvitation(
        { mail: staffMail, log },
        { ...made, agencyName, link, now },
        language ?? languages[0] ?? 'es',
      );
      return json({ ...made, token, signIn, link, mail }, 201);
    },
  ),
  agencyRoute(
    'admin',
    {
      method: 'DELETE',
      path: '/invitations/{id}',
      tag,
      summary: 'Revoke an invitation',
      params,
      responses: { 200: { description: 'The invitation.', schema: Invitation } },
      problems: ['not-found'],
    },
    async ({ caller, params: { id } }) => {
      const revoked = await members.revokeInvitation(caller.agencyId, id, clock.now());
      if (!revoked) throw new Problem('not-found', 'There is no such invitation that is open.');
      return json(revoked);
    },
  ),
  openRoute(
    {
      method: 'POST',
      path: '/invitations/look',
      tag,
      summary: 'What am I invited to?',
      body: InvitationLink,
      responses: { 200: { description: 'The invitation.', schema: InvitationSeen } },
      problems: ['malformed-body', 'not-found', 'invitation-over', 'invalid-fields'],
    },
    async (c, maxBodyBytes) => {
      const { invitation } = await openBody(c, InvitationLink, maxBodyBytes);
      const found = await members.invitationOf(hashApiKey(invitation));
      if (!found) throw noInvitation();
      const isOpen =
        found.acceptedAt === null && found.revokedAt === null && found.expiresAt > clock.now();
      if (!isOpen) throw over();
      const { agencyName, name, role, expiresAt } = found;
      return json({ agencyName, name, role, expiresAt });
    },
  ),
  openRoute(
    {
      method: 'POST',
      path: '/invitations/accept',
      tag,
      summary: 'Accept an invitation',
      description: 'Signed in with the address that was invited. Then `POST /session` signs in.',
      body: Acceptance,
      responses: { 201: { description: 'A member now.', schema: Member } },
      problems: [
        'malformed-body',
        'sign-in-refused',
        'no-membership',
        'not-found',
        'invitation-over',
        'invalid-fields',
      ],
    },
    async (c, maxBodyBytes) => {
      const body = await openBody(c, Acceptance, maxBodyBytes);
      const hash = hashApiKey(body.invitation);
      const [person, invitation] = await Promise.all([
        identity.verify(body.token),
        members.invitationOf(hash),
      ]);
      if (!person) throw new Problem('sign-in-refused', 'The token is not valid, or not any more.');
      if (!invitation) throw noInvitation();
      if (invitation.email !== person.email)
        throw new Problem('no-membership', 'The invitation is for another address.');
      const { userId, email } = person;
      const member = await members.accept(hash, { userId, email, now: clock.now() });
      if (!member) throw over();
      return json(member, 201);
    },
  ),
  agencyRoute(
    'admin',
    {
      method: 'GET',
      path: '/keys',
      tag,
      summary: 'List the keys of our systems',
      responses: { 200: { description: 'Oldest first.', schema: listOf(ApiKey) } },
      problems: [],
    },
    async ({ caller }) => json({ items: await members.keys(caller.agencyId) }),
  ),
  agencyRoute(
    'admin',
    {
      method: 'POST',
      path: '/keys',
      tag,
      summary: 'Make a key',
      body: KeyInput,
      example: { name: 'booking system', scopes: ['book', 'read'] },
      responses: { 201: { description: 'The key.', schema: NewKey } },
      problems: [...bodyProblems],
    },
    async ({ caller, body }) => keyResponses(members, clock).add(caller.agencyId, body),
  ),
  agencyRoute(
    'admin',
    {
      method: 'POST',
      path: '/keys/{id}/rotate',
      tag,
      summary: 'Replace a key by another of the same scopes',
      params,
      body: KeyRotation,
      responses: { 201: { description: 'The new key.', schema: NewKey } },
      problems: [...bodyProblems],
    },
    async ({ caller, params: { id }, body }) =>
      keyResponses(members, clock).rotate(caller.agencyId, id, body),
  ),
  agencyRoute(
    'admin',
    {
      method: 'DELETE',
      path: '/keys/{id}',
      tag,
      summary: 'Revoke a key at once',
      params,
      responses: { 200: { description: 'The key.', schema: ApiKey } },
      problems: ['not-found'],
    },
    async ({ caller, params: { id } }) => keyResponses(members, clock).revoke(caller.agencyId, id),
  ),
];
