import type pg from 'pg';

/** A function of schema `api`, from pg_catalog. */
export interface RpcFunction {
  readonly name: string;
  /** Argument name -> SQL type. */
  readonly args: ReadonlyMap<string, string>;
  /** Whether it is stable or immutable: PostgREST runs such a function READ ONLY. */
  readonly readsOnly: boolean;
}

const catalogueQuery = `
  select p.proname as name, p.provolatile <> 'v' as reads_only,
         coalesce(p.proargnames, '{}') as arg_names,
         array(select pg_catalog.format_type(t, null)
                 from unnest(p.proargtypes) with ordinality u(t, n) order by n) as arg_types
    from pg_catalog.pg_proc p
   where p.pronamespace = 'api'::regnamespace and p.prokind = 'f'
     and p.prorettype = 'jsonb'::regtype`;

/**
 * The allow-list: all functions of schema `api` by name. Postgres decides whether a caller may run
 * one.
 */
export const readFunctions = async (pool: pg.Pool): Promise<ReadonlyMap<string, RpcFunction>> => {
  const { rows } = await pool.query<{
    name: string;
    reads_only: boolean;
    arg_names: string[];
    arg_types: string[];
  }>(catalogueQuery);
  return new Map(
    rows.map((row) => [
      row.name,
      {
        name: row.name,
        readsOnly: row.reads_only,
        args: new Map(row.arg_types.map((type, i) => [row.arg_names[i] ?? '', type])),
      },
    ]),
  );
};

/**
 * The statement that calls a function: names come from the catalogue, values are bound. Null where
 * its parameters are others.
 */
export const callOf = (
  fn: RpcFunction,
  args: Readonly<Record<string, unknown>>,
): { readonly name: string; readonly text: string; readonly values: unknown[] } | null => {
  const passed = [...fn.args].filter(([name]) => Object.hasOwn(args, name));
  if (passed.length !== fn.args.size || passed.length !== Object.keys(args).length) return null;
  const argumentList = passed
    .map(([name, type], i) => `"${name}" => $${i + 1}::${type}`)
    .join(', ');
  return {
    name: `rpc:${fn.name}`,
    text: `select api."${fn.name}"(${argumentList})::text as body`,
    values: passed.map(([name, type]) => boundValue(args[name], type)),
  };
};

const boundValue = (value: unknown, type: string): unknown =>
  value === null || !type.startsWith('json') ? value : JSON.stringify(value);
