-- Roles and the schemas: `bauhaus` holds tables and helpers and is not exposed, `api` holds the
-- functions that are the only data API, `rules` what SQL shares with shared/domain.

do $$
declare
  name text;
begin
  -- Supabase has the first four; elsewhere they are made here.
  foreach name in array
    array['anon', 'authenticated', 'service_role', 'authenticator', 'agent', 'system',
      'operator', 'router']
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

-- `agent`: requests of one agency (claim `agency_id`). `system`: what belongs to no agency, such as
-- the flight tracker, the sweeper and look-ups before the agency is known. `operator`: those who
-- run the platform make agencies and keys; nobody else may. `router`: what travellers write to a
-- number of several agencies, until they have said whose it is.
grant agent, system, operator, router to authenticator;

-- `keeper`: requests for a member of an agency who sees what they keep (claim `keeper`). It is
-- `agent`, with policies besides that take away the rest.
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'keeper') then
    begin
      execute 'create role keeper nologin inherit';
    exception when duplicate_object or unique_violation then
      null;
    end;
  end if;
  if not pg_catalog.pg_has_role('keeper', 'agent', 'usage') then
    grant agent to keeper;
  end if;
end
$$;
grant keeper to authenticator;

-- On one machine requests use the connection of the role that migrates, which may be an ordinary
-- one.
do $$
begin
  execute format('grant agent, system, operator, router, keeper to %I', current_user);
end
$$;

create schema if not exists extensions;
create schema bauhaus;
create schema api;
create schema rules;
revoke all on schema api, bauhaus, rules from public;
grant usage on schema api, bauhaus, rules to agent, system, operator, router;

create extension if not exists "uuid-ossp" with schema extensions;

-- Postgres lets everybody execute a new function. Within one schema that cannot be taken away, so
-- it is taken away from whatever this role makes anywhere; extensions that all use come before.
alter default privileges revoke execute on functions from public;
