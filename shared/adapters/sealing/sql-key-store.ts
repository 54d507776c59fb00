import type pg from 'pg';
import { type KeyStore, type StoredKey, StoredKey as StoredKeySchema } from './key-store.ts';

type Client = Pick<pg.ClientBase, 'query'>;

const columns = `id, agency_id as "agencyId", purpose, wrapped,
  retired_at is not null as "isRetired"`;

const parsed = (rows: readonly unknown[]): readonly StoredKey[] =>
  rows.map((row) => StoredKeySchema.parse(row));

/** Every data key of a database, for its owner. */
export const allDataKeys = async (client: Client): Promise<readonly StoredKey[]> => {
  const { rows } = await client.query(
    `select ${columns} from bauhaus.data_keys order by created_at, id`,
  );
  return parsed(rows);
};

/** `KeyStore` for the owner of the database, who needs no data API. */
export const createSqlKeyStore = (client: Client): KeyStore => {
  const keys: KeyStore['keys'] = async (agencyId) =>
    (await allDataKeys(client)).filter((key) => key.agencyId === null || key.agencyId === agencyId);
  return {
    keys,
    add: async ({ id, purpose, wrapped }, agencyId) => {
      await client.query(
        `insert into bauhaus.data_keys (id, agency_id, purpose, wrapped, created_at)
         values ($1, $2, $3, $4, now()) on conflict do nothing`,
        [id, agencyId, purpose, wrapped],
      );
      return keys(agencyId);
    },
  };
};
