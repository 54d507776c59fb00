import { z } from 'zod';
import { Instant } from './instant.ts';
import { Scope } from './scope.ts';

/** A key of an agency; the key itself is kept nowhere. */
export const ApiKey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scopes: z.array(Scope),
    createdAt: Instant,
    expiresAt: Instant.nullable(),
    revokedAt: Instant.nullable(),
    lastUsedAt: Instant.nullable().describe('To the minute.'),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;

/** An agency as the operator of the platform sees it: nothing of what it does. */
export const Account = z
  .object({
    id: z.uuid(),
    name: z.string(),
    sender: z.string().describe('The WhatsApp number it writes from, E.164.'),
    emergencyPhone: z.string().nullable(),
    createdAt: Instant,
    suspendedAt: Instant.nullable(),
    suspendedBecause: z.string().nullable(),
    keys: z.array(ApiKey).describe('Oldest first.'),
  })
  .meta({ id: 'Account', description: 'An agency and its keys.' });
export type Account = z.infer<typeof Account>;
