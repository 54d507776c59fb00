import type pg from 'pg';
import { isSealed, keyIdOf } from '#shared/adapters/sealing/sealed-text.ts';
import type { SealedAs, Sealer, Sealing } from '#shared/adapters/sealing/sealing.ts';
import { sealAll } from './sealed-rpc.ts';
import { type PersonalColumn, personalColumns } from './stored-personal.ts';

type Client = Pick<pg.ClientBase, 'query'>;

const rowsAtOnce = 500;

/**
 * Seals what an agency's rows still hold in the clear, and opt-outs under the token of their
 * number, in one transaction for each agency that this was not done for. To be run by the owner of
 * the tables, before anything else seals. Returns how many values were sealed.
 */
export const sealClearRows = async (client: Client, sealing: Sealing): Promise<number> => {
  const { rows } = await client.query<{ id: string }>(
    `select a.id from bauhaus.agencies a
      where not exists (select from bauhaus.data_keys k
        where k.agency_id = a.id and k.rows_sealed_at is not null) order by a.id`,
  );
  let count = 0;
  for (const { id } of rows) {
    // Makes the keys, outside of the transaction.
    const sealer = await sealing.of(id);
    count += await inTransaction(client, async () => {
      const sealed = await sealRowsOf(client, id, onlyClear(sealer));
      await client.query(
        `update bauhaus.data_keys set rows_sealed_at = now()
          where agency_id = $1 and purpose = 'numbers'`,
        [id],
      );
      return sealed;
    });
  }
  // What was there in the clear stays on the pages, and among the statistics of the planner, until
  // they are written anew. Whoever does not own the latter is warned, and passed over.
  if (count > 0) {
    for (const table of new Set(personalColumns.map((column) => column.table)))
      await client.query(`vacuum (full, analyze) bauhaus.${table}`);
    await client.query('vacuum full pg_catalog.pg_statistic');
  }
  return count;
};

/** Seals with the present key of words what was sealed with earlier ones; returns the count. */
export const resealRows = (client: Client, agencyId: string, sealer: Sealer): Promise<number> =>
  inTransaction(client, () => sealRowsOf(client, agencyId, withPresentKey(sealer)));

const onlyClear = (sealer: Sealer): Pick<Sealer, 'seal'> => ({
  seal: (value, as) =>
    typeof value === 'string' && isSealed(value) ? value : sealer.seal(value, as),
});
const withPresentKey = (sealer: Sealer): Pick<Sealer, 'seal'> => ({
  seal: (value, as: SealedAs) => {
    if (typeof value !== 'string' || !isSealed(value)) return sealer.seal(value, as);
    return as === 'words' && keyIdOf(value) !== sealer.words.id
      ? sealer.seal(sealer.open(value), as)
      : value;
  },
});

const inTransaction = async <T>(client: Client, work: () => Promise<T>): Promise<T> => {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
};

const sealRowsOf = async (
  client: Client,
  agencyId: string,
  sealer: Pick<Sealer, 'seal'>,
): Promise<number> => {
  let count = await sealBookings(client, agencyId, sealer);
  for (const column of personalColumns) {
    if (column.table === 'suppressions') await renameOptOuts(client, agencyId, sealer);
    count += await sealColumn(client, agencyId, column, (value) =>
      sealAll(value, column.rule, sealer),
    );
  }
  return count;
};

const sealColumn = async (
  client: Client,
  agencyId: string,
  { table, key, column, isJson }: Omit<PersonalColumn, 'rule'>,
  seal: (value: unknown) => unknown,
): Promise<number> => {
  let count = 0;
  for (let last = ''; ; ) {
    const { rows } = await client.query<{ id: string; value: unknown }>(
      `select (${key})::text as id, ${column} as value from bauhaus.${table}
        where agency_id = $1 and ${column} is not null and (${key})::text collate "C" > $2
        order by (${key})::text collate "C" limit $3`,
      [agencyId, last, rowsAtOnce],
    );
    const changed = rows
      .map(({ id, value }) => ({ id, value, sealed: seal(value) }))
      .filter(({ value, sealed }) => value !== sealed);
    const type = isJson ? 'jsonb' : 'text';
    await client.query(
      `update bauhaus.${table} x set ${column} = n.value::${type}
         from unnest($2::text[], $3::text[]) n(id, value)
        where x.agency_id = $1 and (${key.replace(/\b([a-z_]+)\b/g, 'x.$1')})::text = n.id`,
      [
        agencyId,
        changed.map(({ id }) => id),
        changed.map(({ sealed }) => (isJson ? JSON.stringify(sealed) : sealed)),
      ],
    );
    count += changed.length;
    const end = rows.at(-1)?.id;
    if (end === undefined || rows.length < rowsAtOnce) return count;
    last = end;
  }
};

/** What makes two requests the same booking begins with the number. */
const sealBookings = (client: Client, agencyId: string, sealer: Pick<Sealer, 'seal'>) =>
  sealColumn(
    client,
    agencyId,
    {
      table: 'trip_passengers',
      key: "trip_id || ' ' || passenger_id",
      column: 'booked_as',
      isJson: false,
    },
    (value) => String(value).replace(/^\+\d+/, (phone) => String(sealer.seal(phone, 'number'))),
  );

const renameOptOuts = async (
  client: Client,
  agencyId: string,
  sealer: Pick<Sealer, 'seal'>,
): Promise<void> => {
  const { rows } = await client.query<{ sender: string; phone: string }>(
    'select sender, phone from bauhaus.suppressions where agency_id = $1',
    [agencyId],
  );
  for (const { sender, phone } of rows)
    await client.query(
      `update bauhaus.suppressed_recipients
          set recipient_key = bauhaus.recipient_key($1, $3)
        where recipient_key = bauhaus.recipient_key($1, $2)
          and not exists (select from bauhaus.suppressed_recipients o
            where o.recipient_key = bauhaus.recipient_key($1, $3))`,
      [sender, phone, sealer.seal(phone, 'number')],
    );
};
