import { z } from 'zod';
import { Account, ApiKey } from '#shared/domain/account.ts';
import { Brake } from '#shared/domain/sending.ts';
import type { Accounts } from '#shared/ports/accounts.ts';
import type { Rpc } from './rpc.ts';
import { operator } from './token.ts';

/** `Accounts` by functions of the data API. */
export const createAccounts = (rpc: Rpc): Accounts => ({
  list: () => rpc('list_agencies', {}, operator, z.array(Account)),
  create: (agency) => rpc('create_agency', { agency }, operator, Account),
  change: (agency, change) =>
    rpc('change_agency', { agency, change }, operator, Account.nullable()),
  presentBrake: () => rpc('platform_brake', {}, operator, Brake.nullable()),
  brake: (brake) => rpc('put_platform_brake', { brake }, operator, Brake),
  addKey: (agency, key) => rpc('add_api_key', { agency, key }, operator, ApiKey.nullable()),
  rotateKey: (agency, keyId, key) =>
    rpc('rotate_api_key', { agency, key_id: keyId, key }, operator, ApiKey.nullable()),
  revokeKey: (agency, keyId, at) =>
    rpc('revoke_api_key', { agency, key_id: keyId, at }, operator, ApiKey.nullable()),
});
