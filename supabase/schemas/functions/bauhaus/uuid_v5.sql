-- Where the extension is installed differs between servers; the function hides it.
do $do$
declare
  home text;
begin
  select n.nspname into strict home
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
   where e.extname = 'uuid-ossp';
  execute format($f$
    create or replace function bauhaus.uuid_v5(parts text) returns uuid
    language sql immutable strict parallel safe as $$
      select %I.uuid_generate_v5('7c1d0a9e-4b6f-4f0d-9a55-3e2f86b1c0d7'::uuid, parts)
    $$
  $f$, home);
end
$do$;

comment on function bauhaus.uuid_v5 is
  'The same ids as uuidV5 of shared/actor/uuid-v5.ts: `parts` is the compact JSON array of what '
  'makes the thing one thing.';
