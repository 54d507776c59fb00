-- Written by `npm run db:migration` from supabase/schemas: what changed there since the
-- migrations before it. Deployments with the Supabase CLI get functions, policies and grants
-- from here.

set lock_timeout = '10s';
set statement_timeout = '60s';

create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.repeatables (
  name text primary key,
  checksum text not null
);

set check_function_bodies = off;

drop policy if exists of_a_recipient on bauhaus.suppressed_recipients;
drop policy if exists of_the_agency on bauhaus.actors;
drop policy if exists of_the_agency on bauhaus.agencies;
drop policy if exists of_the_agency on bauhaus.agencies_settings;
drop policy if exists of_the_agency on bauhaus.agency_api_keys;
drop policy if exists of_the_agency on bauhaus.agency_members;
drop policy if exists of_the_agency on bauhaus.agency_places;
drop policy if exists of_the_agency on bauhaus.contact_consents;
drop policy if exists of_the_agency on bauhaus.contacts;
drop policy if exists of_the_agency on bauhaus.conversation_threads;
drop policy if exists of_the_agency on bauhaus.conversations;
drop policy if exists of_the_agency on bauhaus.decisions;
drop policy if exists of_the_agency on bauhaus.documents;
drop policy if exists of_the_agency on bauhaus.flight_status_history;
drop policy if exists of_the_agency on bauhaus.flights;
drop policy if exists of_the_agency on bauhaus.groups;
drop policy if exists of_the_agency on bauhaus.inbox;
drop policy if exists of_the_agency on bauhaus.itineraries;
drop policy if exists of_the_agency on bauhaus.journeys;
drop policy if exists of_the_agency on bauhaus.legs;
drop policy if exists of_the_agency on bauhaus.model_spend;
drop policy if exists of_the_agency on bauhaus.notifications_log;
drop policy if exists of_the_agency on bauhaus.outbox;
drop policy if exists of_the_agency on bauhaus.passengers;
drop policy if exists of_the_agency on bauhaus.place_embedding_texts;
drop policy if exists of_the_agency on bauhaus.place_gaps;
drop policy if exists of_the_agency on bauhaus.quarantine;
drop policy if exists of_the_agency on bauhaus.rate_limits;
drop policy if exists of_the_agency on bauhaus.stay_plans;
drop policy if exists of_the_agency on bauhaus.suppressions;
drop policy if exists of_the_agency on bauhaus.tasks;
drop policy if exists of_the_agency on bauhaus.timers;
drop policy if exists of_the_agency on bauhaus.trip_passengers;
drop policy if exists of_the_agency on bauhaus.trips;
drop policy if exists of_the_system on bauhaus.actors;
drop policy if exists of_the_system on bauhaus.agencies;
drop policy if exists of_the_system on bauhaus.agencies_settings;
drop policy if exists of_the_system on bauhaus.agency_api_keys;
drop policy if exists of_the_system on bauhaus.agency_members;
drop policy if exists of_the_system on bauhaus.agency_places;
drop policy if exists of_the_system on bauhaus.circuit_breakers;
drop policy if exists of_the_system on bauhaus.conversation_threads;
drop policy if exists of_the_system on bauhaus.conversations;
drop policy if exists of_the_system on bauhaus.decisions;
drop policy if exists of_the_system on bauhaus.documents;
drop policy if exists of_the_system on bauhaus.flight_snapshots;
drop policy if exists of_the_system on bauhaus.flight_status_history;
drop policy if exists of_the_system on bauhaus.flights;
drop policy if exists of_the_system on bauhaus.inbox;
drop policy if exists of_the_system on bauhaus.itineraries;
drop policy if exists of_the_system on bauhaus.journeys;
drop policy if exists of_the_system on bauhaus.notifications_log;
drop policy if exists of_the_system on bauhaus.outbox;
drop policy if exists of_the_system on bauhaus.quarantine;
drop policy if exists of_the_system on bauhaus.rate_limits;
drop policy if exists of_the_system on bauhaus.suppressions;
drop policy if exists of_the_system on bauhaus.tasks;
drop policy if exists of_the_system on bauhaus.timers;
drop policy if exists of_the_system on bauhaus.trips;
create or replace function api.model_budget(at timestamptz) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'spentMicros', (select coalesce(sum(s.cost_micros), 0) from bauhaus.model_spend s
                     where s.agency_id = bauhaus.current_agency()
                       and s.month = date_trunc('month', at at time zone 'UTC')::date),
    'settings', bauhaus.settings_of(bauhaus.current_agency()),
    'ceilings', api.platform_ceilings())
