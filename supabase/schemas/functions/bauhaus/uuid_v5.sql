-- The schema of the extension differs between servers.
do $do$
declare
  home constant regnamespace not null := (
    select extnamespace from pg_catalog.pg_extension where extname = 'uuid-ossp');
begin
  execute format($f$
    create or replace function bauhaus.uuid_v5(parts text) returns uuid
    language sql immutable strict parallel safe as $$
      select %s.uuid_generate_v5('7c1d0a9e-4b6f-4f0d-9a55-3e2f86b1c0d7'::uuid, parts)
    $$
  $f$, home);
end
$do$;

comment on function bauhaus.uuid_v5 is
  'The same ids as uuidV5 of shared/actor/uuid-v5.ts; `parts` is the compact JSON array that names '
  'the thing.';
