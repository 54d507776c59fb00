import { randomBytes } from 'node:crypto';
import { rename } from 'node:fs/promises';
import type pg from 'pg';
import { createMasterKeyring, keyBytes } from '#shared/adapters/keyring/master-key.ts';
import { platform } from '#shared/adapters/sealing/key-store.ts';
import { ConfigurationError, WrongKey } from '#shared/errors.ts';
import type { Keyring } from '#shared/ports/keyring.ts';
import { contentOf, persistedSecret } from './persisted-secret.ts';

const problem = (file: string, what: string): ConfigurationError =>
  new ConfigurationError(
    `DATA_DIR: the key file ${file} ${what}: bring back the one that was made with this ` +
      'database (docs/runbooks/lost-key.md); nothing was changed',
  );

/**
 * The keyring of one machine. Its master key is a file that only its owner can read; it is made at
 * the first start, while nothing in the database is sealed.
 * @throws ConfigurationError where the file is missing, malformed, or another one than that with
 * which the data keys in the database were wrapped.
 */
export const openKeyFile = async (
  file: string,
  pool: Pick<pg.ClientBase, 'query'>,
): Promise<Keyring> => {
  const { rows } = await pool.query<{ agency_id: string | null; wrapped: string }>(
    'select agency_id, wrapped from bauhaus.data_keys order by created_at limit 1',
  );
  const [stored] = rows;
  if (stored && (await contentOf(file)) === '')
    throw problem(file, 'is missing, and the database is sealed with it');
  const text = await persistedSecret(file, () => randomBytes(keyBytes).toString('base64url'));
  const master = Buffer.from(text, 'base64url');
  if (master.length !== keyBytes) throw problem(file, `holds no key of ${keyBytes} bytes`);
  const keyring = createMasterKeyring(master);
  if (!stored || (await opens(keyring, stored))) return keyring;
  // A rotation was cut off after its commit and before the new file took the place of the old one.
  const next = await contentOf(newKeyFile(file));
  const newKeyring = createMasterKeyring(Buffer.from(next, 'base64url'));
  if (next === '' || !(await opens(newKeyring, stored)))
    throw problem(file, 'is not the one that the database is sealed with');
  await rename(newKeyFile(file), file);
  return newKeyring;
};

/** Where a rotation keeps the new key until every data key is wrapped with it. */
export const newKeyFile = (file: string): string => `${file}.new`;

const opens = (
  keyring: Keyring,
  { agency_id, wrapped }: { readonly agency_id: string | null; readonly wrapped: string },
): Promise<boolean> =>
  keyring.open(wrapped, agency_id ?? platform).then(
    () => true,
    (error: unknown) => {
      if (error instanceof WrongKey) return false;
      throw error;
    },
  );
