import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { Scope } from '#shared/domain/scope.ts';
import type { Accounts } from '#shared/ports/accounts.ts';
import type { Rpc } from './rpc.ts';
import { operator } from './token.ts';

const Key = z.object({
  id: z.uuid(),
  name: z.string(),
  scopes: z.array(Scope),
  createdAt: Instant,
  expiresAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
  lastUsedAt: Instant.nullable(),
});
const Agency = z.object({
  id: z.uuid(),
  name: z.string(),
  sender: z.string(),
  emergencyPhone: z.string().nullable(),
  createdAt: Instant,
  suspendedAt: Instant.nullable(),
  suspendedBecause: z.string().nullable(),
  keys: z.array(Key),
});

/** `Accounts` by functions of the data API. */
export const createAccounts = (rpc: Rpc): Accounts => ({
  list: () => rpc('list_agencies', {}, operator, z.array(Agency)),
  create: (agency) => rpc('create_agency', { agency }, operator, Agency),
  change: (agency, change) => rpc('change_agency', { agency, change }, operator, Agency.nullable()),
  addKey: (agency, key) => rpc('add_api_key', { agency, key }, operator, Key.nullable()),
  rotateKey: (agency, keyId, key) =>
    rpc('rotate_api_key', { agency, key_id: keyId, key }, operator, Key.nullable()),
  revokeKey: (agency, keyId, at) =>
    rpc('revoke_api_key', { agency, key_id: keyId, at }, operator, Key.nullable()),
});
