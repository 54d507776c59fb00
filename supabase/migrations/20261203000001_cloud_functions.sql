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

create or replace function api.add_to_journey(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := (request ->> 'agencyId')::uuid;
  at constant timestamptz := (request ->> 'now')::timestamptz;
  notify constant boolean := (request ->> 'notify')::boolean;
  journey bauhaus.journeys;
  entry record;
  booking jsonb;
  contact uuid;
  trip bauhaus.trips;
  in_the_way uuid;
  fields jsonb := '[]';
begin
  select * into journey from bauhaus.journeys j
    where j.id = (request ->> 'journeyId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif journey.withdrawn_at is not null then
    return jsonb_build_object('kind', 'withdrawn');
  elsif journey.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  end if;
  begin
    insert into bauhaus.passengers (id, agency_id, journey_id, name, call_name, kind, inserted_at)
    select (p.value ->> 'id')::uuid, agency, journey.id, p.value ->> 'name',
        p.value ->> 'callName', p.value ->> 'kind', at
      from jsonb_array_elements(request -> 'passengers') with ordinality p
     order by p.ordinality;
    for entry in
      select e.value, (e.value ->> 'tripId')::uuid as trip_id
        from jsonb_array_elements(request -> 'trips') with ordinality e order by e.ordinality
    loop
      booking := entry.value -> 'trip';
      contact := coalesce((entry.value ->> 'contactId')::uuid,
        bauhaus.contact_for(agency, journey.id, booking, entry.value -> 'consent', at));
      -- Not locked: a trip of another journey is locked after that journey only.
      select t.* into trip from bauhaus.trips t
       where t.contact_id = contact and t.flight_number = booking ->> 'flightNumber'
         and t.local_departure_date = split_part(booking ->> 'flightKey', '/', 3)
         and t.status <> 'withdrawn' and not t.is_kept_apart;
      if trip.journey_id <> journey.id or trip.role <> entry.value ->> 'role' then
        in_the_way := trip.id;
        raise unique_violation;
      end if;
      if trip.id is null then
        trip := jsonb_populate_record(null::bauhaus.trips, jsonb_build_object(
          'id', entry.trip_id, 'agency_id', agency, 'journey_id', journey.id,
          'contact_id', contact, 'role', entry.value -> 'role',
          'client_name', booking -> 'clientName', 'whatsapp', booking -> 'whatsapp',
          'language', booking -> 'language', 'flight_number', booking -> 'flightNumber',
          'origin_iata', booking -> 'originIata', 'destination_iata', booking -> 'destinationIata',
          'origin_zone', booking -> 'originZone',
          'destination_zone', booking -> 'destinationZone',
          'departure_date', booking -> 'departure', 'flight_key', booking -> 'flightKey',
          'stay', booking -> 'stay', 'return_date', booking -> 'returnDate',
          'consent', entry.value -> 'consent'));
        trip := bauhaus.insert_trip(trip, at);
        perform bauhaus.enter_known_passengers(trip, entry.value -> 'passengers', at);
        perform bauhaus.emit_trip_booked(
          trip, case when notify then '{}' else '{"notify": false}' end::jsonb, at);
        fields := fields || '"trips"';
      else
        perform bauhaus.enter_known_passengers(trip, entry.value -> 'passengers', at);
        update bauhaus.trips t set revision = t.revision + 1, updated_at = at
          where t.id = trip.id returning * into trip;
        perform bauhaus.emit_trip_changed(trip, trip, '["passengers"]', notify, at);
        fields := fields || '"passengers"';
      end if;
    end loop;
  exception when unique_violation then
    if in_the_way is null then
      raise exception 'a booking was made at the same time' using errcode = '55006';
    end if;
    return jsonb_build_object('kind', 'duplicate', 'tripId', in_the_way);
  end;
  journey := bauhaus.emit_journey_changed(journey.id, coalesce((
    select jsonb_agg(distinct f.name) from jsonb_array_elements(fields) f(name)),
    '["passengers"]'), notify, at);
  return jsonb_build_object('kind', 'edited', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.add_to_journey is
  'JourneyDesk.addToJourney: more legs, passengers or contacts, whole or not at all.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/add_to_journey',
  '6de69fcd91b3b5ee9303d3bd9a39ce3df3bfc1fb7f1d4bc33861c8364e9f766c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.book_journey(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := (request ->> 'agencyId')::uuid;
  at constant timestamptz := (request ->> 'now')::timestamptz;
  earlier jsonb;
  journey bauhaus.journeys;
  contact_ids uuid[];
begin
  earlier := bauhaus.earlier_journey(request);
  if earlier is not null then
    return earlier;
  end if;
  begin
    insert into bauhaus.journeys (id, agency_id, reference, title, owner, group_id, notes,
      metadata, idempotency_key, booked_as, inserted_at, updated_at)
    values ((request ->> 'id')::uuid, agency, request ->> 'reference', request ->> 'title',
      request ->> 'owner', bauhaus.group_for(agency, request ->> 'group', at),
      request ->> 'notes', request -> 'metadata', request ->> 'idempotencyKey',
      request ->> 'bookedAs', at, at)
    returning * into journey;
    insert into bauhaus.passengers (id, agency_id, journey_id, name, call_name, kind, inserted_at)
    select (p.value ->> 'id')::uuid, agency, journey.id, p.value ->> 'name',
        p.value ->> 'callName', p.value ->> 'kind', at
      from jsonb_array_elements(request -> 'passengers') with ordinality p
     order by p.ordinality;
    -- In the order of phones, so that two journeys of the same people do not wait for each other.
    insert into bauhaus.contacts (id, agency_id, name, call_name, phone, email, language,
      inserted_at, updated_at)
    select (c ->> 'id')::uuid, agency, c ->> 'name', c ->> 'callName', c ->> 'phone',
        c ->> 'email', c ->> 'language', at, at
      from jsonb_array_elements(request -> 'contacts') c
     order by c ->> 'phone'
    on conflict do nothing;
    contact_ids := array(
      select coalesce((
            select x.id from bauhaus.contacts x
             where x.agency_id = agency and x.phone = c.value ->> 'phone'),
          (c.value ->> 'id')::uuid)
        from jsonb_array_elements(request -> 'contacts') with ordinality c
       order by c.ordinality);
    insert into bauhaus.contact_consents (agency_id, contact_id, consent, inserted_at)
    select agency, contact_ids[c.ordinality], c.value -> 'consent', at
      from jsonb_array_elements(request -> 'contacts') with ordinality c
     order by c.ordinality;
    insert into bauhaus.legs (id, agency_id, journey_id, flight_number, origin_iata,
      destination_iata, departure_date, flight_key, inserted_at)
    select (l ->> 'id')::uuid, agency, journey.id, l ->> 'flightNumber', l ->> 'originIata',
        l ->> 'destinationIata', (l ->> 'departure')::timestamptz, l ->> 'flightKey', at
      from jsonb_array_elements(request -> 'legs') l;
    insert into bauhaus.trips (id, agency_id, journey_id, leg_id, contact_id, role, client_name,
      whatsapp, language, flight_number, origin_iata, destination_iata, origin_zone,
      destination_zone, departure_date, flight_key, stay, return_date, consent, inserted_at,
      updated_at)
    select t.id, agency, journey.id, (t.leg ->> 'id')::uuid, contact_ids[t.nth_contact],
        t.contact ->> 'role', t.contact ->> 'name', t.contact ->> 'phone',
        t.contact ->> 'language', t.leg ->> 'flightNumber', t.leg ->> 'originIata',
        t.leg ->> 'destinationIata', t.leg ->> 'originZone', t.leg ->> 'destinationZone',
        (t.leg ->> 'departure')::timestamptz, t.leg ->> 'flightKey', t.leg ->> 'stay',
        (t.leg ->> 'returnDate')::date, t.contact -> 'consent', at, at
      from bauhaus.trips_of_request(request) t;
    insert into bauhaus.trip_passengers (agency_id, trip_id, passenger_id, booked_as, joined_at)
    select agency, t.id, (request #>> array['passengers', n.value, 'id'])::uuid,
        bauhaus.booking_identity(t.contact ->> 'phone', t.contact ->> 'name', array(
            select request #>> array['passengers', m, 'name']
              from jsonb_array_elements_text(t.contact -> 'passengers') m),
          t.leg ->> 'flightNumber', t.leg ->> 'flightKey'), at
      from bauhaus.trips_of_request(request) t,
        jsonb_array_elements_text(t.contact -> 'passengers') with ordinality n
     order by t.id, n.ordinality;
  exception when unique_violation then
    -- A concurrent transaction booked some of it, which is visible now.
    earlier := bauhaus.earlier_journey(request);
    if earlier is null then
      raise exception 'a journey changed while it was booked' using errcode = '55006';
    end if;
    return earlier;
  end;
  perform bauhaus.emit_trip_booked(
      t, case when (request ->> 'notify')::boolean then '{}' else '{"notify": false}' end::jsonb,
      at)
    from bauhaus.trips t where t.journey_id = journey.id;
  perform bauhaus.emit_journey_booked(journey.id, agency, at);
  return jsonb_build_object('kind', 'booked', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.book_journey is
  'JourneyDesk.bookJourney: each leg for each contact, whole or not at all.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/book_journey',
  '19f837e886095e13458710c05f1a7e9993aea862619d02634ad9a9345db78fb0')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.book_trip(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  booking constant jsonb := request -> 'trip';
  agency constant uuid := (request ->> 'agencyId')::uuid;
  at constant timestamptz := (request ->> 'now')::timestamptz;
  journey uuid;
  contact uuid;
  trip bauhaus.trips;
  conflict jsonb;
  is_joined boolean;
  is_new_journey boolean;
begin
  if (request ->> 'saidAt')::timestamptz <= (select e.erased_at from bauhaus.erasures e
    where e.agency_id = agency
      and e.person = bauhaus.person_token(agency, booking ->> 'whatsapp')) then
    return jsonb_build_object('kind', 'erased');
  end if;
  conflict := bauhaus.booking_conflict(request);
  if conflict is not null then
    return conflict;
  end if;
  begin
    -- A passenger whose contact is on this flight already joins that trip, and its journey.
    select t.* into trip from bauhaus.contacts c join bauhaus.trips t on t.contact_id = c.id
     where c.agency_id = agency and c.phone = booking ->> 'whatsapp'
       and t.flight_number = booking ->> 'flightNumber'
       and t.local_departure_date = split_part(booking ->> 'flightKey', '/', 3)
       and t.status <> 'withdrawn' and not t.is_kept_apart;
    perform bauhaus.lock_journey_of_trip(trip.id);
    journey := coalesce(trip.journey_id,
      bauhaus.journey_for(agency, request ->> 'journeyReference', at));
    is_new_journey := not exists (select from bauhaus.trips x where x.journey_id = journey);
    contact := bauhaus.contact_for(agency, journey, booking, request -> 'consent', at);
    trip := bauhaus.trip_of_contact(contact, booking ->> 'flightNumber', booking ->> 'flightKey');
    is_joined := trip.id is not null;
    if is_joined then
      update bauhaus.trips t set revision = t.revision + 1, updated_at = at
       where t.id = trip.id returning * into trip;
    else
      trip := jsonb_populate_record(null::bauhaus.trips, jsonb_build_object(
        -- A withdrawn trip keeps the id derived from its reference; its replacement gets a random
        -- one.
        'id', case when exists (select from bauhaus.trips x
            where x.id = (request ->> 'tripId')::uuid)
          then gen_random_uuid() else (request ->> 'tripId')::uuid end,
        'agency_id', agency, 'journey_id', journey, 'contact_id', contact,
        'role', request -> 'role',
        'client_name', booking -> 'clientName', 'whatsapp', booking -> 'whatsapp',
        'language', booking -> 'language', 'flight_number', booking -> 'flightNumber',
        'origin_iata', booking -> 'originIata', 'destination_iata', booking -> 'destinationIata',
        'origin_zone', booking -> 'originZone', 'destination_zone', booking -> 'destinationZone',
        'departure_date', booking -> 'departure', 'flight_key', booking -> 'flightKey',
        'stay', booking -> 'stay', 'return_date', booking -> 'returnDate',
        'client_description', booking -> 'clientDescription', 'metadata', booking -> 'metadata',
        'consent', request -> 'consent'));
      trip := bauhaus.insert_trip(trip, at);
    end if;
    perform bauhaus.enter_passengers(trip, request, at);
  exception when unique_violation then
    -- A concurrent transaction made the same booking, which is visible now.
    conflict := bauhaus.booking_conflict(request);
    if conflict is null then
      raise exception 'a booking changed while it was repeated' using errcode = '55006';
    end if;
    return conflict;
  end;
  if is_joined then
    perform bauhaus.emit_trip_changed(trip, trip, '["passengers"]', true, at);
    perform bauhaus.emit_journey_changed(trip.journey_id, '["passengers"]', true, at);
    return jsonb_build_object('kind', 'joined', 'trip', bauhaus.trip_json(trip));
  end if;
  perform bauhaus.emit_trip_booked(trip, '{}', at);
  if is_new_journey then
    perform bauhaus.emit_journey_booked(journey, agency, at);
  else
    perform bauhaus.emit_journey_changed(journey, '["trips"]', true, at);
  end if;
  return jsonb_build_object('kind', 'booked', 'trip', bauhaus.trip_json(trip));
end
$$;

comment on function api.book_trip is
  'TripDesk.book: books a leg for a contact, or lets the passengers join the trip that the contact '
  'already has on that flight.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/book_trip',
  '707fa8855689bc8e629b0d361b802eaf721f059204657c01dae3777d809ab4c7')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.edit_contact(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  notify constant boolean := (request ->> 'notify')::boolean;
  changes constant jsonb := request -> 'set';
  old_contact bauhaus.contacts;
  contact bauhaus.contacts;
  other uuid;
begin
  -- Journeys before contact and trips, as everywhere.
  perform from bauhaus.journeys j
   where j.id in (select t.journey_id from bauhaus.trips t
     where t.contact_id = (request ->> 'contactId')::uuid and t.status <> 'withdrawn')
   order by j.id for no key update;
  select * into old_contact from bauhaus.contacts c
    where c.id = (request ->> 'contactId')::uuid and c.forgotten_at is null for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif old_contact.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  elsif changes = bauhaus.contact_json(old_contact) - 'id' - 'revision' then
    return jsonb_build_object('kind', 'unchanged', 'contact', bauhaus.contact_json(old_contact));
  end if;
  contact := old_contact;
  contact.name := changes ->> 'name';
  contact.call_name := changes ->> 'callName';
  contact.phone := changes ->> 'phone';
  contact.email := changes ->> 'email';
  contact.language := changes ->> 'language';
  begin
    perform bauhaus.emit_journey_changed(x.journey_id, x.fields, notify, at)
      from bauhaus.change_contact(old_contact, contact, notify, at) x;
  exception when unique_violation then
    select c.id into other from bauhaus.contacts c
      where c.agency_id = old_contact.agency_id and c.phone = changes ->> 'phone';
    if other is null then
      raise exception 'a contact changed while it was edited' using errcode = '55006';
    end if;
    return jsonb_build_object('kind', 'phone-taken', 'contactId', other);
  end;
  select * into contact from bauhaus.contacts c where c.id = contact.id;
  return jsonb_build_object('kind', 'edited', 'contact', bauhaus.contact_json(contact));
end
$$;

comment on function api.edit_contact is
  'ContactDesk.editContact: what is said of a contact, on all their trips; emits TripChanged for '
  'each trip that it changes.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/edit_contact',
  'a8a2f1a87ae901789993d3508bbcc15cc5caecdaf70820d15cddfa6b392778eb')
on conflict (name) do update set checksum = excluded.checksum;

drop function if exists api.purge_expired(timestamp with time zone,integer);
create or replace function api.purge_expired(kind text, at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  rule record;
  removed integer;
begin
  select r.* into strict rule from bauhaus.retention() r
   where r.name = coalesce(kind, 'inbox');
  execute format(
    'delete from bauhaus.%1$I d where d.ctid = any (array('
    'select x.ctid from bauhaus.%1$I x where x.%2$I < $1 and %3$s order by x.%2$I limit $2))',
    rule.name, rule.age_column, rule.condition) using at - rule.age, rule.at_most;
  get diagnostics removed = row_count;
  return jsonb_build_object('name', rule.name, 'removed', removed,
    'next', (select r.name from bauhaus.retention() r where r.place = rule.place + 1));
end
$$;

comment on function api.purge_expired is
  'Removes from one table what is older than its retention, so that a call is short whatever the '
  'others hold; null begins with the first, `next` names the one after it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/purge_expired',
  '9895f4f973a08090c8ecbad37787a1dd42b081c3324c3ac31ac7599aaccc558e')
on conflict (name) do update set checksum = excluded.checksum;

-- A week of flights is looked at, since an index on what is still held would cost every look of the
-- tracker its short update. Where purging was off for longer, the answers go with their flights.
create or replace function api.purge_flight_answers(at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at_most constant integer := 2000;
  removed integer;
begin
  update bauhaus.flights f set raw_data = null
   where f.flight_key = any (array(
     select x.flight_key from bauhaus.flights x
      where x.flight_date < (at - interval '30 days')::date
        and x.flight_date >= (at - interval '37 days')::date
        and x.raw_data is not null limit at_most));
  get diagnostics removed = row_count;
  return jsonb_build_object('removed', removed);
end
$$;

comment on function api.purge_flight_answers is
  'Removes the answers of AeroAPI of flights a month ago; their facts and history stay.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/purge_flight_answers',
  'adf28ee5dc4e3dba8d4b0649eedcc5f2a5615cbfa230aabf783e849652958bdf')
on conflict (name) do update set checksum = excluded.checksum;

-- Called as system.
create or replace function api.take_far_timers(at timestamptz, at_most integer) returns jsonb
language sql set search_path = '' as $$
  with near as (
    select t.agent, t.actor_id, t.kind from bauhaus.timers t
     where t.is_far and t.due <= at + rules.scheduled_within()
     order by t.due limit at_most for update skip locked),
  taken as (
    update bauhaus.timers t set is_far = false
      from near n where t.agent = n.agent and t.actor_id = n.actor_id and t.kind = n.kind
    returning t.*)
  select coalesce(jsonb_agg(bauhaus.timer_json(k) order by k.due), '[]'::jsonb) from taken k
$$;

comment on function api.take_far_timers is
  'FarTimers.takeFarTimers: each timer once; one whose schedule is not made is fired late by the '
  'sweeper.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/take_far_timers',
  '8d7727413ff6c51dd7c6cbd4e39f37a4a384306e0322fd96bad1014ff0877ee1')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.apply_timer(
  command jsonb, turn jsonb, at timestamptz
) returns jsonb
language plpgsql as $$
declare
  timer bauhaus.timers;
  tenant constant uuid := (turn ->> 'agencyId')::uuid;
begin
  if command ->> 'due' is null then
    update bauhaus.timers t set due = null, is_far = false, updated_at = at
     where t.agent = turn ->> 'agent' and t.actor_id = turn ->> 'actorId'
       and t.kind = command ->> 'kind'
    returning * into timer;
  else
    insert into bauhaus.timers as t (agent, actor_id, kind, generation, due, is_far,
      agency_id, trip_id, updated_at)
    values (turn ->> 'agent', turn ->> 'actorId', command ->> 'kind', 1,
      (command ->> 'due')::timestamptz,
      (command ->> 'due')::timestamptz > at + rules.scheduled_within(), tenant,
      case when tenant is not null then (turn #>> '{event,tripId}')::uuid end, at)
    on conflict (agent, actor_id, kind) do update
       set generation = t.generation + 1, due = excluded.due, is_far = excluded.is_far,
           trip_id = coalesce(excluded.trip_id, t.trip_id), sweeps = 0, swept_at = null,
           updated_at = at
    returning * into timer;
  end if;
  return case when timer.agent is not null then bauhaus.timer_json(timer) end;
end
$$;

comment on function bauhaus.apply_timer is
  'TimerCommand: sets or clears a timer; null where there was nothing to clear. A cleared timer '
  'keeps its row, so that its generation goes on counting.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/apply_timer',
  '66d73977f96419a13d1c96bb8db8b16c3ad4b88d423bd126189cef7a427f5c5b')
on conflict (name) do update set checksum = excluded.checksum;

-- The inbox is kept longer than the bus's archive and dead letters together (14 days each), else an
-- event could be taken twice. Decisions and flights stay for complaints. Each age has an index,
-- except where a table holds a day only.
create or replace function bauhaus.retention() returns table (
  place bigint, name text, age_column text, age interval, condition text, at_most integer
)
language sql immutable set search_path = '' as $$
  select row_number() over (), * from (values
    ('inbox', 'taken_at', interval '35 days', 'true', 10000),
    ('outbox', 'published_at', interval '7 days', 'true', 5000),
    ('timers', 'updated_at', interval '70 days', 'due is null', 5000),
    ('decisions', 'at', interval '400 days', 'true', 10000),
    ('audit_log', 'at', interval '1100 days', 'true', 5000),
    ('flight_status_history', 'recorded_at', interval '400 days', 'true', 10000),
    ('flight_snapshots', 'made_at', interval '1 day', 'true', 5000),
    ('erasures', 'erased_at', interval '400 days', 'true', 1000),
    ('forgotten_messages', 'forgotten_at', interval '400 days', 'true', 5000),
    ('rate_limits', 'tat', interval '1 day', 'critical_tat < $1', 5000),
    ('quarantine', 'at', interval '180 days', 'true', 1000),
    ('flights', 'flight_date', interval '400 days', 'true', 5000)) r
$$;

comment on function bauhaus.retention is
  'How long rows are kept, table by table in the order of purging, and the most that one call '
  'removes: what takes well under a second.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/retention',
  '021d7db73e7767ab0572ebc4b42c087386c6fd619b1f048483f35165dd75558d')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.scheduled_within() returns interval
language sql immutable parallel safe as $$
  select interval '86400 seconds'
$$;

comment on function rules.scheduled_within is
  'How long before it is due a timer gets its schedule on AWS.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/scheduled_within',
  '38021a0531852481d3347f079c81492344143ed58ea16876071861128b5f7a4b')
on conflict (name) do update set checksum = excluded.checksum;

-- Functions run with the rights of the caller, so these grants and policies.sql are all that a
-- request may do. `anon` and `authenticated` get nothing.

-- Functions made later too: a default for one schema alone could not take away the global one.
alter default privileges revoke execute on functions from public;

revoke all on all tables in schema bauhaus from public, agent, system, operator, router;
revoke all on all sequences in schema bauhaus from public, agent, system, operator, router;
revoke all on all functions in schema api, bauhaus, rules
  from public, agent, system, operator, router;

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
  bauhaus.decisions, bauhaus.documents, bauhaus.erasures, bauhaus.files_to_remove,
  bauhaus.flight_status_history, bauhaus.flights, bauhaus.forgotten_messages, bauhaus.groups,
  bauhaus.inbox, bauhaus.itineraries, bauhaus.journeys, bauhaus.legs, bauhaus.model_spend,
  bauhaus.notifications_log, bauhaus.outbox, bauhaus.passengers, bauhaus.place_embedding_texts,
  bauhaus.place_gaps, bauhaus.platform_ceilings, bauhaus.quarantine, bauhaus.rate_limits,
  bauhaus.stay_plans, bauhaus.suppressions, bauhaus.tasks, bauhaus.timers,
  bauhaus.trip_passengers, bauhaus.trips
  to agent;
grant insert on
  bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places, bauhaus.contact_consents,
  bauhaus.contacts, bauhaus.conversation_threads, bauhaus.conversations, bauhaus.decisions,
  bauhaus.documents, bauhaus.erasures, bauhaus.files_to_remove, bauhaus.forgotten_messages,
  bauhaus.groups, bauhaus.inbox, bauhaus.itineraries, bauhaus.journeys, bauhaus.legs,
  bauhaus.model_spend, bauhaus.notifications_log, bauhaus.outbox, bauhaus.passengers,
  bauhaus.place_embedding_texts, bauhaus.place_gaps, bauhaus.quarantine, bauhaus.rate_limits,
  bauhaus.stay_plans, bauhaus.suppressions, bauhaus.tasks, bauhaus.timers,
  bauhaus.trip_passengers, bauhaus.trips
  to agent;
grant update on
  bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places, bauhaus.contacts,
  bauhaus.conversation_threads, bauhaus.erasures, bauhaus.groups, bauhaus.itineraries,
  bauhaus.journeys, bauhaus.legs, bauhaus.model_spend, bauhaus.notifications_log,
  bauhaus.passengers, bauhaus.place_embedding_texts, bauhaus.rate_limits, bauhaus.stay_plans,
  bauhaus.suppressions, bauhaus.tasks, bauhaus.timers, bauhaus.trip_passengers
  to agent;
-- Not the agency of a trip, and not what was said of consent: it is what was believed then.
grant update (revision, journey_id, leg_id, contact_id, role, client_name, whatsapp, language,
  flight_number, origin_iata, destination_iata, origin_zone, destination_zone, departure_date,
  flight_key, status, scheduled_departure, estimated_departure, estimated_arrival, gate, terminal,
  fa_flight_id, next_check_at, stay, return_date, client_description, metadata, is_kept_apart,
  updated_at, rebooked_at, forgotten_at) on bauhaus.trips
  to agent;
-- Consents and texts of conversations go with their contact and thread only.
grant delete on
  bauhaus.actors, bauhaus.agency_places, bauhaus.contacts, bauhaus.conversation_threads,
  bauhaus.conversations, bauhaus.documents, bauhaus.files_to_remove, bauhaus.groups,
  bauhaus.inbox, bauhaus.itineraries, bauhaus.legs, bauhaus.place_embedding_texts,
  bauhaus.quarantine, bauhaus.stay_plans, bauhaus.suppressions
  to agent;
grant usage on sequence bauhaus.tries to agent;
grant select, insert on bauhaus.data_keys to agent, system;

-- `system` reads no name, phone or text of a message: those columns are not listed.
grant select on
  bauhaus.agencies_settings, bauhaus.agency_api_keys, bauhaus.circuit_breakers, bauhaus.decisions,
  bauhaus.erasures, bauhaus.flight_snapshots, bauhaus.flight_status_history, bauhaus.flights,
  bauhaus.forgotten_messages, bauhaus.inbox, bauhaus.outbox, bauhaus.platform_ceilings,
  bauhaus.quarantine, bauhaus.rate_limits, bauhaus.timers
  to system;
grant select (agent, actor_id, agency_id, version, schema_version, state) on bauhaus.actors
  to system;
grant select (id, name, sender, suspended_at, suspended_because) on bauhaus.agencies to system;
grant update (last_used_at) on bauhaus.agency_api_keys to system;
grant select (id, agency_id, trip_id, notification_type, critical, delivery_status, provider_id,
  former_provider_ids, provider_status, attempts, lease_until, waits_for_pair, due_at,
  next_attempt_at, last_tried_at, sent_at, permanent, error_code, event_id, correlation_id,
  created_at) on bauhaus.notifications_log to system;
grant select (id, trip_id, kind, state) on bauhaus.tasks to system;
grant select (id, agency_id, flight_key, departure_date, status, origin_zone, destination_zone,
  scheduled_departure, estimated_departure, estimated_arrival, gate, terminal, fa_flight_id,
  next_check_at, inserted_at, rebooked_at, journey_id, forgotten_at) on bauhaus.trips to system;
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
  bauhaus.decisions, bauhaus.erasures, bauhaus.flight_snapshots, bauhaus.flight_status_history,
  bauhaus.flights, bauhaus.forgotten_messages, bauhaus.inbox, bauhaus.outbox, bauhaus.quarantine,
  bauhaus.rate_limits, bauhaus.timers
  to system;

-- Nobody changes or removes what was entered, but for the retention.
grant select, insert on bauhaus.audit_log, bauhaus.message_attempts to agent;
grant insert on bauhaus.message_attempts to system;
grant insert on bauhaus.audit_log to operator;
grant select, delete on bauhaus.audit_log to system;

-- Words that belong to no agency yet, which the system must not read either.
grant select, insert, update, delete on bauhaus.agency_questions to router;

-- The operator makes agencies and keys, and sees nothing of what agencies do.
grant select, insert on bauhaus.agencies, bauhaus.agency_api_keys to operator;
grant update (sender, suspended_at, suspended_because) on bauhaus.agencies to operator;
grant update (expires_at, revoked_at) on bauhaus.agency_api_keys to operator;
grant update (next_attempt_at) on bauhaus.notifications_log to operator;
grant select (agency_id, error_message, next_attempt_at) on bauhaus.notifications_log to operator;

grant execute on all functions in schema rules to agent, system;

grant execute on function
  api.add_data_key, api.commit_turn, api.data_keys, api.load_turn, api.ping, api.quarantine_event
  to agent, system;
grant execute on function
  api.add_document, api.add_places, api.add_to_journey, api.approve_itinerary, api.book_journey,
  api.book_trip, api.cancel_trip, api.claim_effects, api.edit_contact, api.edit_journey,
  api.edit_leg, api.edit_passenger, api.edit_trip, api.erase_contact, api.export_contact,
  api.files_removed, api.files_to_remove, api.get_complete_trip_context, api.get_contact,
  api.get_conversation, api.get_group, api.get_journey, api.get_place, api.get_settings,
  api.get_trip, api.give_conversation_back, api.has_places, api.inbound_claim,
  api.journey_messages, api.journey_stays, api.leave_trip, api.list_audit, api.list_contacts,
  api.list_conversations, api.list_groups, api.list_journeys, api.list_places, api.list_tasks,
  api.list_trips, api.model_budget, api.move_passenger, api.people_on_flight, api.place_gaps,
  api.places_without_embedding, api.platform_ceilings, api.purge_agency, api.put_place_embeddings,
  api.put_setting, api.put_stay_plan, api.receive_inbound, api.record_act, api.record_model_call,
  api.remove_document, api.remove_place, api.replace_place, api.request_itinerary,
  api.request_test_message, api.search_places, api.settle_effects, api.stay_itineraries,
  api.take_over_conversation, api.trip_documents, api.trip_messages, api.trip_timeline,
  api.update_task, api.waiting_effects, api.withdraw_journey, api.withdraw_leg, api.write_group,
  api.write_to_traveller
  to agent;
grant execute on function
  api.agencies_of_sender, api.agency_ids, api.agency_of_trip, api.authenticate_key,
  api.circuit_breakers, api.delivery_report, api.delivery_reports, api.effect_agencies,
  api.mark_published, api.operations_report, api.overdue, api.purge_expired,
  api.purge_flight_answers, api.put_flight_snapshot, api.receive_alert, api.swap_circuit_breaker,
  api.take_far_timers, api.take_flight_snapshot, api.take_unpublished
  to system;
grant execute on function
  api.add_api_key, api.change_agency, api.create_agency, api.list_agencies, api.revoke_api_key,
  api.rotate_api_key
  to operator;

grant execute on function
  api.agency_question, api.answer_which_agency, api.ask_which_agency, bauhaus.instant
  to router;

-- Helpers are reachable through `api` only, since their schema is not exposed.
grant execute on function
  bauhaus.agency_json, bauhaus.announce_failure, bauhaus.apply_task, bauhaus.apply_timer,
  bauhaus.audit, bauhaus.audit_row, bauhaus.audited_changes, bauhaus.booking_conflict,
  bauhaus.booking_identity, bauhaus.change_contact, bauhaus.change_trip, bauhaus.changed_fields,
  bauhaus.claim, bauhaus.claim_one, bauhaus.claim_or_defer, bauhaus.claim_waiting,
  bauhaus.claimed_effect, bauhaus.close_tasks_of_unsent, bauhaus.contact_for,
  bauhaus.contact_json, bauhaus.conversation_context, bauhaus.correct_phone,
  bauhaus.current_agency, bauhaus.defer_behind_other_agency, bauhaus.departs_from,
  bauhaus.departs_to, bauhaus.drop_dependent_messages, bauhaus.earlier_journey, bauhaus.emit,
  bauhaus.emit_journey_booked, bauhaus.emit_journey_changed, bauhaus.emit_trip_booked,
  bauhaus.emit_trip_changed, bauhaus.enter_effect, bauhaus.enter_known_passengers,
  bauhaus.enter_passengers, bauhaus.flight_context, bauhaus.group_for, bauhaus.group_json,
  bauhaus.group_on_flight, bauhaus.have_common_passenger, bauhaus.insert_trip, bauhaus.instant,
  bauhaus.is_suppressed, bauhaus.itinerary_json, bauhaus.journey_context, bauhaus.journey_core,
  bauhaus.journey_for, bauhaus.journey_json, bauhaus.journey_of_trip, bauhaus.keep_what_was_sent,
  bauhaus.ledger_entry, bauhaus.leg_for, bauhaus.leg_json, bauhaus.live_legs,
  bauhaus.lock_journey_of_trip, bauhaus.message_evidence, bauhaus.message_row,
  bauhaus.messages_per_minute, bauhaus.next_rate_slot, bauhaus.number_token,
  bauhaus.opted_out_since, bauhaus.own_passengers, bauhaus.passenger_key, bauhaus.people_of_trip,
  bauhaus.reachability, bauhaus.recent_messages, bauhaus.recipient_key, bauhaus.record_attempt,
  bauhaus.record_flight, bauhaus.record_suppression, bauhaus.rename_client, bauhaus.reserve_slot,
  bauhaus.settings_of, bauhaus.settle_one, bauhaus.share_suppression, bauhaus.suppression_reason,
  bauhaus.task_row, bauhaus.timer_json, bauhaus.trip_context, bauhaus.trip_core,
  bauhaus.trip_identity, bauhaus.trip_in_the_way, bauhaus.trip_json, bauhaus.trip_of_contact,
  bauhaus.trip_on_another_flight, bauhaus.trip_with_changes, bauhaus.trips_of_request,
  bauhaus.uuid_v5, bauhaus.withdraw_trip
  to agent, system;
grant execute on function
  bauhaus.conversation_json, bauhaus.document_entry, bauhaus.document_json, bauhaus.ends_at,
  bauhaus.file_document, bauhaus.flight_beside, bauhaus.forget_consents, bauhaus.forget_contact,
  bauhaus.forget_journeys, bauhaus.forget_messages, bauhaus.forget_states, bauhaus.forget_threads,
  bauhaus.forget_trips, bauhaus.has_vectors, bauhaus.nearest_places, bauhaus.person_token,
  bauhaus.phones_of_contact, bauhaus.place_is_at, bauhaus.place_json, bauhaus.record_document,
  bauhaus.record_itinerary, bauhaus.record_place_gap, bauhaus.set_embedding,
  bauhaus.stay_plan_json, bauhaus.stays_json, bauhaus.take_over
  to agent;
grant execute on function
  bauhaus.breaker_row, bauhaus.retention
  to system;
grant execute on function
  bauhaus.account_json, bauhaus.api_key_json, bauhaus.audit, bauhaus.audit_row,
  bauhaus.audited_changes, bauhaus.instant
  to operator;

-- A grant that the migrating role may not give is only a warning, and every turn would fail later.
do $$
declare
  missing text;
begin
  select string_agg(what, '; ') into missing from (
    select format('usage on schema %s to %s', e.extnamespace::regnamespace, r) as what
      from pg_catalog.pg_extension e, unnest(array['agent', 'system']) r
     where e.extname in ('uuid-ossp', 'vector')
       and not has_schema_privilege(r, e.extnamespace, 'usage')
    union all
    select format('%s to authenticator', r)
      from unnest(array['agent', 'system', 'operator', 'router']) r
     where not pg_has_role('authenticator', r, 'member')
    union all
    select 'usage on schema storage, insert on storage.objects to agent'
     where to_regclass('storage.objects') is not null
       and not (has_schema_privilege('agent', 'storage', 'usage')
         and has_table_privilege('agent', 'storage.objects', 'insert'))) m;
  if missing is not null then
    raise exception 'privileges that % may not grant: %', current_user, missing;
  end if;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('grants',
  '55341e2b8494e843bba7c4aa1eb68cec2e64c58bbda6de6ad151bb2e132d9db4')
on conflict (name) do update set checksum = excluded.checksum;

reset check_function_bodies;
