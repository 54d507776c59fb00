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
  'c2841d2de52a7545fe305888bfc195b12e4de70260e0ba452968adfec8b2bbdd')
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
    where c.id = (request ->> 'contactId')::uuid for update;
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
  'a25ba106103d50df3fe2bc0f1438a90467b031ba712515783b5fc0621fd633ab')
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
  return jsonb_build_object('removed', removed, 'isFull', removed = rule.at_most,
    'next', (select r.name from bauhaus.retention() r where r.place = rule.place + 1));
end
$$;

comment on function api.purge_expired is
  'Removes from one table what is older than its retention, so that a call is short whatever the '
  'others hold; null begins with the first, `next` names the one after it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/purge_expired',
  '9424b130320378750865cb51a389201fb09960f8683d2b5068ab5c2f892cec24')
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
  return jsonb_build_object('removed', removed, 'isFull', removed = at_most);
end
$$;

comment on function api.purge_flight_answers is
  'Removes the answers of AeroAPI of flights a month ago; their facts and history stay.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/purge_flight_answers',
  '3ac63e81a8dfc571da0804a302fc41bb29604a90d32ed56e095a8e7ffc786d1e')
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
    ('flight_status_history', 'recorded_at', interval '400 days', 'true', 10000),
    ('flight_snapshots', 'made_at', interval '1 day', 'true', 5000),
    ('rate_limits', 'tat', interval '1 day', 'critical_tat < $1', 5000),
    ('quarantine', 'at', interval '180 days', 'true', 1000),
    ('flights', 'flight_date', interval '400 days', 'true', 5000)) r
$$;

comment on function bauhaus.retention is
  'How long rows are kept, table by table in the order of purging, and the most that one call '
  'removes: what takes well under a second.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/retention',
  'a8b7b794143017b45e2e6ac43ef33a95fb6cf4ef74b5df774281b2f73c4a0a0c')
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

insert into supabase_migrations.repeatables (name, checksum)
values ('policies',
  '75a3519d9f24fdf9c28b60c21745d67813f21f8873ac716a71b4d3db8f19a019')
on conflict (name) do update set checksum = excluded.checksum;

-- Functions run with the rights of the caller, so these grants and policies.sql are all that a
-- request may do. `anon` and `authenticated` get nothing.

-- Functions made later too: a default for one schema alone could not take away the global one.
alter default privileges revoke execute on functions from public;

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
  bauhaus.decisions, bauhaus.flight_snapshots, bauhaus.flight_status_history, bauhaus.flights,
  bauhaus.inbox, bauhaus.outbox, bauhaus.quarantine, bauhaus.rate_limits, bauhaus.timers
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
  api.places_without_embedding, api.put_place_embeddings, api.put_setting, api.put_stay_plan,
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
  api.purge_expired, api.purge_flight_answers, api.put_flight_snapshot, api.receive_alert,
  api.swap_circuit_breaker, api.take_far_timers, api.take_flight_snapshot, api.take_unpublished
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
  bauhaus.next_rate_slot, bauhaus.own_passengers, bauhaus.passenger_key, bauhaus.people_of_trip,
  bauhaus.reachability, bauhaus.recent_messages, bauhaus.recipient_key, bauhaus.record_flight,
  bauhaus.record_suppression, bauhaus.rename_client, bauhaus.reserve_slot, bauhaus.settings_of,
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
  bauhaus.breaker_row, bauhaus.retention
  to system;

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
    select format('%s to authenticator', r) from unnest(array['agent', 'system']) r
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
  'fc63a6941b63491fb2b9753fd466dd5d9deb26256f50363c09e8b1cef1b7e3c5')
on conflict (name) do update set checksum = excluded.checksum;

reset check_function_bodies;
