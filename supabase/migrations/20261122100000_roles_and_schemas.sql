-- Who may come in, and the two schemas: `bauhaus` holds tables and helpers and is exposed to nobody,
-- `api` holds the functions that are the only data API.

do $$
declare
  wanted text;
begin
  -- Supabase has the first four; anywhere else they are made here.
  foreach wanted in array array['anon', 'authenticated', 'service_role', 'authenticator', 'agent', 'system'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin noinherit', wanted);
      exception when duplicate_object or unique_violation then
        null; -- another database of the same server was being migrated at the same time
      end;
    end if;
  end loop;
end
$$;

-- A turn of one agency (claim `agency_id`), and what belongs to no tenant: flight tracker, sweeper, edge look-ups.
grant agent, system to authenticator;
-- On one machine requests come in over the connection of whoever migrates, who may be an ordinary role.
do $$ begin execute format('grant agent, system to %I', current_user); end $$;

create schema if not exists extensions;
create schema bauhaus;
create schema api;
grant usage on schema bauhaus, api to agent, system;
revoke all on schema api, bauhaus from public;

create extension if not exists "uuid-ossp" with schema extensions;

do $wrap$
declare
  home text;
begin
  -- Where an extension is installed differs between servers; the wrapper hides it.
  select n.nspname into strict home
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace where e.extname = 'uuid-ossp';
  execute format('grant usage on schema %I to agent, system', home);
  execute format(
    $f$create function bauhaus.uuid_v5(parts text) returns uuid language sql immutable strict parallel safe as $b$
      select %I.uuid_generate_v5('7c1d0a9e-4b6f-4f0d-9a55-3e2f86b1c0d7'::uuid, parts)
    $b$
    $f$, home);
end
$wrap$;
comment on function bauhaus.uuid_v5(text) is 'The same ids as uuidV5 of shared/actor/uuid-v5.ts: `parts` is the compact JSON array of what makes the thing one thing.';

create function bauhaus.current_agency() returns uuid language sql stable parallel safe as $$
  select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'agency_id')::uuid
$$;
comment on function bauhaus.current_agency() is 'The tenant of this request, from its token; null for system.';

create function bauhaus.passenger_key(name text) returns text language sql immutable strict parallel safe as $$
  select btrim(regexp_replace(lower(regexp_replace(normalize(name, NFD), '[\u0300-\u036f]', '', 'g')), '\s+', ' ', 'g'))
$$;
comment on function bauhaus.passenger_key(text) is 'A passenger name without case, accents and spare blanks: two spellings of one person.';