$$;

comment on function api.model_budget is
  'ModelSpend.budget: what the agency spent in the month (UTC) of `at`, its settings, and the '
  'platform''s ceilings.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/model_budget',
  '2a5c841d12c18c5da3a9dad1e136d5081a7dcfb3c151c4c53f12619a42bd3d6e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.platform_ceilings() returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('messagesPerMinute', c.messages_per_minute,
      'modelUsdPerMonth', c.model_usd_per_month)
    from bauhaus.platform_ceilings c
$$;

comment on function api.platform_ceilings is
  'TripDesk.ceilings: what no agency gets more of; null where nothing is limited.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/platform_ceilings',
  '203e32f73896c3d0d29eb777f623d988a6645dde288e5e7dedec29d11676b37c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.is_suppressed(sender text, phone text) returns boolean
language plpgsql stable as $$
begin
  return bauhaus.opted_out_since(sender, phone) is not null;
end
$$;

comment on function bauhaus.is_suppressed is
  'Whether a phone has opted out of messages from a number, told to whichever agency.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/is_suppressed',
  'ee0b5490f25df68ef98cd4518b5f907c51b6898c844798f0c883a7ff9b267866')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.messages_per_minute(agency uuid) returns integer
language plpgsql stable as $$
begin
  return least((select c.messages_per_minute from bauhaus.platform_ceilings c),
    rules.messages_per_minute((
      select case when jsonb_typeof(s.setting_value -> 'messages_per_minute') = 'number'
                  then (s.setting_value ->> 'messages_per_minute')::numeric end
        from bauhaus.agencies_settings s where s.agency_id = agency
          and s.setting_key = 'rate_limiting')));
end
$$;

comment on function bauhaus.messages_per_minute is
  'The rate of an agency in messages a minute: what it has set, up to what the platform allows.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/messages_per_minute',
  '554ad6295b29e619697ec7326d8d0dd860e61b5f0259e836e740f223b5a8402e')
on conflict (name) do update set checksum = excluded.checksum;

-- With the rights of the owner: no role lists the digests, which trying numbers would reverse.
create or replace function bauhaus.opted_out_since(sender text, phone text) returns timestamptz
language plpgsql stable security definer set search_path = '' as $$
begin
  return (select r.changed_at from bauhaus.suppressed_recipients r
    where r.recipient_key = bauhaus.recipient_key(sender, phone) and r.opted_out);
end
$$;

comment on function bauhaus.opted_out_since is
  'Since when a phone wants no messages from a number, told to whichever agency; null: it does.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/opted_out_since',
  'c99c53ca067ae5e5574154bf6838a39d6465b443a1a75215f6871b911de40fca')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.record_suppression(record jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  insert into bauhaus.suppressions as s (agency_id, sender, phone, opted_out, changed_at,
    changed_by)
  select h.agency_id, h.sender, h.phone, (record ->> 'optedOut')::boolean,
    (record ->> 'at')::timestamptz, record ->> 'by'
    from bauhaus.conversation_threads h where h.id = (record ->> 'conversationId')::uuid
  on conflict (agency_id, sender, phone) do update
     set opted_out = excluded.opted_out, changed_at = excluded.changed_at,
         changed_by = excluded.changed_by
   where s.changed_at <= excluded.changed_at;
  perform bauhaus.share_suppression((record ->> 'conversationId')::uuid,
    (record ->> 'optedOut')::boolean, (record ->> 'at')::timestamptz);
end
$$;

comment on function bauhaus.record_suppression is
  'RecordCommand of kind suppression: an opt-out or opt-in; an older one than recorded changes '
  'nothing.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/record_suppression',
  '65ab0a5018e05000e394664dbcd5027c89d0036af5cb0561fa77a57ffc9b18c6')
on conflict (name) do update set checksum = excluded.checksum;

-- With the rights of the owner, as opted_out_since: an agency changes the record of those only who
-- have written to it.
create or replace function bauhaus.share_suppression(
  conversation uuid, is_opted_out boolean, at timestamptz
) returns void
language plpgsql security definer set search_path = '' as $$
begin
  insert into bauhaus.suppressed_recipients as r (recipient_key, opted_out, changed_at)
  select bauhaus.recipient_key(h.sender, h.phone), is_opted_out, at
    from bauhaus.conversation_threads h
   where h.id = conversation and h.agency_id = bauhaus.current_agency()
  on conflict (recipient_key) do update
     set opted_out = excluded.opted_out, changed_at = excluded.changed_at
   where r.changed_at <= excluded.changed_at;
