import { z } from 'zod';
import { Instant } from './instant.ts';
import type { Scope } from './scope.ts';

/**
 * What somebody is at an agency: `owner` does everything, members and keys among it; `agent` looks
 * after journeys; `duty` is called at night besides; `limited` (an outside guide, a school's
 * secretary) reads the journeys of the groups that are named, and sees no numbers.
 */
export const Role = z.enum(['owner', 'agent', 'duty', 'limited']);
export type Role = z.output<typeof Role>;

/**
 * What each role may do, in the scopes of keys. `limited` has none: the routes that are open to it
 * say so themselves, and show its groups only.
 */
export const scopesOfRole: Readonly<Record<Role, readonly Scope[]>> = {
  owner: ['book', 'read', 'care', 'admin'],
  agent: ['book', 'read', 'care'],
  duty: ['book', 'read', 'care'],
  limited: [],
};

/**
 * What an `agent` sees: `all` of the agency, or their `own`: journeys that they booked or imported
 * or that were given to them, and what is of these.
 */
export const Sees = z.enum(['all', 'own']);
export type Sees = z.output<typeof Sees>;

/** Somebody who works at an agency, or did. */
export const Member = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    role: Role,
    groups: z.array(z.uuid()).describe('What a `limited` member sees.'),
    sees: Sees.describe('What an `agent` sees.'),
    joinedAt: Instant,
    leftAt: Instant.nullable(),
  })
  .meta({ id: 'Member' });
export type Member = z.output<typeof Member>;

/** Somebody who was asked to become a member; the link that they got is kept nowhere. */
export const Invitation = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    role: Role,
    groups: z.array(z.uuid()),
    sees: Sees,
    invitedBy: z.string().nullable(),
    createdAt: Instant,
    expiresAt: Instant,
    acceptedAt: Instant.nullable(),
    revokedAt: Instant.nullable(),
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.output<typeof Invitation>;

/** Where somebody is a member. */
export const Membership = z
  .object({
    memberId: z.uuid(),
    name: z.string(),
    role: Role,
    agencyId: z.uuid(),
    agencyName: z.string(),
  })
  .meta({ id: 'Membership' });
export type Membership = z.output<typeof Membership>;
