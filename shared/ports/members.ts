import type { ApiKey } from '#shared/domain/account.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Invitation, Member, Membership, Role, Sees } from '#shared/domain/member.ts';
import type { Keys } from './accounts.ts';

/** What became of a change to a member; without its last owner nobody could help an agency. */
export type MemberChanged =
  | { readonly kind: 'changed'; readonly member: Member }
  | { readonly kind: 'not-found' | 'last-owner' };

/** What may be a member's own. */
export type OwnTopic =
  | 'journey'
  | 'trip'
  | 'flight'
  | 'contact'
  | 'conversation'
  | 'incident'
  | 'task'
  | 'document'
  | 'import'
  | 'notice';

/**
 * Who works at an agency, and the keys of its systems.
 * @example
 * await members.invite(agencyId, { hash, name, email, role: 'duty', groups: [], sees: 'all',
 *   invitedBy, now, expiresAt });
 */
export interface Members extends Keys {
  /** In the order in which they joined; those who have left too. */
  list(agencyId: string): Promise<readonly Member[]>;
  change(
    agencyId: string,
    memberId: string,
    change: {
      readonly name?: string;
      readonly role?: Role;
      readonly groups?: readonly string[];
      readonly sees?: Sees;
    },
  ): Promise<MemberChanged>;
  /** Ends their sessions at once; what they held returns to the queue. */
  remove(agencyId: string, memberId: string, now: Instant): Promise<MemberChanged>;
  /** Newest first. */
  invitations(agencyId: string): Promise<readonly Invitation[]>;
  /** `hash`: the SHA-256 in hex of what the link shows. */
  invite(
    agencyId: string,
    invitation: {
      readonly hash: string;
      readonly name: string;
      readonly email: string;
      readonly role: Role;
      readonly groups: readonly string[];
      readonly sees: Sees;
      readonly invitedBy: string | null;
      readonly now: Instant;
      readonly expiresAt: Instant;
    },
  ): Promise<Invitation>;
  /** Null: there is none that could still be accepted. */
  revokeInvitation(agencyId: string, id: string, now: Instant): Promise<Invitation | null>;
  /** Null: nobody was invited by this. */
  invitationOf(hash: string): Promise<
    | (Invitation & {
        readonly agencyId: string;
        readonly agencyName: string;
      })
    | null
  >;
  /** Null: it was accepted or revoked, or has expired. */
  accept(
    hash: string,
    member: { readonly userId: string; readonly email: string; readonly now: Instant },
  ): Promise<Member | null>;
  /** Whether a member who sees their own sees that: a journey, a trip, a task, … by its id. */
  isOwn(agencyId: string, memberId: string, topic: OwnTopic, id: string): Promise<boolean>;
  /** Keys of the agency, oldest first. */
  keys(agencyId: string): Promise<readonly ApiKey[]>;
}

/** Whose session it is. */
export interface SessionOwner extends Membership {
  readonly userId: string;
  readonly groups: readonly string[];
  readonly sees: Sees;
  readonly suspendedBecause: string | null;
  readonly expiresAt: Instant;
}

/** Who is signed in, by the SHA-256 in hex of what their cookie shows. */
export interface Sessions {
  /** Where a user of the provider of identities is a member, in the order of joining. */
  memberships(userId: string): Promise<readonly Membership[]>;
  /** False: the link that signs in was used already, or they are no member any more. */
  start(session: {
    readonly hash: string;
    readonly memberId: string;
    readonly userId: string;
    /** Of a link that signs in once. */
    readonly signInId: string | null;
    readonly now: Instant;
    readonly expiresAt: Instant;
  }): Promise<boolean>;
  /** Null: there is none, it has ended, or it was not used since `idleSince`. */
  authenticate(hash: string, now: Instant, idleSince: Instant): Promise<SessionOwner | null>;
  /** False: there is none that has not ended. */
  end(hash: string, now: Instant): Promise<boolean>;
}
