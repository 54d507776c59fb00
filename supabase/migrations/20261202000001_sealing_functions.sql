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
create or replace function api.add_data_key(
  id text, purpose text, wrapped text
) returns jsonb
language plpgsql set search_path = '' as $$
begin
  insert into bauhaus.data_keys (id, agency_id, purpose, wrapped, created_at)
  values (add_data_key.id, bauhaus.current_agency(), add_data_key.purpose, add_data_key.wrapped,
    now())
  on conflict do nothing;
  return api.data_keys();
end
$$;

comment on function api.add_data_key is
  'Keeps the first data key of a purpose, of the agency or, as system, of the platform; a key that '
  'is there already stays. Answers as data_keys.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/add_data_key',
  '9f330a46c903c512dc4b5a533f756f5ed5dbbfbabb427a705eb9ec06f828bd8d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.data_keys() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'agencyId', k.agency_id,
      'purpose', k.purpose, 'wrapped', k.wrapped, 'isRetired', k.retired_at is not null)
      order by k.created_at), '[]'::jsonb)
    from bauhaus.data_keys k
   where k.agency_id is null or k.agency_id = bauhaus.current_agency()
$$;

comment on function api.data_keys is
  'The wrapped data keys of the agency and of the platform, retired ones included.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/data_keys',
  'd8fd9efa4442c6895f2475f60d7744b163cbaacde3f11a61c701ba3cfeb15590')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.receive_inbound(message jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  at constant timestamptz := (message ->> 'now')::timestamptz;
  thread uuid := (message ->> 'conversationId')::uuid;
  is_new boolean;
begin
  -- No conflict target: the id derives from the other columns, so a concurrent insert of the same
  -- thread may conflict in either index.
  insert into bauhaus.conversation_threads (id, agency_id, sender, phone, address, inserted_at)
  values (thread, agency, message ->> 'sender', message ->> 'phone', message ->> 'address', at)
  on conflict do nothing;
  -- One that began while ids were made of clear numbers keeps its id.
  select h.id into strict thread from bauhaus.conversation_threads h
   where h.agency_id = agency and h.sender = message ->> 'sender' and h.phone = message ->> 'phone';
  insert into bauhaus.conversations (id, agency_id, thread_id, direction, text, media, provider_id,
    opt_out_type, at)
  values ((message ->> 'messageId')::uuid, agency, thread, 'in', message ->> 'text',
    message -> 'media', message ->> 'providerId', message ->> 'optOutType', at)
  on conflict do nothing;
  is_new := found;
  if is_new then
    update bauhaus.conversation_threads h
       set last_inbound_at = greatest(h.last_inbound_at, at), address = message ->> 'address'
     where h.id = thread;
    perform bauhaus.emit('InboundMessageReceived', (message ->> 'eventId')::uuid, agency, null,
      jsonb_build_object('conversationId', thread, 'messageId', message ->> 'messageId'), at);
  end if;
  return jsonb_build_object('conversationId', thread, 'first', is_new);
end
$$;

comment on function api.receive_inbound is
  'TripDesk.receiveInbound. Called as the agency whose number the message was sent to.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/receive_inbound',
  '50e42530d89f2665d3b8cca503168e8163e7e83c8306eafe2b6a6eddc2dbe98a')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.claim_or_defer(
  message bauhaus.notifications_log, at timestamptz
) returns bauhaus.notifications_log
language plpgsql as $$
declare
  lease constant interval := rules.send_lease(message.content);
  drop_reason constant text := bauhaus.suppression_reason(message, at);
  free_at timestamptz;
