-- Who may come in, and the two schemas: `bauhaus` holds tables and helpers and is exposed to
-- nobody, `api` holds the functions that are the only data API.

do $$
declare
  name text;
begin
  -- Supabase has the first four; anywhere else they are made here.
  foreach name in array
    array['anon', 'authenticated', 'service_role', 'authenticator', 'agent', 'system']
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = name) then
      begin
        execute format('create role %I nologin noinherit', name);
      exception when duplicate_object or unique_violation then
        null; -- another database of the same server was being migrated at the same time
      end;
    end if;
  end loop;
end
$$;

-- A turn of one agency (claim `agency_id`), and what belongs to no tenant: flight tracker,
-- sweeper, edge look-ups.
grant agent, system to authenticator;

-- On one machine requests come in over the connection of whoever migrates, who may be an ordinary
-- role.
do $$
begin
  execute format('grant agent, system to %I', current_user);
end
$$;

create schema if not exists extensions;
create schema bauhaus;
create schema api;
revoke all on schema api, bauhaus from public;
grant usage on schema api, bauhaus to agent, system;

create extension if not exists "uuid-ossp" with schema extensions;
