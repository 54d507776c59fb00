import pg from 'pg';

/** The objects of the project's schemas, each with its definition as text. */
export type Catalogue = Readonly<Record<string, string>>;

const schemas = "('api', 'bauhaus', 'rules')";
const acl = (column: string, kind: string, owner: string): string =>
  `(select string_agg(a::text, ' ' order by a::text)
      from unnest(coalesce(${column}, acldefault('${kind}', ${owner}))) a)`;

/** Leaves out what differs between two equal databases: oids and the order of columns. */
const query = `
with relations as (
  select c.*, n.nspname || '.' || c.relname as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ${schemas})
select 'schema ' || n.nspname as object, ${acl('n.nspacl', 'n', 'n.nspowner')} as definition
  from pg_namespace n where n.nspname in ${schemas}
union all
select 'relation ' || r.name, concat_ws(' ', r.relkind, r.relrowsecurity, r.relforcerowsecurity,
    r.reloptions, case r.relkind when 'r' then ${acl('r.relacl', 'r', 'r.relowner')}
      when 'S' then ${acl('r.relacl', 's', 'r.relowner')} end, obj_description(r.oid, 'pg_class'))
  from relations r where r.relkind <> 'i'
union all
select 'column ' || r.name || '.' || a.attname,
    concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
      a.attgenerated, pg_get_expr(d.adbin, d.adrelid), a.attacl,
      col_description(a.attrelid, a.attnum))
  from relations r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0
  left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum
 where r.relkind = 'r' and not a.attisdropped
union all
select 'constraint ' || r.name || '.' || c.conname, pg_get_constraintdef(c.oid)
  from relations r join pg_constraint c on c.conrelid = r.oid
union all
select 'index ' || r.name, pg_get_indexdef(r.oid) from relations r where r.relkind = 'i'
union all
select 'trigger ' || r.name || '.' || t.tgname, pg_get_triggerdef(t.oid)
  from relations r join pg_trigger t on t.tgrelid = r.oid where not t.tgisinternal
union all
select 'policy ' || r.name || '.' || p.polname,
    concat_ws(' ', p.polcmd, p.polpermissive, p.polroles::regrole[],
      'using', pg_get_expr(p.polqual, p.polrelid),
      'check', pg_get_expr(p.polwithcheck, p.polrelid))
  from relations r join pg_policy p on p.polrelid = r.oid
union all
select 'function ' || p.oid::regprocedure, concat_ws(' ', pg_get_functiondef(p.oid),
    ${acl('p.proacl', 'f', 'p.proowner')}, obj_description(p.oid, 'pg_proc'))
  from pg_proc p where p.pronamespace::regnamespace::text in ${schemas}
order by 1`;

/** Reads a database's catalogue, to compare two ways of building it. */
export const catalogueOf = async (url: string): Promise<Catalogue> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ object: string; definition: string }>(query);
    return Object.fromEntries(rows.map((row) => [row.object, row.definition]));
  } finally {
    await client.end();
  }
};