begin
  if drop_reason is not null then
    message.delivery_status := 'DROPPED';
    message.error_message := drop_reason;
    message.next_attempt_at := null;
    message.waits_for_pair := false;
    return message;
  end if;

  if pg_try_advisory_xact_lock(hashtextextended(
    message.sender || ' ' || bauhaus.number_token(message.recipient), 0)) then
    select greatest(o.next_attempt_at, at) + rules.pair_delay() into free_at
      from bauhaus.notifications_log o
     where o.sender = message.sender and o.recipient = message.recipient
       and o.delivery_status in ('SENDING', 'UNKNOWN');
  else
    -- Another transaction, whose writes are not visible yet, is about to send to the same phone.
    free_at := at + rules.pair_delay();
  end if;
  if free_at is not null then
    message.next_attempt_at := free_at;
    message.waits_for_pair := true;
    return message;
  end if;

  message.waits_for_pair := false;
  message.slot_at := coalesce(message.slot_at, bauhaus.next_rate_slot(message, at));
  if message.slot_at > at then
    message.next_attempt_at := message.slot_at;
    return message;
  end if;

  message.address := (select h.address from bauhaus.conversation_threads h
    where h.agency_id = message.agency_id and h.sender = message.sender
      and h.phone = message.recipient);
  message.delivery_status := 'SENDING';
  message.fence := message.fence + 1;
  message.lease_until := at + lease;
  -- A lease that ends unsettled is reconciled, not sent again.
  message.next_attempt_at := at + lease + rules.appears_within();
  message.slot_at := null;
  message.first_tried_at := coalesce(message.first_tried_at, at);
  message.last_tried_at := at;
  message.try_order := nextval('bauhaus.tries');
  return message;
end
$$;

comment on function bauhaus.claim_or_defer is
  'What becomes of a waiting message that is due: dropped, deferred or SENDING. Takes the lock of '
  'the phone and a rate slot; returns the row without writing it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/claim_or_defer',
  '7256df6609dd7ac26c690aff7b9fc7b17dfc4a82fc7c67080b1fdc246630a506')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.number_token(number text) returns text
language sql immutable parallel safe as $$
  select case when number like 'n1.%' then split_part(number, '.', 2) else number end
$$;

comment on function bauhaus.number_token is
  'What a number is compared by between agencies: the keyed token of a sealed number, a clear one '
  'itself.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/number_token',
  'e4f217cb32d989e8a6307aa37bb1a1e3d5a1a7f9e52ded45d3cf896035b18e43')
on conflict (name) do update set checksum = excluded.checksum;

-- In plpgsql: convert_to is not immutable to the planner, so as SQL it would not be inlined but
-- parsed at each call, at ten times the cost.
create or replace function bauhaus.recipient_key(sender text, phone text) returns text
language plpgsql immutable as $$
begin
  return encode(sha256(convert_to(sender || ' ' || bauhaus.number_token(phone),
    'UTF8')), 'hex');
end
$$;

comment on function bauhaus.recipient_key is
  'The digest under which the opt-outs of a phone from a number are shared by agencies.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/recipient_key',
  'bfabe633c599da5d0e14ce266f32362844cdb878da0bee6e97cd4cba10a80dc3')
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

-- Wrapped keys: an agency's own, and the platform's key of tokens, which `system` makes.
create policy of_the_agency on bauhaus.data_keys for select to agent
  using (agency_id is null or agency_id = (select bauhaus.current_agency()));
create policy made_by_the_agency on bauhaus.data_keys for insert to agent
  with check (agency_id = (select bauhaus.current_agency()));
create policy of_the_system on bauhaus.data_keys to system
  using (agency_id is null) with check (agency_id is null);

-- Rows belong to no agency; a digest is readable by whoever knows sender and phone.
create policy of_a_recipient on bauhaus.suppressed_recipients to agent
  using (true) with check (true);

-- An agency sees the flights of its own trips.
create policy of_the_agency on bauhaus.flights for select to agent
  using (exists (select from bauhaus.trips t where t.flight_key = flights.flight_key));
create policy of_the_agency on bauhaus.flight_status_history for select to agent
  using (exists (
    select from bauhaus.trips t where t.flight_key = flight_status_history.flight_key));

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
  '35e406ea6abf43d0934927584d3e8fcaa98ca81e67d6f2c5b06b1debbf5d699c')
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
  bauhaus.place_embedding_texts, bauhaus.place_gaps, bauhaus.quarantine, bauhaus.rate_limits,
  bauhaus.stay_plans, bauhaus.suppressed_recipients, bauhaus.suppressions, bauhaus.tasks,
  bauhaus.timers, bauhaus.trip_passengers, bauhaus.trips
  to agent;