end
$$;

comment on function bauhaus.share_suppression is
  'Records an opt-out or opt-in for all agencies that write from the number.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/share_suppression',
  '8a09e6e50a9a3dfc65d1fb5a2281de2fdcc02fa84e43ee0eb960d88a2b751f61')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.trip_core(trip uuid) returns jsonb
language plpgsql stable as $$
begin
  return (select jsonb_build_object(
    'trip', bauhaus.trip_json(t), 'agency', bauhaus.agency_json(a),
    'settings', (select coalesce(jsonb_object_agg(s.setting_key, s.setting_value), '{}'::jsonb)
      from bauhaus.agencies_settings s where s.agency_id = t.agency_id),
    'flight', (select f.facts from bauhaus.flights f where f.flight_key = t.flight_key),
    'ledger', (select coalesce(jsonb_agg(bauhaus.ledger_entry(n) order by n.seq), '[]'::jsonb)
      from bauhaus.notifications_log n where n.trip_id = t.id),
    'optedOut', r.since is not null,
    -- Opted out by telling another agency: the agency's own record is missing, different or older.
    'optedOutElsewhere', r.since is not null and not exists (
       select from bauhaus.suppressions s
        where s.agency_id = t.agency_id and s.sender = a.sender and s.phone = t.whatsapp
          and s.opted_out and s.changed_at = r.since),
    'lastInboundAt', (select max(c.last_inbound_at) from bauhaus.conversation_threads c
      where c.agency_id = t.agency_id and c.phone = t.whatsapp),
    'tasks', (
      select coalesce(jsonb_agg(jsonb_build_object('kind', k.kind, 'state', k.state,
            'facts', k.facts) order by k.opened_at), '[]'::jsonb)
      from bauhaus.tasks k where k.trip_id = t.id and k.state <> 'done'),
    'nextLeg', (select jsonb_build_object('tripId', l.id, 'departure',
        coalesce(l.estimated_departure, l.scheduled_departure, l.departure_date))
      from bauhaus.trips l
      where l.contact_id = t.contact_id and l.departure_date > t.departure_date
        and l.status <> 'withdrawn'
        and (l.journey_id = t.journey_id or bauhaus.have_common_passenger(l.id, t.id))
      order by l.departure_date limit 1),
    'journey', bauhaus.journey_of_trip(t),
    'confirmations', (
      select coalesce(jsonb_agg(bauhaus.ledger_entry(n) order by n.seq), '[]'::jsonb)
        from bauhaus.trips l
        join bauhaus.notifications_log n on n.trip_id = l.id
         and (n.notification_type = 'reservation_confirmation' or n.told ? 'legs')
       where l.journey_id = t.journey_id and l.contact_id = t.contact_id and l.id <> t.id),
    'group', case when t.role = 'guide' then bauhaus.group_on_flight(t) end)
    from bauhaus.trips t join bauhaus.agencies a on a.id = t.agency_id
    cross join lateral (select bauhaus.opted_out_since(a.sender, t.whatsapp) as since) r
   where t.id = trip);
end
$$;

comment on function bauhaus.trip_core is
  'TripContext: what a turn about a trip is decided on; null where the agency has no such trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_core',
  '52913b03b0ed9e281ccec7f6b23ab7ecd44a8265784fa840656b923a628e2b8c')
