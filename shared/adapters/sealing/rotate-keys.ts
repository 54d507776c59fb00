import type pg from 'pg';
import type { Keyring } from '#shared/ports/keyring.ts';
import { platform } from './key-store.ts';
import { newKeyId } from './sealed-text.ts';
import { allDataKeys } from './sql-key-store.ts';

/** What an exchange of keys did. */
export interface KeyRotation {
  readonly rewrapped: number;
  /** Agencies whose words are sealed with a new key from now on. */
  readonly renewed: number;
}

/**
 * Wraps every data key with another keyring, or with the same one anew, and gives each agency a new
 * key of words; what earlier ones sealed is still opened with them. The key of what is compared
 * stays: sealed numbers are found by equality. All or nothing, in one transaction.
 * @throws WrongKey where a key that is in use cannot be opened: nothing is changed then.
 */
export const rotateKeys = async (
  client: Pick<pg.ClientBase, 'query'>,
  { from, to }: { readonly from: Keyring; readonly to: Keyring },
): Promise<KeyRotation> => {
  await client.query('begin');
  try {
    await client.query('lock table bauhaus.data_keys in exclusive mode');
    const keys = await allDataKeys(client);
    for (const { id, agencyId, wrapped } of keys) {
      const owner = agencyId ?? platform;
      const rewrapped = await to.wrap(await from.open(wrapped, owner), owner);
      await client.query('update bauhaus.data_keys set wrapped = $2 where id = $1', [
        id,
        rewrapped,
      ]);
    }
    const words = keys.filter((key) => key.purpose === 'words' && !key.isRetired);
    for (const { id, agencyId } of words) {
      const { wrapped } = await to.create(agencyId ?? platform);
      await client.query('update bauhaus.data_keys set retired_at = now() where id = $1', [id]);
      await client.query(
        `insert into bauhaus.data_keys (id, agency_id, purpose, wrapped, created_at)
         values ($1, $2, 'words', $3, now())`,
        [newKeyId(), agencyId, wrapped],
      );
    }
    await client.query('commit');
    return { rewrapped: keys.length, renewed: words.length };
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
};
