import { createMasterKeyring, keyBytes } from '#shared/adapters/keyring/master-key.ts';
import {
  createKeyStore,
  type KeyStore,
  type StoredKey,
} from '#shared/adapters/sealing/key-store.ts';
import { createSealing, type Sealing } from '#shared/adapters/sealing/sealing.ts';
import { createRpc, type SupabaseOptions } from '#shared/adapters/supabase/rpc.ts';

/** The keyring of tests: always the same master key. */
export const testKeyring = createMasterKeyring(new Uint8Array(keyBytes).fill(7));

/** Sealing with the keyring of tests, its data keys in the database. */
export const testSealing = (options: SupabaseOptions): Sealing =>
  createSealing({ store: createKeyStore(createRpc(options)), keyring: testKeyring });

/** Data keys in memory, as the data API would keep them. */
export const memoryKeyStore = (rows: StoredKey[] = []): KeyStore => {
  const keys: KeyStore['keys'] = async (agencyId) =>
    rows.filter((row) => row.agencyId === null || row.agencyId === agencyId);
  return {
    keys,
    add: async (key, agencyId) => {
      const isThere = rows.some(
        (row) => row.agencyId === agencyId && row.purpose === key.purpose && !row.isRetired,
      );
      if (!isThere) rows.push({ ...key, agencyId, isRetired: false });
      return keys(agencyId);
    },
  };
};

/** Sealing without a database. */
export const memorySealing = (): Sealing =>
  createSealing({ store: memoryKeyStore(), keyring: testKeyring });