on conflict (name) do update set checksum = excluded.checksum;

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
    'actors', 'agencies_settings', 'agency_api_keys', 'agency_members', 'agency_places',
    'contact_consents', 'contacts', 'conversation_threads', 'conversations', 'decisions',
    'documents', 'groups', 'inbox', 'itineraries', 'journeys', 'legs', 'model_spend',
    'notifications_log', 'outbox', 'passengers', 'place_embedding_texts', 'place_gaps',
    'quarantine', 'stay_plans', 'suppressions', 'tasks', 'timers', 'trip_passengers', 'trips']
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
    'agencies', 'agencies_settings', 'agency_api_keys', 'agency_members', 'agency_places',
    'circuit_breakers', 'conversation_threads', 'conversations', 'decisions', 'documents',
    'flight_snapshots', 'flight_status_history', 'flights', 'inbox', 'itineraries', 'journeys',
    'notifications_log', 'outbox', 'quarantine', 'rate_limits', 'suppressions', 'tasks', 'timers',
    'trips']
  loop
    execute format('create policy of_the_system on bauhaus.%I to system
      using (true) with check (true)', name);
  end loop;
end
$$;

-- `system` sees the actors of flights only: the state of others may hold text of a traveller.
create policy of_the_system on bauhaus.actors to system
  using (agency_id is null) with check (agency_id is null);

-- What holds for all agencies; its owner writes it.
create policy of_everybody on bauhaus.platform_ceilings for select to agent, system using (true);

-- An agency sees the flights of its own trips.
create policy of_the_agency on bauhaus.flights for select to agent
  using (exists (select from bauhaus.trips t where t.flight_key = flights.flight_key));
create policy of_the_agency on bauhaus.flight_status_history for select to agent
  using (exists (
    select from bauhaus.trips t where t.flight_key = flight_status_history.flight_key));

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
    if is_ordinary then
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
  grant select, insert, update on storage.objects to agent;
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

insert into supabase_migrations.repeatables (name, checksum)
values ('policies',
  'f81f65210a09047ee8b7ea23aaeaf6155394529778e143c5d946ecfe6125a31d')
on conflict (name) do update set checksum = excluded.checksum;

-- Functions run with the rights of the caller, so these grants and policies.sql are all that a
-- request may do. `anon` and `authenticated` get nothing.

revoke all on all tables in schema bauhaus from public, agent, system;
revoke all on all sequences in schema bauhaus from public, agent, system;
revoke all on all functions in schema api, bauhaus, rules from public, agent, system;

-- Helpers call functions in the schemas of extensions.
do $$
declare
  home regnamespace;
begin
  for home in
    select extnamespace from pg_catalog.pg_extension where extname in ('uuid-ossp', 'vector')
  loop
    execute format('grant usage on schema %s to agent, system', home);
  end loop;
end
$$;

grant select on
  bauhaus.actors, bauhaus.agencies, bauhaus.agencies_settings, bauhaus.agency_places,
  bauhaus.contact_consents, bauhaus.contacts, bauhaus.conversation_threads, bauhaus.conversations,
  bauhaus.decisions, bauhaus.documents, bauhaus.flight_status_history, bauhaus.flights,
  bauhaus.groups, bauhaus.inbox, bauhaus.itineraries, bauhaus.journeys, bauhaus.legs,
  bauhaus.model_spend, bauhaus.notifications_log, bauhaus.outbox, bauhaus.passengers,
  bauhaus.place_embedding_texts, bauhaus.place_gaps, bauhaus.platform_ceilings,
  bauhaus.quarantine, bauhaus.rate_limits, bauhaus.stay_plans, bauhaus.suppressions,
  bauhaus.tasks, bauhaus.timers, bauhaus.trip_passengers, bauhaus.trips
  to agent;
grant insert on
  bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places, bauhaus.contact_consents,
  bauhaus.contacts, bauhaus.conversation_threads, bauhaus.conversations, bauhaus.decisions,
  bauhaus.documents, bauhaus.groups, bauhaus.inbox, bauhaus.itineraries, bauhaus.journeys,
  bauhaus.legs, bauhaus.model_spend, bauhaus.notifications_log, bauhaus.outbox, bauhaus.passengers,
  bauhaus.place_embedding_texts, bauhaus.place_gaps, bauhaus.quarantine, bauhaus.rate_limits,
  bauhaus.stay_plans, bauhaus.suppressions, bauhaus.tasks, bauhaus.timers,
  bauhaus.trip_passengers, bauhaus.trips
  to agent;
grant update on
  bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places, bauhaus.contacts,
  bauhaus.conversation_threads, bauhaus.groups, bauhaus.itineraries, bauhaus.journeys,
  bauhaus.legs, bauhaus.model_spend, bauhaus.notifications_log, bauhaus.passengers,
  bauhaus.place_embedding_texts, bauhaus.rate_limits, bauhaus.stay_plans,
  bauhaus.suppressions, bauhaus.tasks, bauhaus.timers, bauhaus.trip_passengers
  to agent;
-- Not the agency of a trip, and not what was said of consent: it is what was believed then.
grant update (revision, journey_id, leg_id, contact_id, role, client_name, whatsapp, language,
  flight_number, origin_iata, destination_iata, origin_zone, destination_zone, departure_date,
  flight_key, status, scheduled_departure, estimated_departure, estimated_arrival, gate, terminal,
  fa_flight_id, next_check_at, stay, return_date, client_description, metadata, is_kept_apart,
  updated_at, rebooked_at) on bauhaus.trips
  to agent;
grant delete on
  bauhaus.agency_places, bauhaus.inbox, bauhaus.legs, bauhaus.place_embedding_texts
  to agent;
grant usage on sequence bauhaus.tries to agent;

-- `system` reads no name, phone or text of a message: those columns are not listed.
grant select on
  bauhaus.agencies_settings, bauhaus.agency_api_keys, bauhaus.circuit_breakers, bauhaus.decisions,
  bauhaus.flight_snapshots, bauhaus.flight_status_history, bauhaus.flights, bauhaus.inbox,
  bauhaus.outbox, bauhaus.platform_ceilings, bauhaus.quarantine, bauhaus.rate_limits, bauhaus.timers
  to system;
grant select (agent, actor_id, agency_id, version, schema_version, state) on bauhaus.actors
  to system;
grant select (id, name, sender) on bauhaus.agencies to system;
grant select (id, agency_id, trip_id, notification_type, critical, delivery_status, provider_id,
  former_provider_ids, provider_status, attempts, lease_until, waits_for_pair, due_at,
  next_attempt_at, last_tried_at, sent_at, permanent, error_code, event_id, correlation_id,
  created_at) on bauhaus.notifications_log to system;
grant select (id, trip_id, kind, state) on bauhaus.tasks to system;
grant select (id, agency_id, flight_key, departure_date, status, origin_zone, destination_zone,
  scheduled_departure, estimated_departure, estimated_arrival, gate, terminal, fa_flight_id,
  next_check_at, inserted_at, rebooked_at, journey_id) on bauhaus.trips to system;
grant insert on
  bauhaus.actors, bauhaus.circuit_breakers, bauhaus.decisions, bauhaus.flight_snapshots,
  bauhaus.flight_status_history, bauhaus.flights, bauhaus.inbox, bauhaus.outbox,
  bauhaus.quarantine, bauhaus.timers
  to system;
grant update on
  bauhaus.circuit_breakers, bauhaus.flight_snapshots, bauhaus.flights, bauhaus.outbox,
  bauhaus.timers
  to system;
grant update (version, schema_version, state, updated_at) on bauhaus.actors to system;
grant update (delivery_status, provider_id, provider_status, attempts, lease_until,
  waits_for_pair, next_attempt_at, sent_at, permanent, error_code, error_message, updated_at)
  on bauhaus.notifications_log to system;
grant update (state, closed_at, closed_reason, updated_at) on bauhaus.tasks to system;
grant update (status, scheduled_departure, estimated_departure, estimated_arrival, gate, terminal,
  fa_flight_id, next_check_at, updated_at) on bauhaus.trips to system;
grant delete on
  bauhaus.decisions, bauhaus.flight_snapshots, bauhaus.flight_status_history, bauhaus.inbox,
  bauhaus.outbox, bauhaus.quarantine, bauhaus.rate_limits, bauhaus.timers
  to system;

grant execute on all functions in schema rules to agent, system;

grant execute on function
  api.commit_turn, api.load_turn, api.ping, api.quarantine_event
  to agent, system;
grant execute on function
  api.add_document, api.add_places, api.add_to_journey, api.approve_itinerary, api.book_journey,
  api.book_trip, api.cancel_trip, api.claim_effects, api.edit_contact, api.edit_journey,
  api.edit_leg, api.edit_passenger, api.edit_trip, api.get_complete_trip_context, api.get_contact,
  api.get_conversation, api.get_group, api.get_journey, api.get_place, api.get_settings,
  api.get_trip, api.give_conversation_back, api.has_places, api.journey_messages,
  api.journey_stays, api.leave_trip, api.list_contacts, api.list_conversations, api.list_groups,
  api.list_journeys, api.list_places, api.list_tasks, api.list_trips, api.model_budget,
  api.move_passenger, api.nearest_departure, api.people_on_flight, api.place_gaps,
  api.places_without_embedding, api.platform_ceilings, api.put_place_embeddings,
  api.put_setting, api.put_stay_plan,
  api.receive_inbound, api.record_model_call, api.remove_place, api.replace_place,
  api.request_itinerary, api.request_test_message, api.search_places, api.settle_effects,
  api.stay_itineraries, api.take_over_conversation, api.trip_documents, api.trip_messages,
  api.trip_timeline, api.update_task, api.waiting_effects, api.withdraw_journey,
  api.withdraw_leg, api.write_group, api.write_to_traveller
  to agent;
grant execute on function
  api.agencies_of_sender, api.agency_of_trip, api.authenticate_key, api.circuit_breakers,
  api.delivery_report, api.delivery_reports, api.effect_agencies, api.mark_published,
  api.operations_report, api.overdue,
  api.purge_expired, api.put_flight_snapshot, api.receive_alert, api.swap_circuit_breaker,
  api.take_flight_snapshot, api.take_unpublished
  to system;

-- Helpers are reachable through `api` only, since their schema is not exposed.
grant execute on function
  bauhaus.agency_json, bauhaus.announce_failure, bauhaus.apply_task, bauhaus.apply_timer,
  bauhaus.booking_conflict, bauhaus.booking_identity, bauhaus.change_contact, bauhaus.change_trip,
  bauhaus.changed_fields, bauhaus.claim, bauhaus.claim_one, bauhaus.claim_or_defer,
  bauhaus.claim_waiting, bauhaus.claimed_effect, bauhaus.close_tasks_of_unsent, bauhaus.contact_for,
  bauhaus.contact_json, bauhaus.conversation_context, bauhaus.correct_phone, bauhaus.current_agency,
  bauhaus.defer_behind_other_agency, bauhaus.departs_from, bauhaus.departs_to,
  bauhaus.drop_dependent_messages, bauhaus.earlier_journey, bauhaus.emit,
  bauhaus.emit_journey_booked, bauhaus.emit_journey_changed, bauhaus.emit_trip_booked,
  bauhaus.emit_trip_changed, bauhaus.enter_effect, bauhaus.enter_known_passengers,
  bauhaus.enter_passengers, bauhaus.flight_context, bauhaus.group_for, bauhaus.group_json,
  bauhaus.group_on_flight, bauhaus.have_common_passenger, bauhaus.insert_trip, bauhaus.instant,
  bauhaus.is_suppressed, bauhaus.itinerary_json, bauhaus.journey_context, bauhaus.journey_core,
  bauhaus.journey_for, bauhaus.journey_json, bauhaus.journey_of_trip, bauhaus.ledger_entry,
  bauhaus.leg_for, bauhaus.leg_json, bauhaus.live_legs, bauhaus.lock_journey_of_trip,
  bauhaus.message_evidence, bauhaus.message_row, bauhaus.messages_per_minute,
  bauhaus.next_rate_slot, bauhaus.opted_out_since, bauhaus.own_passengers,
  bauhaus.passenger_key, bauhaus.people_of_trip,
  bauhaus.reachability, bauhaus.recent_messages, bauhaus.recipient_key, bauhaus.record_flight,
  bauhaus.record_suppression, bauhaus.rename_client, bauhaus.reserve_slot, bauhaus.settings_of,
  bauhaus.settle_one, bauhaus.share_suppression, bauhaus.suppression_reason,
  bauhaus.task_row, bauhaus.timer_json,
  bauhaus.trip_context, bauhaus.trip_core, bauhaus.trip_identity, bauhaus.trip_in_the_way,
  bauhaus.trip_json, bauhaus.trip_of_contact, bauhaus.trip_on_another_flight,
  bauhaus.trip_with_changes, bauhaus.trips_of_request, bauhaus.uuid_v5, bauhaus.withdraw_trip
  to agent, system;
grant execute on function
  bauhaus.conversation_json, bauhaus.document_entry, bauhaus.document_json, bauhaus.file_document,
  bauhaus.has_vectors, bauhaus.nearest_places, bauhaus.place_is_at, bauhaus.place_json,
  bauhaus.record_document, bauhaus.record_itinerary, bauhaus.record_place_gap,
  bauhaus.set_embedding, bauhaus.stay_plan_json, bauhaus.stays_json, bauhaus.flight_beside,
  bauhaus.take_over
  to agent;
grant execute on function
  bauhaus.breaker_row
  to system;

insert into supabase_migrations.repeatables (name, checksum)
values ('grants',
  'bac96c7cbb2b09af827dd62eac3c12eeec7e8138ad7bbd842241fb196deeb06a')
on conflict (name) do update set checksum = excluded.checksum;

reset check_function_bodies;
