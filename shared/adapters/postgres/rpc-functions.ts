import type pg from 'pg';

/** One function of schema `api`, as pg_catalog describes it. */
export interface RpcFunction {
  readonly name: string;
  /** Argument name -> SQL type. */
  readonly args: ReadonlyMap<string, string>;
}

const catalogueQuery = `
  select p.proname as name, coalesce(p.proargnames, '{}') as arg_names, array(select pg_catalog.format_type(t, null) from unnest(p.proargtypes) with ordinality u(t, n) order by n) as arg_types
    from pg_catalog.pg_proc p
   where p.pronamespace = 'api'::regnamespace and p.prokind = 'f' and p.prorettype = 'jsonb'::regtype`;

/**
 * The allow-list: every function of schema `api`, by name. Whether the caller may run it is for
 * Postgres to say.
 */
export const readFunctions = async (pool: pg.Pool): Promise<ReadonlyMap<string, RpcFunction>> => {
  const { rows } = await pool.query<{ name: string; arg_names: string[]; arg_types: string[] }>(
    catalogueQuery,
  );
  return new Map(
    rows.map((row) => [
      row.name,
      {
        name: row.name,
        args: new Map(row.arg_types.map((type, i) => [row.arg_names[i] ?? '', type])),
      },
    ]),
  );
};

/**
 * The call with these arguments: names come from the catalogue, values are bound. Null: no such
 * function takes them.
 */
export const callOf = (
  fn: RpcFunction,
  args: Readonly<Record<string, unknown>>,
): { readonly name: string; readonly text: string; readonly values: unknown[] } | null => {
  const given = [...fn.args].filter(([name]) => Object.hasOwn(args, name));
  if (given.length !== fn.args.size || given.length !== Object.keys(args).length) return null;
  const list = given.map(([name, type], i) => `"${name}" => $${i + 1}::${type}`).join(', ');
  return {
    name: `rpc:${fn.name}`,
    text: `select api."${fn.name}"(${list})::text as body`,
    values: given.map(([name, type]) => bound(args[name], type)),
  };
};

const bound = (value: unknown, type: string): unknown =>
  value === null || !type.startsWith('json') ? value : JSON.stringify(value);
