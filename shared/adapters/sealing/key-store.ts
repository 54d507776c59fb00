import { z } from 'zod';
import type { Rpc } from '#shared/adapters/supabase/rpc.ts';

/** The owner of keys that are no agency's. */
export const platform = 'platform';

const Purpose = z.enum(['numbers', 'words', 'tokens']);
/** What a data key seals. */
export type Purpose = z.infer<typeof Purpose>;

/** A data key as it is stored. */
export const StoredKey = z.object({
  id: z.string(),
  agencyId: z.uuid().nullable(),
  purpose: Purpose,
  wrapped: z.string(),
  isRetired: z.boolean(),
});
export type StoredKey = z.infer<typeof StoredKey>;
const StoredKeys = z.array(StoredKey);

/** Stores wrapped data keys; null is the platform. */
export interface KeyStore {
  /** The keys of an agency, and those of the platform. */
  keys(agencyId: string | null): Promise<readonly StoredKey[]>;
  /** Adds a key where none is in use for its purpose; answers as `keys`. */
  add(
    key: Pick<StoredKey, 'id' | 'purpose' | 'wrapped'>,
    agencyId: string | null,
  ): Promise<readonly StoredKey[]>;
}

/** `KeyStore` by functions of the data API, called without sealing. */
export const createKeyStore = (rpc: Rpc): KeyStore => ({
  keys: (agencyId) => rpc('data_keys', {}, agencyId, StoredKeys),
  add: (key, agencyId) => rpc('add_data_key', key, agencyId, StoredKeys),
});
