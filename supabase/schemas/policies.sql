-- On every table an agency's token sees that agency's rows only; `system` sees all rows of the
-- tables and columns that grants.sql gives it.

do $$
declare
  -- The text of bauhaus.current_agency() in each policy: a call would cost more at every statement.
  -- As json, which is scanned for one member, where jsonb would be built whole.
  own constant text := $own$
    (select (nullif(current_setting('request.jwt.claims', true), '')::json ->> 'agency_id')::uuid)
  $own$;
  name text;
begin
  foreach name in array array[
    'actors', 'agencies_settings', 'agency_api_keys', 'agency_places', 'audit_log',
    'incident_notes', 'incidents', 'invitations', 'members', 'message_attempts', 'sessions',
    'changes',
    'contact_consents', 'contacts', 'conversation_threads', 'conversations', 'decisions',
    'documents', 'duty_alerts', 'duty_calls', 'duty_rosters', 'erasures', 'files_to_remove',
    'followed_flights', 'forgotten_messages',
    'groups', 'imported_journeys', 'imports', 'inbox',
    'itineraries', 'journeys', 'knowledge', 'legs', 'model_spend',
    'notice_recipients', 'notices',
    'notifications_log', 'outbox', 'passengers', 'place_embedding_texts', 'place_gaps',
    'monthly_reports', 'push_subscriptions', 'quarantine', 'stay_plans', 'suppressions', 'tasks',
    'timers',
    'trip_passengers', 'trips', 'webhook_deliveries', 'webhook_endpoints']
  loop
    execute format('create policy of_the_agency on bauhaus.%1$I to agent
      using (agency_id = %2$s) with check (agency_id = %2$s)', name, own);
  end loop;

  execute format('create policy of_the_agency on bauhaus.agencies to agent using (id = %s)', own);
  -- The bucket of a sender belongs to no agency, since several may write from it.
  execute format('create policy of_the_agency on bauhaus.rate_limits to agent
    using (agency_id is null or agency_id = %1$s)
    with check (agency_id is null or agency_id = %1$s)', own);

  foreach name in array array[
    'agencies', 'agencies_settings', 'agency_api_keys', 'agency_places', 'changes',
    'circuit_breakers',
    'conversation_threads', 'conversations', 'decisions', 'documents',
    'erasures', 'flight_snapshots', 'flight_status_history', 'flights', 'followed_flights',
    'forgotten_messages',
    'imports', 'inbox', 'incidents', 'invitations', 'itineraries', 'journeys', 'members',
    'monthly_reports', 'notifications_log', 'outbox', 'push_subscriptions', 'quarantine',
    'rate_limits', 'sessions',
    'suppressions', 'tasks', 'timers', 'trips', 'webhook_deliveries']
  loop
    execute format('create policy of_the_system on bauhaus.%I to system
      using (true) with check (true)', name);
  end loop;

  foreach name in array array[
    'agencies', 'conversation_threads', 'duty_alerts', 'notifications_log', 'tasks']
  loop
    execute format('create policy of_the_router on bauhaus.%I for select to router
      using (true)', name);
  end loop;
end
$$;

create policy of_the_operator on bauhaus.agencies to operator using (true) with check (true);
-- The operator's brake is over all; only the operator sets it.
create policy of_the_agency on bauhaus.sending_brakes to agent
  using (agency_id = (select bauhaus.current_agency()))
  with check (agency_id = (select bauhaus.current_agency()));
create policy of_everybody on bauhaus.sending_brakes for select to agent using (agency_id is null);
create policy of_the_operator on bauhaus.sending_brakes to operator
  using (agency_id is null) with check (agency_id is null);
create policy of_the_operator on bauhaus.operator_sessions to operator
  using (true) with check (true);
create policy of_the_router on bauhaus.agency_questions to router using (true) with check (true);
create policy of_the_system on bauhaus.audit_log to system using (true);
create policy of_the_operator on bauhaus.audit_log for insert to operator with check (true);
create policy of_the_operator on bauhaus.agency_api_keys to operator using (true) with check (true);
create policy of_the_operator on bauhaus.notifications_log to operator
  using (true) with check (true);

-- `system` sees the actors of flights only: the state of others may hold text of a traveller.
create policy of_the_system on bauhaus.actors to system
  using (agency_id is null) with check (agency_id is null);

-- What holds for all agencies; its owner writes it.
create policy of_everybody on bauhaus.platform_ceilings for select to agent, system using (true);

-- Wrapped keys: an agency's own, and the platform's key of tokens, which `system` makes.
create policy of_the_agency on bauhaus.data_keys for select to agent
  using (agency_id is null or agency_id = (select bauhaus.current_agency()));
create policy made_by_the_agency on bauhaus.data_keys for insert to agent
  with check (agency_id = (select bauhaus.current_agency()));
create policy of_the_system on bauhaus.data_keys to system
  using (agency_id is null) with check (agency_id is null);

-- An agency sees the flights of its own trips.
create policy of_the_agency on bauhaus.flights for select to agent
  using (exists (select from bauhaus.trips t where t.flight_key = flights.flight_key));
create policy of_the_agency on bauhaus.flight_status_history for select to agent
  using (exists (
    select from bauhaus.trips t where t.flight_key = flight_status_history.flight_key));

-- A member who sees their own reads what they keep: journeys, what is of these, who travels on them
-- and what is said with them; incidents about those, and what was given to them.
do $$
declare
  own constant text := $own$
    (select (nullif(current_setting('request.jwt.claims', true), '')::json ->> 'keeper')::uuid)
  $own$;
  kept record;
begin
  for kept in
    select * from (values
      ('journeys', format('keeper_id = %s', own)),
      ('incidents', format('owner_id = %s or bauhaus.is_own(kind, subject)', own)),
      ('imports', format('actor ->> ''id'' = %s::text', own)),
      ('notices', format('previewed_by_id = %s::text', own)),
      ('trips', 'bauhaus.is_own(''journey'', journey_id::text)'),
      ('contacts', 'bauhaus.is_own(''person'', id::text)'),
      ('conversation_threads', 'bauhaus.is_own(''phone'', phone)'),
      ('tasks', format('bauhaus.is_own(''trip'', trip_id::text) or incident_id in (
        select i.id from bauhaus.incidents i where i.owner_id = %s)', own)),
      ('documents', 'bauhaus.is_own(''trip'', trip_id::text)'),
      ('notifications_log',
        'bauhaus.is_own(''trip'', trip_id::text) or bauhaus.is_own(''phone'', recipient)'),
      ('changes', 'bauhaus.is_own(topic, subject)'),
      ('sending_brakes',
        'scope not in (''journey'', ''contact'') or bauhaus.is_own(scope, subject)')
    ) x (name, rule)
  loop
    execute format('create policy of_the_keeper on bauhaus.%I as restrictive for select to keeper
      using (%s)', kept.name, kept.rule);
  end loop;
end
$$;

-- Row-level security binds the owner of the tables too, and functions with its rights. An owner
-- that is an ordinary role needs a policy then: it migrates, and runs the queue of one machine.
do $$
declare
  is_ordinary constant boolean := (select not (r.rolsuper or r.rolbypassrls)
    from pg_catalog.pg_roles r where r.rolname = current_user);
  name text;
begin
  for name in
    select c.relname from pg_catalog.pg_class c
     where c.relnamespace = 'bauhaus'::regnamespace and c.relkind in ('r', 'p')
  loop
    execute format('alter table bauhaus.%I force row level security', name);
    -- Migrations drop the policies of the database that they were written on, which lacks this one.
    execute format('drop policy if exists of_the_owner on bauhaus.%I', name);
    if is_ordinary then
      execute format('drop policy if exists of_the_owner on bauhaus.%I', name);
      execute format('create policy of_the_owner on bauhaus.%I to %I
        using (true) with check (true)', name, current_user);
    end if;
  end loop;
end
$$;

-- In production files are in Supabase Storage: an agency's token reaches only its own folder of the
-- bucket.
do $$
begin
  if to_regclass('storage.objects') is null then
    return;
  end if;
  insert into storage.buckets (id, name, public, file_size_limit)
  values ('documents', 'documents', false, 16777216)
  on conflict (id) do nothing;
  grant usage on schema storage to agent;
  grant select, insert, update, delete on storage.objects to agent;
  grant select on storage.buckets to agent;
  drop policy if exists bauhaus_documents on storage.objects;
  create policy bauhaus_documents on storage.objects to agent
    using (bucket_id = 'documents'
      and split_part(name, '/', 1) = bauhaus.current_agency()::text)
    with check (bucket_id = 'documents'
      and split_part(name, '/', 1) = bauhaus.current_agency()::text);
  drop policy if exists bauhaus_documents_bucket on storage.buckets;
  create policy bauhaus_documents_bucket on storage.buckets for select to agent
    using (id = 'documents');
end
$$;
