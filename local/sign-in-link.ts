import { hashApiKey, newInvitationToken } from '#services/api/api-key.ts';
import { consoleLink } from '#services/api/invitation-mail.ts';
import { day, hour, plus } from '#shared/domain/instant.ts';
import type { Role } from '#shared/domain/member.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Identity } from '#shared/ports/identity.ts';
import type { Members } from '#shared/ports/members.ts';

/** Makes tokens for who operates this machine. */
export interface OperatorIssuer {
  issueForOperator(lifeMs: number): Promise<string>;
}

/** What links to the console are made with. */
export interface LinkMaker {
  readonly members: Members;
  /** Null: the provider of identities signs people in by links of its own. */
  readonly identity: (Identity & Partial<OperatorIssuer>) | null;
  readonly clock: Clock;
  /** Where the console is, without a slash at its end. */
  readonly url: string;
}

const invitationLife = 7 * day;
/** Of a link that is printed: it signs in once, and soon. */
const linkLife = hour;

/**
 * A link that signs in who operates this machine, once and within an hour; null: people sign in
 * elsewhere.
 */
export const operatorLink = async ({
  identity,
  url,
}: Pick<LinkMaker, 'identity' | 'url'>): Promise<string | null> =>
  identity?.issueForOperator
    ? `${url}/console/operator#token=${await identity.issueForOperator(linkLife)}`
    : null;

/**
 * A link that signs a member in, once and within an hour; null: there is no such member, or the
 * provider sends such links itself.
 */
export const signInLink = async (
  { members, identity, url }: LinkMaker,
  agencyId: string,
  email: string,
): Promise<string | null> => {
  const isMember = (await members.list(agencyId)).some(
    (one) => one.leftAt === null && one.email === email.toLowerCase(),
  );
  if (!isMember || !identity?.issue) return null;
  return consoleLink(`${url}/console`, { token: await identity.issue(agencyId, email, linkLife) });
};

/** Invites somebody, and answers the link that they accept with, within seven days. */
export const invitationLink = async (
  { members, identity, clock, url }: LinkMaker,
  agencyId: string,
  person: {
    readonly name: string;
    readonly email: string;
    readonly role: Role;
    readonly groups: readonly string[];
    readonly invitedBy: string;
  },
): Promise<string> => {
  const invitation = newInvitationToken();
  const now = clock.now();
  await members.invite(agencyId, {
    ...person,
    sees: 'all',
    email: person.email.toLowerCase(),
    hash: hashApiKey(invitation),
    now,
    expiresAt: plus(now, invitationLife),
  });
  const token = await identity?.issue?.(agencyId, person.email, invitationLife);
  return consoleLink(`${url}/console`, { invitation, ...(token !== undefined && { token }) });
};

const demoOwner = { name: 'Lucía Demo', email: 'lucia@demo.example' };

/**
 * A link that signs the owner of the demo agency in, who is made where it has none; null: it has
 * another one, whose agency it is, or the provider sends such links itself.
 */
export const demoOwnerLink = async (maker: LinkMaker, agencyId: string): Promise<string | null> => {
  const { members, identity, clock } = maker;
  if (!identity?.issue) return null;
  const owners = (await members.list(agencyId)).filter(
    ({ role, leftAt }) => role === 'owner' && leftAt === null,
  );
  if (owners.length === 0) {
    const token = newInvitationToken();
    const hash = hashApiKey(token);
    const now = clock.now();
    await members.invite(agencyId, {
      ...demoOwner,
      role: 'owner',
      groups: [],
      sees: 'all',
      hash,
      invitedBy: 'npm start',
      now,
      expiresAt: plus(now, hour),
    });
    const person = await identity.verify(await identity.issue(agencyId, demoOwner.email, linkLife));
    if (!person) return null;
    await members.accept(hash, { userId: person.userId, email: demoOwner.email, now });
  }
  return signInLink(maker, agencyId, demoOwner.email);
};