grant insert on
  bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places, bauhaus.contact_consents,
  bauhaus.contacts, bauhaus.conversation_threads, bauhaus.conversations, bauhaus.decisions,
  bauhaus.documents, bauhaus.groups, bauhaus.inbox, bauhaus.itineraries, bauhaus.journeys,
  bauhaus.legs, bauhaus.model_spend, bauhaus.notifications_log, bauhaus.outbox, bauhaus.passengers,
  bauhaus.place_embedding_texts, bauhaus.place_gaps, bauhaus.quarantine, bauhaus.rate_limits,
  bauhaus.stay_plans, bauhaus.suppressed_recipients, bauhaus.suppressions, bauhaus.tasks,
  bauhaus.timers, bauhaus.trip_passengers, bauhaus.trips
  to agent;
grant update on
  bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places, bauhaus.contacts,
  bauhaus.conversation_threads, bauhaus.groups, bauhaus.itineraries, bauhaus.journeys,
  bauhaus.legs, bauhaus.model_spend, bauhaus.notifications_log, bauhaus.passengers,
  bauhaus.place_embedding_texts, bauhaus.rate_limits, bauhaus.stay_plans,
  bauhaus.suppressed_recipients, bauhaus.suppressions, bauhaus.tasks, bauhaus.timers,
  bauhaus.trip_passengers, bauhaus.trips
  to agent;
grant delete on
  bauhaus.agency_places, bauhaus.inbox, bauhaus.legs, bauhaus.place_embedding_texts
  to agent;
grant usage on sequence bauhaus.tries to agent;
grant select, insert on bauhaus.data_keys to agent, system;

-- `system` reads no name, phone or text of a message: those columns are not listed.
grant select on
  bauhaus.agencies_settings, bauhaus.agency_api_keys, bauhaus.circuit_breakers, bauhaus.decisions,
  bauhaus.flight_snapshots, bauhaus.flight_status_history, bauhaus.flights, bauhaus.inbox,
  bauhaus.outbox, bauhaus.quarantine, bauhaus.rate_limits, bauhaus.timers
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
  api.add_data_key, api.commit_turn, api.data_keys, api.load_turn, api.ping, api.quarantine_event
  to agent, system;
grant execute on function
  api.add_document, api.add_places, api.add_to_journey, api.approve_itinerary, api.book_journey,
  api.book_trip, api.cancel_trip, api.claim_effects, api.edit_contact, api.edit_journey,
  api.edit_leg, api.edit_passenger, api.edit_trip, api.get_complete_trip_context, api.get_contact,
  api.get_conversation, api.get_group, api.get_journey, api.get_place, api.get_settings,
  api.get_trip, api.give_conversation_back, api.has_places, api.journey_stays, api.leave_trip,
  api.list_contacts, api.list_conversations, api.list_groups, api.list_journeys, api.list_places,
  api.list_tasks, api.list_trips, api.model_budget, api.move_passenger, api.nearest_departure,
  api.place_gaps, api.places_without_embedding, api.put_place_embeddings, api.put_setting,
  api.put_stay_plan, api.receive_inbound, api.record_model_call, api.remove_place,
  api.replace_place, api.request_itinerary, api.search_places, api.settle_effects,
  api.stay_itineraries, api.take_over_conversation, api.trip_documents, api.trip_messages,
  api.trip_timeline, api.update_task, api.waiting_effects, api.withdraw_journey, api.withdraw_leg,
  api.write_group, api.write_to_traveller
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
  bauhaus.next_rate_slot, bauhaus.number_token, bauhaus.own_passengers, bauhaus.passenger_key,
  bauhaus.people_of_trip, bauhaus.reachability, bauhaus.recent_messages, bauhaus.recipient_key,
  bauhaus.record_flight, bauhaus.record_suppression, bauhaus.rename_client, bauhaus.reserve_slot,
  bauhaus.settings_of,
  bauhaus.settle_one, bauhaus.suppression_reason, bauhaus.task_row, bauhaus.timer_json,
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
  '99b2410e286736c0f5bad795d93a4cfe3eb98bfc8df63fe4bb5a3b22c051431d')
on conflict (name) do update set checksum = excluded.checksum;

reset check_function_bodies;
