import { randomBytes } from 'node:crypto';
import { dataKey, openBytes, sealBytes } from '#shared/adapters/sealing/sealed-text.ts';
import type { Keyring } from '#shared/ports/keyring.ts';

const context = 'data key';
/** Length of master keys and data keys, in bytes. */
export const keyBytes = 32;

/** A keyring whose master key, of 32 bytes, is in this process. */
export const createMasterKeyring = (master: Uint8Array): Keyring => {
  const keyOf = (owner: string) => dataKey('master', owner, master);
  const wrap: Keyring['wrap'] = async (key, owner) =>
    sealBytes(key, keyOf(owner), context).toString('base64url');
  return {
    wrap,
    open: async (wrapped, owner) =>
      openBytes(Buffer.from(wrapped, 'base64url'), keyOf(owner), context),
    create: async (owner) => {
      const key = randomBytes(keyBytes);
      return { key, wrapped: await wrap(key, owner) };
    },
  };
};
