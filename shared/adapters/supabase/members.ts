import { z } from 'zod';
import { seeingOwnOf } from '#shared/acting.ts';
import { ApiKey } from '#shared/domain/account.ts';
import { Instant } from '#shared/domain/instant.ts';
import { Invitation, Member, Membership, Sees } from '#shared/domain/member.ts';
import type { Members, Sessions } from '#shared/ports/members.ts';
import type { Rpc } from './rpc.ts';

const Changed = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('changed'), member: Member }),
  z.object({ kind: z.enum(['not-found', 'last-owner']) }),
]);
const InvitationOfAgency = Invitation.extend({ agencyId: z.uuid(), agencyName: z.string() });
const SessionOfMember = Membership.extend({
  userId: z.uuid(),
  groups: z.array(z.uuid()),
  sees: Sees,
  suspendedBecause: z.string().nullable(),
  expiresAt: Instant,
});

/** `Members` by functions of the data API. */
export const createMembers = (rpc: Rpc): Members => {
  const agencyOf = (hash: string) =>
    rpc('agency_of_invitation', { hash }, null, z.uuid().nullable());
  return {
    list: (agencyId) => rpc('list_members', {}, agencyId, z.array(Member)),
    change: (agencyId, memberId, change) =>
      rpc('change_member', { member_id: memberId, change }, agencyId, Changed),
    remove: (agencyId, memberId, at) =>
      rpc('leave_agency', { member_id: memberId, at }, agencyId, Changed),
    invitations: (agencyId) => rpc('list_invitations', {}, agencyId, z.array(Invitation)),
    invite: (agencyId, invitation) => rpc('invite_member', { invitation }, agencyId, Invitation),
    revokeInvitation: (agencyId, id, at) =>
      rpc('revoke_invitation', { invitation_id: id, at }, agencyId, Invitation.nullable()),
    invitationOf: async (hash) => {
      const agencyId = await agencyOf(hash);
      if (agencyId === null) return null;
      return rpc('get_invitation', { hash }, agencyId, InvitationOfAgency.nullable());
    },
    accept: async (hash, member) => {
      const agencyId = await agencyOf(hash);
      if (agencyId === null) return null;
      return rpc('accept_invitation', { hash, member }, agencyId, Member.nullable());
    },
    isOwn: (agencyId, memberId, topic, id) =>
      seeingOwnOf(memberId, () => rpc('is_own', { topic, thing: id }, agencyId, z.boolean())),
    keys: (agencyId) => rpc('list_api_keys', {}, agencyId, z.array(ApiKey)),
    addKey: (agency, key) => rpc('add_api_key', { agency, key }, agency, ApiKey),
    rotateKey: (agency, keyId, key) =>
      rpc('rotate_api_key', { agency, key_id: keyId, key }, agency, ApiKey.nullable()),
    revokeKey: (agency, keyId, at) =>
      rpc('revoke_api_key', { agency, key_id: keyId, at }, agency, ApiKey.nullable()),
  };
};

/** `Sessions` by functions of the data API, as the system: the agency is not known before. */
export const createSessions = (rpc: Rpc): Sessions => ({
  memberships: (userId) => rpc('memberships_of', { user_id: userId }, null, z.array(Membership)),
  start: (session) => rpc('start_session', { session }, null, z.boolean()),
  authenticate: (hash, at, idleSince) =>
    rpc(
      'authenticate_session',
      { hash, at, idle_since: idleSince },
      null,
      SessionOfMember.nullable(),
    ),
  end: (hash, at) => rpc('end_session', { hash, at }, null, z.boolean()),
});
