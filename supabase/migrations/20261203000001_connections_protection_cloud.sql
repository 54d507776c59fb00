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
drop function if exists api.nearest_departure(text,timestamp with time zone);
delete from supabase_migrations.repeatables where name = 'functions/api/nearest_departure';

create or replace function api.add_api_key(agency uuid, key jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  made bauhaus.agency_api_keys;
begin
  insert into bauhaus.agency_api_keys (agency_id, name, key_hash, scopes, expires_at, inserted_at)
  select a.id, key ->> 'name', key ->> 'hash',
      array(select jsonb_array_elements_text(key -> 'scopes')), (key ->> 'expiresAt')::timestamptz,
      (key ->> 'now')::timestamptz
    from bauhaus.agencies a where a.id = agency
  returning * into made;
  return case when found then bauhaus.api_key_json(made) end;
end
$$;

comment on function api.add_api_key is 'Accounts.addKey; null: no such agency.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/add_api_key',
  '598cf60cf76ecc60f7df0847132b630286db280a19cf10a0544b241c5964ab01')
on conflict (name) do update set checksum = excluded.checksum;

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

create or replace function api.agency_ids() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(a.id order by a.id), '[]') from bauhaus.agencies a
$$;

comment on function api.agency_ids is 'PersonalData.agencies: all agencies, for the retention job.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/agency_ids',
  '8168d08b8ba642d0239ffcb5df3b2cc65cdac71f2da28d5ec5038bb47d0a8b61')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.agency_of_trip(trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(t.agency_id) from bauhaus.trips t
   where t.id = agency_of_trip.trip_id and t.forgotten_at is null
$$;

comment on function api.agency_of_trip is 'Itineraries.agencyOfTrip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/agency_of_trip',
  'cd94992dbfef613799e8045b96427f2da427da93a1499889067bce7628fcca09')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.agency_question(number text, traveller text) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('choices', q.choices, 'agencyId', q.agency_id,
    'at', bauhaus.instant(q.at), 'answeredBy', q.answered_by, 'held', q.held)
    from bauhaus.agency_questions q where q.sender = number and q.phone = traveller
$$;

comment on function api.agency_question is
  'AgencyQuestion of shared/domain/which-agency.ts, with the messages that wait for its answer.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/agency_question',
  'e6a7a321c2d7820afcbcde0c84352a94b52f0cbeaff86ddac72f1f8a0b8b31de')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.answer_which_agency(
  number text, traveller text, agency uuid, message_sid text, at timestamptz
) returns jsonb
language sql set search_path = '' as $$
  update bauhaus.agency_questions q set agency_id = agency, answered_by = message_sid, at =
      answer_which_agency.at, held = '[]'
   where q.sender = number and q.phone = traveller
  returning to_jsonb(true)
$$;

comment on function api.answer_which_agency is
  'Remembers which agency a traveller means; what waited was delivered before.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/answer_which_agency',
  '9610810359c1dd0a0024b8235a632317b5e02004da4b8c015ed850dfa164ce04')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.ask_which_agency(
  message jsonb, choices jsonb, at timestamptz
) returns jsonb
language sql set search_path = '' as $$
  -- The system may not read this table, so its retention is here.
  delete from bauhaus.agency_questions o
   where (o.sender, o.phone) in (select x.sender, x.phone from bauhaus.agency_questions x
     where x.at < ask_which_agency.at - interval '30 days' limit 100);
  insert into bauhaus.agency_questions as q (sender, phone, choices, at, held)
  values (message ->> 'sender', message ->> 'phone', choices, at, jsonb_build_array(message))
  on conflict (sender, phone) do update set choices = excluded.choices, at = excluded.at,
    agency_id = null, answered_by = null,
    held = case when q.held @> jsonb_build_array(jsonb_build_object('providerId',
        message -> 'providerId')) or jsonb_array_length(q.held) >= 50
      then q.held else q.held || message end
  returning to_jsonb(true)
$$;

comment on function api.ask_which_agency is
  'Keeps a message to a shared number until the traveller has said whose it is.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/ask_which_agency',
  '0a49be4286cd62d969a77c97c200ba5e835b0569f14080a116dd95b5063ea169')
on conflict (name) do update set checksum = excluded.checksum;

drop function if exists api.authenticate_key(text);
create or replace function api.authenticate_key(hash text, at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  key bauhaus.agency_api_keys;
begin
  select * into key from bauhaus.agency_api_keys k where k.key_hash = hash;
  if not found then
    return null;
  end if;
  if key.last_used_at is null or key.last_used_at <= at - interval '1 minute' then
    update bauhaus.agency_api_keys k set last_used_at = at where k.id = key.id;
  end if;
  return (select jsonb_build_object('agencyId', a.id, 'agencyName', a.name,
      'suspendedBecause', a.suspended_because, 'keyId', key.id, 'keyName', key.name,
      'scopes', key.scopes, 'revokedAt', bauhaus.instant(key.revoked_at),
      'expiresAt', bauhaus.instant(key.expires_at))
    from bauhaus.agencies a where a.id = key.agency_id);
end
$$;

comment on function api.authenticate_key is
  'TripDesk.authenticate. Called as system, since the agency is not known yet.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/authenticate_key',
  'a0ccb1cab15ce73172bdc805b5395ff34cccac9a9790ed499c7c6053d39321e8')
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

create or replace function api.change_agency(agency uuid, change jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (change ->> 'now')::timestamptz;
  changed bauhaus.agencies;
begin
  update bauhaus.agencies a
     set sender = coalesce(change ->> 'sender', a.sender),
         suspended_at = case when not change ? 'suspendedBecause' then a.suspended_at
           when change ->> 'suspendedBecause' is not null then coalesce(a.suspended_at, at) end,
         suspended_because = case when change ? 'suspendedBecause'
           then change ->> 'suspendedBecause' else a.suspended_because end
   where a.id = agency returning * into changed;
  if not found then
    return null;
  end if;
  if changed.suspended_at is null and change ? 'suspendedBecause' then
    -- What waited meanwhile is looked at now, and not when its next look was to be.
    update bauhaus.notifications_log n set next_attempt_at = at
     where n.agency_id = agency and n.error_message = 'agency_suspended'
       and n.next_attempt_at > at;
  end if;
  return bauhaus.account_json(changed);
end
$$;

comment on function api.change_agency is
  'Accounts.change: sender, and suspension (suspendedBecause; null lifts it).';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/change_agency',
  'a1f0f955e971bd0a8b149c3fb8cd45fe698e45869bf39469fb7d7e41155b2031')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.create_agency(agency jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  made bauhaus.agencies;
begin
  insert into bauhaus.agencies (name, sender, emergency_phone, inserted_at)
  values (agency ->> 'name', agency ->> 'sender',
    agency ->> 'emergencyPhone', (agency ->> 'now')::timestamptz)
  returning * into made;
  return bauhaus.account_json(made);
end
$$;

comment on function api.create_agency is 'Accounts.create.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/create_agency',
  'd7b77cdb941390124106bf876aa3765ed498eb4df3295e73a6139ef37f5ef73c')
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

create or replace function api.edit_leg(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  notify constant boolean := (request ->> 'notify')::boolean;
  changes constant jsonb := request -> 'set';
  leg constant uuid := (request ->> 'legId')::uuid;
  journey bauhaus.journeys;
  old_trip bauhaus.trips;
  new_trip bauhaus.trips;
  -- Of the trips that the edit changes; they may differ in their stay.
  fields jsonb := '[]';
  is_flown boolean := false;
  is_changed boolean := false;
begin
  select * into journey from bauhaus.journeys j
    where j.id = (request ->> 'journeyId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif journey.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  end if;
  begin
    -- The leg keeps its id, unless the journey has a leg on the new flight already.
    update bauhaus.legs l set flight_number = changes ->> 'flightNumber',
        origin_iata = changes ->> 'originIata', destination_iata = changes ->> 'destinationIata',
        departure_date = (changes ->> 'departure')::timestamptz,
        flight_key = changes ->> 'flightKey'
     where l.id = leg and l.journey_id = journey.id and changes ? 'flightKey'
       and exists (select from bauhaus.trips t where t.leg_id = l.id and t.status <> 'withdrawn')
       and not exists (select from bauhaus.legs o where o.journey_id = journey.id
         and o.flight_key = changes ->> 'flightKey' and o.id <> l.id);
    for old_trip in
      select * from bauhaus.trips t
       where t.leg_id = leg and t.journey_id = journey.id and t.status <> 'withdrawn'
       order by t.client_name collate "C", t.id for update
    loop
      is_flown := true;
      new_trip := bauhaus.change_trip(old_trip, changes, notify, at);
      continue when new_trip.revision = old_trip.revision;
      is_changed := true;
      select coalesce(jsonb_agg(distinct f.name), '[]') into fields
        from jsonb_array_elements(fields || bauhaus.changed_fields(old_trip, new_trip)) f(name);
    end loop;
  exception when unique_violation then
    return jsonb_build_object('kind', 'duplicate', 'tripId', bauhaus.trip_in_the_way(
      old_trip, bauhaus.trip_with_changes(old_trip, changes)));
  end;
  if not is_flown then
    return jsonb_build_object('kind', 'not-found');
  elsif not is_changed then
    return jsonb_build_object('kind', 'unchanged', 'journey', bauhaus.journey_json(journey));
  end if;
  journey := bauhaus.emit_journey_changed(journey.id, fields, notify, at);
  return jsonb_build_object('kind', 'edited', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.edit_leg is
  'JourneyDesk.editLeg: one edit for all trips of a leg, whole or not at all.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/edit_leg',
  '62fae10eb0d3acec251b6af01c2df00c2ab7c31287ceed5ff14f1846c4e89f66')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.edit_passenger(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  changes constant jsonb := request -> 'set';
  journey bauhaus.journeys;
  passenger bauhaus.passengers;
  old_contact bauhaus.contacts;
  contact bauhaus.contacts;
  touched jsonb := '{}';
begin
  -- The journeys of who is their own contact too, all before contacts and trips.
  perform from bauhaus.journeys j
   where j.id = (request ->> 'journeyId')::uuid
      or j.id in (select o.journey_id
        from bauhaus.trip_passengers b
        join bauhaus.trips t on t.id = b.trip_id and t.status <> 'withdrawn'
        join bauhaus.trips o on o.contact_id = t.contact_id and o.status <> 'withdrawn'
       where b.passenger_id = (request ->> 'passengerId')::uuid and b.left_at is null)
   order by j.id for no key update;
  select * into journey from bauhaus.journeys j
    where j.id = (request ->> 'journeyId')::uuid;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  select * into passenger from bauhaus.passengers p
    where p.id = (request ->> 'passengerId')::uuid and p.journey_id = journey.id;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif journey.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  elsif changes = jsonb_build_object('name', passenger.name, 'callName', passenger.call_name,
    'kind', passenger.kind) then
    return jsonb_build_object('kind', 'unchanged', 'journey', bauhaus.journey_json(journey));
  end if;
  for old_contact in
    select * from bauhaus.contacts c
     where c.id in (select t.contact_id from bauhaus.trips t
         where t.journey_id = journey.id and t.status <> 'withdrawn')
       -- Of two of one name nobody knows which one the contact is.
       and array[passenger.id] = array(select o.passenger_id from bauhaus.own_passengers(c) o
         where o.journey_id = journey.id)
     order by c.id for update
  loop
    contact := old_contact;
    if passenger.passenger_key = bauhaus.passenger_key(contact.name)
      and passenger.name <> changes ->> 'name' then
      contact.name := changes ->> 'name';
    end if;
    if passenger.call_name <> changes ->> 'callName' then
      contact.call_name := changes ->> 'callName';
    end if;
    continue when (contact.name, contact.call_name) = (old_contact.name, old_contact.call_name);
    select touched || coalesce(jsonb_object_agg(x.journey_id,
        coalesce(touched -> x.journey_id::text, '[]') || x.fields), '{}')
      into touched from bauhaus.change_contact(old_contact, contact, false, at) x;
  end loop;
  update bauhaus.passengers p set name = changes ->> 'name', call_name = changes ->> 'callName',
      kind = changes ->> 'kind'
   where p.id = passenger.id;
  touched := touched || jsonb_build_object(journey.id,
    coalesce(touched -> journey.id::text, '[]') || '["passengers"]');
  perform bauhaus.emit_journey_changed(x.key::uuid, (
      select jsonb_agg(distinct f.name) from jsonb_array_elements(x.value) f(name)), false, at)
    from jsonb_each(touched) x;
  select * into journey from bauhaus.journeys j where j.id = journey.id;
  return jsonb_build_object('kind', 'edited', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.edit_passenger is
  'JourneyDesk.editPassenger: what is said of who flies, and in which words, from now on; the '
  'contact who they are themselves is said the same.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/edit_passenger',
  '4fab8c0db421c83713309850a22bfc829ff07221ff8dd438b105a9258a0f04d7')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.erase_contact(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  agency constant uuid := bauhaus.current_agency();
  is_rehearsal constant boolean := (request ->> 'dryRun')::boolean;
  contact bauhaus.contacts;
  trip bauhaus.trips;
  trip_ids uuid[];
  live_ids uuid[];
  journey uuid;
  journey_ids uuid[];
  empty_ids uuid[];
  phones text[];
  thread_ids uuid[];
  names_count integer;
  message_count integer;
  counts jsonb;
begin
  -- Journeys before contact and trips, as everywhere.
  perform from bauhaus.journeys j where j.id in (select t.journey_id from bauhaus.trips t
    where t.contact_id = (request ->> 'contactId')::uuid) order by j.id for no key update;
  select * into contact from bauhaus.contacts c
   where c.id = (request ->> 'contactId')::uuid and c.forgotten_at is null for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  select coalesce(array_agg(distinct t.journey_id), '{}') into live_ids from bauhaus.trips t
   where t.contact_id = contact.id and t.status <> 'withdrawn'
     and bauhaus.ends_at(t.departure_date, t.estimated_departure, t.estimated_arrival,
       t.return_date) > at;
  if live_ids <> '{}' and not (request ->> 'withdraw')::boolean then
    return jsonb_build_object('kind', 'live', 'journeys', (
      select jsonb_agg(jsonb_build_object('id', j.id, 'reference', j.reference) order by j.id)
        from bauhaus.journeys j where j.id = any (live_ids)));
  end if;
  begin
    foreach journey in array live_ids loop
      for trip in
        select * from bauhaus.trips t where t.journey_id = journey and t.contact_id = contact.id
          and t.status <> 'withdrawn' order by t.id for update
      loop
        perform bauhaus.withdraw_trip(trip, false, at);
      end loop;
      if not exists (select from bauhaus.trips t
        where t.journey_id = journey and t.status <> 'withdrawn') then
        update bauhaus.journeys j set withdrawn_at = at where j.id = journey;
      end if;
      perform bauhaus.emit_journey_changed(journey, '["state", "trips"]', false, at);
    end loop;
    phones := bauhaus.phones_of_contact(contact);
    select coalesce(array_agg(t.id), '{}'), coalesce(array_agg(distinct t.journey_id), '{}')
      into trip_ids, journey_ids from bauhaus.trips t where t.contact_id = contact.id;
    empty_ids := array(select j.id from bauhaus.journeys j
      where j.id = any (journey_ids) and not exists (select from bauhaus.trips t
        join bauhaus.contacts o on o.id = t.contact_id
       where t.journey_id = j.id and o.id <> contact.id and o.forgotten_at is null));
    -- Of a journey on which others travel: who is the contact, or is on no trip of another's.
    update bauhaus.passengers p set name = '•••', call_name = ''
     where p.journey_id = any (journey_ids) and p.journey_id <> all (empty_ids)
       and p.id in (select b.passenger_id from bauhaus.trip_passengers b
         where b.trip_id = any (trip_ids))
       and (p.passenger_key = bauhaus.passenger_key(contact.name)
         or p.call_name <> '' and p.call_name = contact.call_name
         or not exists (select from bauhaus.trip_passengers b
           where b.passenger_id = p.id and b.trip_id <> all (trip_ids)));
    get diagnostics names_count = row_count;
    counts := bauhaus.forget_trips(trip_ids, agency, at)
      || bauhaus.forget_journeys(empty_ids, agency, at);
    message_count := bauhaus.forget_messages(array(select n.id from bauhaus.notifications_log n
      where n.agency_id = agency and n.recipient = any (phones) order by n.id for update), at);
    thread_ids := array(select h.id from bauhaus.conversation_threads h
      where h.agency_id = agency and h.phone = any (phones) order by h.id for update);
    counts := counts || bauhaus.forget_threads(thread_ids, agency, at) || jsonb_build_object(
      'passengers', names_count + (counts ->> 'passengers')::integer,
      'messages', message_count + (counts ->> 'messages')::integer);
    update bauhaus.tasks k set facts = '{}', claimed_by = null, closed_by = null, updated_at = at
     where k.agency_id = agency and k.trip_id is null
       and k.facts ->> 'conversationId' = any (thread_ids::text[]);
    delete from bauhaus.suppressions s where s.agency_id = agency and s.phone = any (phones);
    perform bauhaus.forget_contact(contact.id, agency, at);
    insert into bauhaus.erasures as e (agency_id, person, erased_at)
    select agency, bauhaus.person_token(agency, p.phone), at from unnest(phones) p(phone)
    on conflict (agency_id, person) do update
       set erased_at = greatest(e.erased_at, excluded.erased_at);
    if is_rehearsal then
      raise exception 'a rehearsal' using errcode = 'BT001';
    end if;
  exception when sqlstate 'BT001' then
    null; -- what was written is undone, what was counted is known
  end;
  return jsonb_build_object('kind', case when is_rehearsal then 'rehearsed' else 'erased' end,
    'counts', counts, 'withdrawn', to_jsonb(live_ids), 'shared', (
      select coalesce(jsonb_agg(x.id order by x.id), '[]') from unnest(journey_ids) x(id)
       where x.id <> all (empty_ids)));
end
$$;

comment on function api.erase_contact is
  'PersonalData.erase. A rehearsal does all of it and undoes it, so its counts are those of the '
  'erasure.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/erase_contact',
  '69cbccd60be7e1ec3c231bca4fe9cdaa936b3fc5ef78aa788e2446049cd1f7d5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.export_contact(contact_id uuid) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  contact bauhaus.contacts;
  phones text[];
begin
  select * into contact from bauhaus.contacts c
   where c.id = contact_id and c.forgotten_at is null;
  if not found then
    return null;
  end if;
  phones := bauhaus.phones_of_contact(contact);
  return jsonb_build_object(
    'contact', bauhaus.contact_json(contact),
    'consents', (select coalesce(jsonb_agg(k.consent order by k.id), '[]')
      from bauhaus.contact_consents k where k.contact_id = contact.id),
    'trips', (select coalesce(jsonb_agg(bauhaus.trip_json(t) order by t.departure_date, t.id), '[]')
      from bauhaus.trips t where t.contact_id = contact.id),
    'documents', (select coalesce(jsonb_agg(bauhaus.document_json(d)
        order by d.uploaded_at, d.id), '[]')
      from bauhaus.documents d join bauhaus.trips t on t.id = d.trip_id
     where t.contact_id = contact.id),
    'messages', (select coalesce(jsonb_agg(bauhaus.message_row(n) order by n.seq), '[]')
      from bauhaus.notifications_log n
     where n.agency_id = contact.agency_id and (n.recipient = any (phones)
       or n.trip_id in (select t.id from bauhaus.trips t where t.contact_id = contact.id))),
    'words', (select coalesce(jsonb_agg(jsonb_build_object('at', c.at, 'direction', c.direction,
        'text', c.text, 'media', jsonb_array_length(c.media)) order by c.at, c.id), '[]')
      from bauhaus.conversations c join bauhaus.conversation_threads h on h.id = c.thread_id
     where h.agency_id = contact.agency_id and h.phone = any (phones)),
    'optOuts', (select coalesce(jsonb_agg(jsonb_build_object('sender', s.sender,
        'optedOut', s.opted_out, 'at', s.changed_at) order by s.sender), '[]')
      from bauhaus.suppressions s
     where s.agency_id = contact.agency_id and s.phone = any (phones)),
    'itineraries', (select coalesce(jsonb_agg(jsonb_build_object('journeyId', i.journey_id,
        'stay', i.stay, 'version', i.version, 'itinerary', i.parsed_itinerary)
        order by i.journey_id, i.stay, i.version), '[]')
      from bauhaus.itineraries i where i.journey_id in (
        select t.journey_id from bauhaus.trips t where t.contact_id = contact.id)),
    'plans', (select coalesce(jsonb_agg(jsonb_build_object('journeyId', p.journey_id,
        'stay', p.stay, 'plan', p.plan) order by p.journey_id, p.stay), '[]')
      from bauhaus.stay_plans p where p.plan is not null and p.journey_id in (
        select t.journey_id from bauhaus.trips t where t.contact_id = contact.id)),
    'decisions', (select coalesce(jsonb_agg(jsonb_build_object('tripId', d.trip_id, 'at', d.at,
        'decision', d.decision, 'subject', d.subject, 'rule', d.rule) order by d.id), '[]')
      from bauhaus.decisions d where d.trip_id in (
        select t.id from bauhaus.trips t where t.contact_id = contact.id)));
end
$$;

comment on function api.export_contact is
  'PersonalData.exportOf: everything that is kept about a contact; null: no such contact.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/export_contact',
  '4bbec62228062bd7d84e66f7385675905c4cfcac073d7c041f58da40c4585153')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.files_removed(paths text[]) returns jsonb
language sql set search_path = '' as $$
  with removed as (delete from bauhaus.files_to_remove r where r.path = any (paths) returning 1)
  select jsonb_build_object('removed', (select count(*) from removed))
$$;

comment on function api.files_removed is 'PersonalData.filesRemoved.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/files_removed',
  'e17570f7cf135cf0b9c6e8ef60407bc86caa95c52cd9e27392e5c4b2768b46f4')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.files_to_remove(at_most integer) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(f.path order by f.path), '[]') from (
    select r.path from bauhaus.files_to_remove r order by r.since limit at_most) f
$$;

comment on function api.files_to_remove is 'PersonalData.filesToRemove.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/files_to_remove',
  'ac6acf0f4cb8d821f5cce87b6951a6664355377bba6c7b006afcb78efb968aec')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_contact(contact_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('contact', bauhaus.contact_json(c),
      'reachability', bauhaus.reachability(c))
    from bauhaus.contacts c where c.id = contact_id and c.forgotten_at is null
$$;

comment on function api.get_contact is 'ContactDesk.contact.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_contact',
  '41088781edb5b54d7466d60ad35aeca0de2db245b2ad3005982850a98e13590e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_group(group_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.group_json(g) from bauhaus.groups g where g.id = group_id
$$;

comment on function api.get_group is 'ContactDesk.group.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_group',
  '84405911884aac272cbf2a32dacd8f19ec666f8df13230ca2fe9cea3b74d7287')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.inbound_claim(message jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('agencyId', a.id, 'name', a.name,
    'isSuspended', a.suspended_at is not null,
    'isQuoted', exists (select from bauhaus.notifications_log n
      where n.agency_id = a.id and n.sender = message ->> 'sender'
        and n.recipient = message ->> 'phone'
        and (message ->> 'quotes' = n.provider_id
          or message ->> 'quotes' = any (n.former_provider_ids))),
    'isHeld', coalesce(h.taken_over_until > (message ->> 'now')::timestamptz, false)
      or exists (select from bauhaus.tasks k where k.agency_id = a.id and k.kind = 'handoff'
        and k.state <> 'done' and k.facts ->> 'conversationId' = h.id::text),
    'wroteAt', bauhaus.instant(h.last_inbound_at))
    from bauhaus.agencies a
    left join bauhaus.conversation_threads h on h.agency_id = a.id
      and h.sender = message ->> 'sender' and h.phone = message ->> 'phone'
   where a.id = bauhaus.current_agency()
$$;

comment on function api.inbound_claim is
  'AgencyClaim of shared/domain/which-agency.ts: what an agency knows of a message to a number '
  'that it shares.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/inbound_claim',
  '3b55760f405572f1c2b06d9b83ec3051c2a6d77fc920b3f235894cc1773c1bad')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.journey_messages(journey uuid, filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  created_before constant timestamptz := (filter #>> '{before,createdAt}')::timestamptz;
  id_before constant uuid := (filter #>> '{before,id}')::uuid;
begin
  if not exists (select from bauhaus.journeys j where j.id = journey and j.agency_id = agency) then
    return null;
  end if;
  return (select coalesce(jsonb_agg(bauhaus.message_row(p.n) || jsonb_build_object(
        'firstTriedAt', (p.n).first_tried_at, 'lastTriedAt', (p.n).last_tried_at,
        'contactId', (p.t).contact_id, 'contactName', (p.t).client_name, 'role', (p.t).role,
        'legId', (p.t).leg_id, 'flightKey', (p.t).flight_key,
        'flightNumber', (p.t).flight_number, 'originZone', (p.t).origin_zone)
        order by (p.n).created_at desc, (p.n).id desc), '[]'::jsonb)
    from (select n, t
            from bauhaus.trips t join bauhaus.notifications_log n on n.trip_id = t.id
           where t.journey_id = journey and t.agency_id = agency
             and (created_before is null or (n.created_at, n.id) < (created_before, id_before))
           order by n.created_at desc, n.id desc limit (filter ->> 'limit')::integer) p);
end
$$;

comment on function api.journey_messages is
  'ReadingDesk.journeyMessages, newest first; null where the agency has no such journey.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/journey_messages',
  'aebc631d0838cedc5f494e9c5cd09ca56dbee40457f433560c53bffb5c5f4933')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_agencies() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.account_json(a) order by a.inserted_at, a.id), '[]')
    from bauhaus.agencies a
$$;

comment on function api.list_agencies is 'Accounts.list.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_agencies',
  '287df0872011e760c937034180a7656f1a79e013dc7a480c62c0b667cb6c4633')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_audit(filter jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'at', bauhaus.instant(l.at),
      'actorKind', l.actor_kind, 'actorId', l.actor_id, 'actorName', l.actor_name,
      'action', l.action, 'objectKind', l.object_kind, 'objectId', l.object_id,
      'changes', l.changes, 'requestId', l.request_id) order by l.id desc), '[]')
    from (select * from bauhaus.audit_log x
      where x.agency_id = bauhaus.current_agency()
        and (filter ->> 'objectId' is null or x.object_id = filter ->> 'objectId')
        and (filter ->> 'objectKind' is null or x.object_kind = filter ->> 'objectKind')
        and (filter ->> 'actor' is null or x.actor_id = filter ->> 'actor')
        and (filter ->> 'action' is null or x.action = filter ->> 'action')
        and (filter ->> 'from' is null or x.at >= (filter ->> 'from')::timestamptz)
        and (filter ->> 'to' is null or x.at <= (filter ->> 'to')::timestamptz)
        and (filter ->> 'before' is null or x.id < (filter ->> 'before')::bigint)
      order by x.id desc limit (filter ->> 'limit')::integer) l
$$;

comment on function api.list_audit is 'AuditTrail.list.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_audit',
  'f922d590bfb99fe6541b012b501e48dd60cf6cca21fdcf722fe366c30f2a7326')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_contacts(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  contacts jsonb;
begin
  if filter ->> 'phone' is not null then
    select coalesce(jsonb_agg(bauhaus.contact_json(c)), '[]') into contacts
      from bauhaus.contacts c
     where c.agency_id = bauhaus.current_agency() and c.phone = filter ->> 'phone'
       and (filter ->> 'name' is null or strpos(
         bauhaus.passenger_key(c.name), bauhaus.passenger_key(filter ->> 'name')) > 0);
    return contacts;
  end if;
  select coalesce(jsonb_agg(bauhaus.contact_json(p.c) order by (p.c).name collate "C", (p.c).id),
      '[]')
    into contacts
    from (select c from bauhaus.contacts c
           where c.agency_id = bauhaus.current_agency() and c.forgotten_at is null
             and (filter ->> 'name' is null or strpos(
               bauhaus.passenger_key(c.name), bauhaus.passenger_key(filter ->> 'name')) > 0)
             and (jsonb_typeof(filter -> 'after') is distinct from 'object'
               or (c.name collate "C", c.id)
                 > (filter #>> '{after,name}', (filter #>> '{after,id}')::uuid))
           order by c.name collate "C", c.id limit (filter ->> 'limit')::integer) p;
  return contacts;
end
$$;

comment on function api.list_contacts is 'ContactDesk.contacts, by name.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_contacts',
  '45edcaee9c146a63fb8364fa6eb9435cb4ca3849f00bf838a7dc41a7a9e53502')
on conflict (name) do update set checksum = excluded.checksum;

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

create or replace function api.move_passenger(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  passenger constant uuid := (request ->> 'passengerId')::uuid;
  old_trip bauhaus.trips;
  new_trip bauhaus.trips;
  entry bauhaus.trip_passengers;
begin
  perform bauhaus.lock_journey_of_trip((request ->> 'tripId')::uuid);
  select * into old_trip from bauhaus.trips x where x.id = (request ->> 'tripId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif old_trip.status = 'withdrawn' then
    return jsonb_build_object('kind', 'withdrawn');
  end if;
  select * into entry from bauhaus.trip_passengers b
    where b.trip_id = old_trip.id and b.passenger_id = passenger and b.left_at is null;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif not exists (select from bauhaus.trip_passengers b
    where b.trip_id = old_trip.id and b.passenger_id <> passenger and b.left_at is null) then
    return jsonb_build_object('kind', 'alone');
  end if;
  new_trip := bauhaus.trip_on_another_flight(
    bauhaus.trip_with_changes(old_trip, request -> 'set'));
  begin
    update bauhaus.trip_passengers b set left_at = at
      where b.trip_id = old_trip.id and b.passenger_id = passenger;
    update bauhaus.trips t set revision = t.revision + 1, updated_at = at
      where t.id = old_trip.id returning * into old_trip;
    new_trip.id := (request ->> 'newTripId')::uuid;
    new_trip := bauhaus.insert_trip(new_trip, at);
    insert into bauhaus.trip_passengers (agency_id, trip_id, passenger_id, reference, booked_as,
      joined_at)
    values (entry.agency_id, new_trip.id, passenger, entry.reference, entry.booked_as, at);
  exception when unique_violation then
    return jsonb_build_object('kind', 'duplicate', 'tripId', (
      select t.id from bauhaus.trips t
       where t.contact_id = old_trip.contact_id and t.flight_number = new_trip.flight_number
         and t.local_departure_date = split_part(new_trip.flight_key, '/', 3)
         and t.status <> 'withdrawn' limit 1));
  end;
  -- Nobody who stays has anything to hear.
  perform bauhaus.emit_trip_changed(old_trip, old_trip, '["passengers"]', false, at);
  perform bauhaus.emit_trip_booked(new_trip, jsonb_build_object(
    'movedFrom', jsonb_build_object('tripId', old_trip.id, 'notify', request -> 'notify')), at);
  perform bauhaus.emit_journey_changed(new_trip.journey_id, '["trips", "passengers"]',
    (request ->> 'notify')::boolean, at);
  return jsonb_build_object('kind', 'moved', 'trip', bauhaus.trip_json(new_trip));
end
$$;

comment on function api.move_passenger is
  'TripDesk.movePassenger: one passenger of several flies another flight, on a trip of their own.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/move_passenger',
  '0103f760ac84974246bf0272f32567d37b3d90f8170d045f0dbd5c73b1f114c9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.people_on_flight(key text, subjects text[]) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  agency_sender text;
begin
  select a.sender into agency_sender from bauhaus.agencies a where a.id = agency;
  return (
    with people as materialized (
      select t as trip, jsonb_build_object(
        'tripId', t.id, 'journeyId', t.journey_id, 'contactId', t.contact_id,
        'name', t.client_name, 'role', t.role, 'passengers', flying.list, 'phone', t.whatsapp,
        'optedOut', t.whatsapp is not null
          and bauhaus.is_suppressed(agency_sender, t.whatsapp),
        'last', case when last.seq is not null then jsonb_build_object(
          'messageId', last.id, 'tripId', last.trip_id, 'type', last.notification_type,
          'status', last.delivery_status, 'providerStatus', last.provider_status,
          'errorCode', last.error_code, 'createdAt', last.created_at, 'sentAt', last.sent_at,
          'departure', last.said -> 'departure', 'phase', last.said -> 'phase') end,
        'dropped', (select jsonb_build_object('type', n.notification_type,
            'reason', n.error_message, 'at', n.created_at)
          from bauhaus.notifications_log n
         where n.trip_id = t.id and n.recipient = t.whatsapp and n.delivery_status = 'DROPPED'
           and n.notification_type = any (subjects) and n.created_at >= since
           and n.seq > coalesce(last.seq, 0)
         order by n.seq desc limit 1),
        'suppressed', (select jsonb_build_object('subject', d.subject, 'rule', d.rule, 'at', d.at)
          from bauhaus.decisions d
         where d.trip_id = t.id and d.decision in ('suppressed', 'held')
           and d.subject = any (subjects) and d.at >= since
         order by d.id desc limit 1),
        'call', (select jsonb_build_object('state', k.state, 'message', k.facts ->> 'message')
          from bauhaus.tasks k where k.trip_id = t.id and k.kind = 'call' and k.opened_at >= since
         order by k.opened_at desc, k.id limit 1),
        'tasks', (select coalesce(jsonb_agg(bauhaus.task_row(k) order by k.opened_at, k.kind), '[]')
          from bauhaus.tasks k where k.trip_id = t.id and k.state <> 'done')) as person
        from bauhaus.trips t
       cross join lateral (select coalesce(t.rebooked_at, '-infinity') as since) booked
       cross join lateral bauhaus.people_of_trip(t.id) flying
        -- A message of another leg of the contact may tell of this one: a connection's does.
        left join lateral (select n.*, told.said
            from bauhaus.trips l
            join bauhaus.notifications_log n on n.trip_id = l.id
           cross join lateral (select case when l.id = t.id then n.told
              else n.told #> array['legs', t.id::text] end as said) told
           where l.journey_id = t.journey_id and l.contact_id = t.contact_id
             and n.recipient = t.whatsapp and n.delivery_status <> 'DROPPED'
             and n.notification_type = any (subjects) and n.created_at >= since
             and told.said ?| array['departure', 'phase', 'gate', 'boardingFor']
           order by n.seq desc limit 1) last on true
       where t.agency_id = agency and t.flight_key = key and t.status <> 'withdrawn')
    select jsonb_build_object(
        'flightKey', key, 'flightNumber', one.flight_number, 'originIata', one.origin_iata,
        'destinationIata', one.destination_iata, 'originZone', one.origin_zone,
        'destinationZone', one.destination_zone, 'departure', one.departure_date,
        'facts', f.facts, 'nextCheckAt', f.next_check_at,
        'people', (select jsonb_agg(p.person
            order by (p.trip).client_name collate "C", (p.trip).id) from people p))
      from (select (p.trip).* from people p
             order by (p.trip).departure_date, (p.trip).id limit 1) one
      left join bauhaus.flights f on f.flight_key = key);
end
$$;

comment on function api.people_on_flight is
  'ReadingDesk.peopleOnFlight: the people of the agency with what was said last of the flight; '
  'null where it has nobody on it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/people_on_flight',
  'd606ab105363c10568c3ee20e4c9aa02ff1ae7dec889e35f1771bb5fbd2767df')
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

-- Every step is bounded, so that no call is long and none locks much.
create or replace function api.purge_agency(
  at timestamptz, most_months integer, at_most integer
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  until constant timestamptz := at - make_interval(months => least(most_months, coalesce((
    select case when jsonb_typeof(s.setting_value -> 'months') = 'number'
        then (s.setting_value ->> 'months')::numeric end
      from bauhaus.agencies_settings s
     where s.agency_id = agency and s.setting_key = 'retention'), 12))::integer);
  journey_ids uuid[];
  trip_ids uuid[];
  contact_ids uuid[];
  thread_ids uuid[];
  message_count integer;
  counts jsonb;
  removed integer;
begin
  journey_ids := array(select j.id from bauhaus.journeys j
     where j.agency_id = agency and j.forgotten_at is null and j.inserted_at < until
       and not exists (select from bauhaus.trips t where t.journey_id = j.id
         and bauhaus.ends_at(t.departure_date, t.estimated_departure, t.estimated_arrival,
           t.return_date) >= until)
     order by j.id limit at_most for no key update);
  trip_ids := array(select t.id from bauhaus.trips t where t.journey_id = any (journey_ids)
    order by t.id for update);
  counts := bauhaus.forget_trips(trip_ids, agency, at)
    || bauhaus.forget_journeys(journey_ids, agency, at);

  contact_ids := array(select c.id from bauhaus.contacts c
     where c.agency_id = agency and c.forgotten_at is null and c.updated_at < until
       and not exists (select from bauhaus.trips t join bauhaus.journeys j on j.id = t.journey_id
         where t.contact_id = c.id and j.forgotten_at is null)
     order by c.id limit at_most for update);
  perform bauhaus.forget_contact(c.id, agency, at) from unnest(contact_ids) c(id);

  -- Words go by their own age, and a conversation when none are left.
  delete from bauhaus.conversations d where d.ctid = any (array(
    select c.ctid from bauhaus.conversations c
     where c.agency_id = agency and c.at < until limit at_most));
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('words', removed);
  thread_ids := array(select h.id from bauhaus.conversation_threads h
     where h.agency_id = agency and coalesce(h.last_inbound_at, h.inserted_at) < until
       and not exists (select from bauhaus.conversations c where c.thread_id = h.id)
     order by h.id limit at_most for update);
  counts := counts || jsonb_build_object('conversations',
    bauhaus.forget_threads(thread_ids, agency, at) -> 'conversations');
  message_count := bauhaus.forget_messages(array(select n.id from bauhaus.notifications_log n
     where n.agency_id = agency and n.trip_id is null and n.forgotten_at is null
       and n.created_at < until
     order by n.id limit at_most for update), at);

  update bauhaus.tasks k set facts = '{}', claimed_by = null, closed_by = null
   where k.ctid = any (array(select x.ctid from bauhaus.tasks x
     where x.agency_id = agency and x.trip_id is null and x.updated_at < until
       and (x.facts <> '{}' or x.claimed_by is not null or x.closed_by is not null)
     limit at_most));
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('contacts', cardinality(contact_ids),
    'messages', message_count + (counts ->> 'messages')::integer,
    'tasks', removed + (counts ->> 'tasks')::integer);
  delete from bauhaus.suppressions d where d.ctid = any (array(
    select s.ctid from bauhaus.suppressions s
     where s.agency_id = agency and s.changed_at < until limit at_most));
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('suppressions', removed);
  delete from bauhaus.groups d where d.ctid = any (array(
    select g.ctid from bauhaus.groups g
     where g.agency_id = agency and g.inserted_at < until
       and not exists (select from bauhaus.journeys j where j.group_id = g.id) limit at_most));
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('groups', removed);
  -- An emptied state was kept for turns that had begun before.
  delete from bauhaus.actors d where d.ctid = any (array(
    select a.ctid from bauhaus.actors a
     where a.agency_id = agency and a.state = 'null' and a.updated_at < at - interval '35 days'
     limit at_most));
  get diagnostics removed = row_count;
  return counts || jsonb_build_object('states', removed);
end
$$;

comment on function api.purge_agency is
  'PersonalData.purge: ends what is past the retention of the agency, at most `at_most` of each '
  'kind; answers the counts. The caller repeats it while anything was.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/purge_agency',
  'f9a22e93e57f09f29e7cc043a518b20da39688ba6b3911d3177dee514c18e875')
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

create or replace function api.receive_inbound(message jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  at constant timestamptz := (message ->> 'now')::timestamptz;
  thread uuid := (message ->> 'conversationId')::uuid;
  is_new boolean;
begin
  if exists (select from bauhaus.forgotten_messages f
    where f.message_id = (message ->> 'messageId')::uuid) then
    return jsonb_build_object('conversationId', thread, 'first', false);
  end if;
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
  'b148dead5fcbe29321d22be593c782215f0bf2a7fd1b2f13ee9216ce90740588')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.record_act(act jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  moment constant timestamptz :=
    (current_setting('request.headers', true)::jsonb ->> 'x-bauhaus-act')::jsonb ->> 'at';
begin
  -- Chats and crawlers open a link again and again.
  if not exists (select from bauhaus.audit_log l
      where l.agency_id = agency and l.object_id = act ->> 'objectId'
        and l.action = act ->> 'action' and l.at > moment - interval '1 hour') then
    perform bauhaus.audit(agency, act ->> 'action', act ->> 'objectKind', act ->> 'objectId', '{}');
  end if;
  return to_jsonb(true);
end
$$;

comment on function api.record_act is
  'AuditTrail.record: an act that writes nothing, once an hour for one object.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/record_act',
  '9ada5661c0eab1fa780569d3970b34f4845902bcade201b13e840407229caf14')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.remove_document(document_id uuid, at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  path text;
begin
  delete from bauhaus.documents d where d.id = document_id returning d.file_path into path;
  if path is not null then
    insert into bauhaus.files_to_remove (path, agency_id, since)
    values (path, bauhaus.current_agency(), at) on conflict do nothing;
  end if;
  return to_jsonb(path is not null);
end
$$;

comment on function api.remove_document is
  'PersonalData.removeDocument: whether there was one. Its file is removed after it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/remove_document',
  '9fcc3cebba0b8e4a404cf85e740ddec3875b21913fd551291695d79bd3182ecd')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.request_test_message(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  contact bauhaus.contacts;
  agency_sender text;
  conversation uuid;
  at constant timestamptz := (request ->> 'now')::timestamptz;
begin
  select * into contact from bauhaus.contacts c
   where c.id = (request ->> 'contactId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  if contact.phone is null then
    return jsonb_build_object('kind', 'no-number');
  end if;
  select a.sender into strict agency_sender from bauhaus.agencies a
   where a.id = contact.agency_id;
  if bauhaus.is_suppressed(agency_sender, contact.phone) then
    return jsonb_build_object('kind', 'opted-out');
  end if;
  if contact.tested_at > (request ->> 'notAfter')::timestamptz then
    return jsonb_build_object('kind', 'too-soon', 'testedAt', contact.tested_at);
  end if;
  update bauhaus.contacts c set tested_at = at where c.id = contact.id;
  insert into bauhaus.conversation_threads (id, agency_id, sender, phone, inserted_at)
  values (bauhaus.uuid_v5(format('["conversation","%s","%s","%s"]', contact.agency_id,
      agency_sender, bauhaus.number_token(contact.phone))), contact.agency_id, agency_sender,
    contact.phone, at)
  on conflict do nothing;
  select h.id into strict conversation from bauhaus.conversation_threads h
   where h.agency_id = contact.agency_id and h.sender = agency_sender and h.phone = contact.phone;
  perform bauhaus.emit('TestMessageRequested', (request ->> 'eventId')::uuid, contact.agency_id,
    null, jsonb_build_object('conversationId', conversation, 'language', contact.language), at);
  return jsonb_build_object('kind', 'requested');
end
$$;

comment on function api.request_test_message is
  'ContactDesk.requestTest: emits TestMessageRequested, once in a while for each contact.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/request_test_message',
  'a64fc9d5cfc4cd541ad0f695dc78913f81557be35b6c861a15d2ddf1b05179a4')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.revoke_api_key(
  agency uuid, key_id uuid, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  changed bauhaus.agency_api_keys;
begin
  update bauhaus.agency_api_keys k set revoked_at = coalesce(k.revoked_at, at)
   where k.id = key_id and k.agency_id = agency returning * into changed;
  return case when found then bauhaus.api_key_json(changed) end;
end
$$;

comment on function api.revoke_api_key is 'Accounts.revokeKey; null: the agency has no such key.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/revoke_api_key',
  '66bcb81df3a68b76e8e3594f0aa95372a3350095198c86d02a5694463c1b9677')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.rotate_api_key(
  agency uuid, key_id uuid, key jsonb
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (key ->> 'now')::timestamptz;
  former bauhaus.agency_api_keys;
begin
  update bauhaus.agency_api_keys k
     set expires_at = least(k.expires_at, (key ->> 'formerUntil')::timestamptz)
   where k.id = key_id and k.agency_id = agency and k.revoked_at is null
     and (k.expires_at is null or k.expires_at > at)
  returning * into former;
  if not found then
    return null;
  end if;
  return api.add_api_key(agency, key || jsonb_build_object('name', former.name,
    'scopes', former.scopes));
end
$$;

comment on function api.rotate_api_key is
  'Accounts.rotateKey: another key of the same name and scopes; the former one lives until '
  '`formerUntil`. Null: the agency has no such key that is live.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/rotate_api_key',
  '620be822ef89df08a1299471fde03876cd68fd21a986b09aed26c54608490690')
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

create or replace function api.write_group(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := (request ->> 'agencyId')::uuid;
  at constant timestamptz := (request ->> 'now')::timestamptz;
  present bauhaus.groups;
  new_name text;
  leader uuid;
  other uuid;
begin
  if request ->> 'groupId' is not null then
    -- Journeys before their group: who gives one another group has locked the journey.
    perform from bauhaus.journeys j
     where j.group_id = (request ->> 'groupId')::uuid and request ? 'name'
     order by j.id for no key update;
    select * into present from bauhaus.groups g
      where g.id = (request ->> 'groupId')::uuid for update;
    if not found then
      return jsonb_build_object('kind', 'not-found');
    end if;
  end if;
  new_name := coalesce(request ->> 'name', present.name);
  leader := case when request ? 'leaderId' then (request ->> 'leaderId')::uuid
    else present.leader_id end;
  if leader is not null and not exists (select from bauhaus.contacts c where c.id = leader) then
    return jsonb_build_object('kind', 'unknown-leader');
  elsif present.name = new_name and present.leader_id is not distinct from leader then
    return jsonb_build_object('kind', 'unchanged', 'group', bauhaus.group_json(present));
  end if;
  begin
    if present.id is null then
      insert into bauhaus.groups (id, agency_id, name, leader_id, inserted_at)
      values ((request ->> 'newId')::uuid, agency, new_name, leader, at)
      returning * into present;
    else
      update bauhaus.groups g set name = new_name, leader_id = leader where g.id = present.id;
      perform bauhaus.emit_journey_changed(j.id, '["group"]', false, at)
        from bauhaus.journeys j where j.group_id = present.id and present.name <> new_name;
      select * into strict present from bauhaus.groups g where g.id = present.id;
    end if;
  exception when unique_violation then
    select g.id into strict other from bauhaus.groups g
      where g.agency_id = agency and g.name = new_name;
    return jsonb_build_object('kind', 'name-taken', 'groupId', other);
  end;
  return jsonb_build_object('kind', 'written', 'group', bauhaus.group_json(present));
end
$$;

comment on function api.write_group is
  'ContactDesk.writeGroup: what is absent stays; a new name is announced for each journey.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/write_group',
  '6937d50dd47bbf4bff00b3d104070266df93509a56aacb8eaefe37edddfc74a6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.account_json(a bauhaus.agencies) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', a.id, 'name', a.name, 'sender', a.sender,
    'emergencyPhone', a.emergency_phone, 'createdAt', bauhaus.instant(a.inserted_at),
    'suspendedAt', bauhaus.instant(a.suspended_at), 'suspendedBecause', a.suspended_because,
    'keys', (select coalesce(jsonb_agg(bauhaus.api_key_json(k) order by k.inserted_at, k.id), '[]')
      from bauhaus.agency_api_keys k where k.agency_id = a.id))
$$;

comment on function bauhaus.account_json is 'Account of shared/ports/accounts.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/account_json',
  'db1f4edabc94e9c3a164a8c61724efaa7f27a18be7377dda5b1d93cb10ab4ee2')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.api_key_json(k bauhaus.agency_api_keys) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', k.id, 'name', k.name, 'scopes', k.scopes,
    'createdAt', bauhaus.instant(k.inserted_at), 'expiresAt', bauhaus.instant(k.expires_at),
    'revokedAt', bauhaus.instant(k.revoked_at), 'lastUsedAt', bauhaus.instant(k.last_used_at))
$$;

comment on function bauhaus.api_key_json is 'ApiKey of shared/ports/accounts.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/api_key_json',
  '6f09981ae83edabc497e9edd123b111f66a72416abff22b0e512f1a4511c33cf')
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

create or replace function bauhaus.audit(
  agency uuid, action text, object_kind text, object_id text, changes jsonb
) returns void
language plpgsql as $$
declare
  act constant jsonb := current_setting('request.headers', true)::jsonb ->> 'x-bauhaus-act';
begin
  if act is null then
    return;
  end if;
  insert into bauhaus.audit_log (agency_id, at, actor_kind, actor_id, actor_name, action,
    object_kind, object_id, changes, request_id)
  values (agency, (act ->> 'at')::timestamptz, act #>> '{actor,kind}', act #>> '{actor,id}',
    act #>> '{actor,name}', audit.action, audit.object_kind, audit.object_id, audit.changes,
    act ->> 'requestId');
end
$$;

comment on function bauhaus.audit is
  'Enters an act under the author that the request names in the header x-bauhaus-act.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/audit',
  'b0989b54489a2d2977751a25de73d31e39587e8f2fc62749aeeb7652278f72d5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.audit_row() returns trigger
language plpgsql as $$
declare
  old_row constant jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  new_row constant jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  present constant jsonb := coalesce(new_row, old_row);
  changes constant jsonb := bauhaus.audited_changes(old_row, new_row);
begin
  if tg_op <> 'UPDATE' or changes <> '{}' then
    perform bauhaus.audit(coalesce(present ->> 'agency_id', present ->> 'id')::uuid,
      tg_table_name || '.' || lower(tg_op), tg_table_name,
      coalesce(present ->> 'id', present ->> 'setting_key', present ->> 'trip_id',
        present ->> 'contact_id', present ->> 'journey_id'), changes);
  end if;
  return null;
end
$$;

comment on function bauhaus.audit_row is
  'Enters what somebody does to a row into the audit, in the transaction that does it. Turns of '
  'agents have no author and are not entered: decisions holds their reasons.';

do $$
declare
  name text;
begin
  foreach name in array array['agencies', 'agencies_settings', 'agency_api_keys', 'agency_places',
    'contact_consents', 'contacts', 'conversation_threads', 'conversations',
    'documents', 'groups', 'itineraries', 'journeys',
    'legs', 'passengers', 'stay_plans', 'tasks',
    'trip_passengers', 'trips']
  loop
    execute format('create or replace trigger audit_row
      after insert or update or delete on bauhaus.%I for each row
      when (current_setting(''request.headers'', true) like ''%%x-bauhaus-act%%'')
      execute function bauhaus.audit_row()', name);
  end loop;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/audit_row',
  '93de3dd0e0c579f395eaad646c622361446b31337c7b19571eee464b00d8d290')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.audited_changes(old_row jsonb, new_row jsonb) returns jsonb
language sql immutable as $$
  select coalesce(jsonb_object_agg(f.name, case
      when f.name ~ '_(id|at|date|until)$' or f.name = any ('{action,bytes,city,content_type,
        destination_iata,expires_at,flight_key,flight_number,kind,language,origin_iata,
        rating,role,scopes,sender,setting_key,setting_value,severity,state,status,
        suspended_because,type,uploaded_by_type,version}'::text[])
      then jsonb_build_object('before', old_row -> f.name, 'after', new_row -> f.name)
      else '"changed"'::jsonb end), '{}')
    from jsonb_object_keys(coalesce(new_row, old_row)) f(name)
   where old_row -> f.name is distinct from new_row -> f.name
     and f.name not in ('id', 'agency_id', 'inserted_at', 'updated_at', 'last_used_at', 'revision',
       'key_hash')
$$;

comment on function bauhaus.audited_changes is
  'The fields in which two versions of a row differ. Values are shown of a list of fields that are '
  'never personal; of all others it says that they changed.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/audited_changes',
  'b13ea7a472a831b3dd0b71e3e68814993ea0558bcf2ad5b6e7a99ccee409f817')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.change_contact(
  old_contact bauhaus.contacts, contact bauhaus.contacts, notify boolean, at timestamptz
) returns table (journey_id uuid, fields jsonb)
language plpgsql as $$
declare
  renamed uuid[];
  old_trip bauhaus.trips;
  trip bauhaus.trips;
  trip_fields jsonb;
begin
  -- The ticket keeps its name where it was written otherwise.
  with own as (
    update bauhaus.passengers p
       set name = case when p.passenger_key = bauhaus.passenger_key(old_contact.name)
           and old_contact.name <> contact.name then contact.name else p.name end,
         call_name = case when old_contact.call_name <> contact.call_name
           then contact.call_name else p.call_name end
      from bauhaus.own_passengers(old_contact) o
     where p.id = o.passenger_id
       and (old_contact.name, old_contact.call_name) <> (contact.name, contact.call_name)
     returning p.journey_id)
  select array_agg(own.journey_id) into renamed from own;
  update bauhaus.contacts c set name = contact.name, call_name = contact.call_name,
      phone = contact.phone, email = contact.email, language = contact.language,
      tested_at = case when c.phone = contact.phone then c.tested_at end,
      revision = c.revision + 1, updated_at = at
   where c.id = contact.id;
  for journey_id in
    select distinct t.journey_id from bauhaus.trips t
     where t.contact_id = contact.id and t.status <> 'withdrawn' order by 1
  loop
    fields := case when journey_id = any (renamed) then '["passengers"]' else '[]' end;
    for old_trip in
      select * from bauhaus.trips t
       where t.journey_id = change_contact.journey_id and t.contact_id = contact.id
         and t.status <> 'withdrawn'
       order by t.id for update
    loop
      trip := old_trip;
      trip.whatsapp := contact.phone;
      -- A contact that did not change there keeps the language and name of that booking.
      if old_contact.language <> contact.language then
        trip.language := contact.language;
      end if;
      if old_contact.name <> contact.name and bauhaus.passenger_key(trip.client_name)
        = bauhaus.passenger_key(old_contact.name) then
        trip.client_name := contact.name;
      end if;
      trip_fields := bauhaus.changed_fields(old_trip, trip);
      continue when trip_fields = '[]';
      update bauhaus.trips t set whatsapp = trip.whatsapp, language = trip.language,
          client_name = trip.client_name, revision = t.revision + 1, updated_at = at
       where t.id = trip.id returning * into trip;
      perform bauhaus.emit_trip_changed(old_trip, trip, trip_fields, notify, at);
      fields := fields || trip_fields;
    end loop;
    fields := coalesce((
      select jsonb_agg(distinct f.name) from jsonb_array_elements(fields) f(name)),
      '["contacts"]');
    return next;
  end loop;
end
$$;

comment on function bauhaus.change_contact is
  'Writes what is said of a contact, of the passengers who are the same person, and on all their '
  'trips, and emits TripChanged for each that changes. Answers what the caller is to announce of '
  'each journey. Raises unique_violation where the number is another contact’s.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/change_contact',
  '75aa6f7069f9b7ad1332db1668fe216af6a565e02e8e363d2932146c34015a91')
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
  if exists (select from bauhaus.agencies a
      where a.id = message.agency_id and a.suspended_at is not null) then
    message.error_message := 'agency_suspended';
    message.next_attempt_at := at + rules.suspension_pause();
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
  message.error_message := nullif(message.error_message, 'agency_suspended');
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
  '1cf23357a303cefbafc41bc6003d6af486de76be277ec94d9787cf6f64ec50af')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.correct_phone(
  trip bauhaus.trips, new_phone text, call_name text, notify boolean, at timestamptz
) returns uuid
language plpgsql as $$
declare
  old_contact bauhaus.contacts;
  found_id uuid;
  other bauhaus.trips;
begin
  select * into strict old_contact from bauhaus.contacts c where c.id = trip.contact_id for update;
  if new_phone is not null then
    select c.id into found_id from bauhaus.contacts c
     where c.agency_id = trip.agency_id and c.phone = new_phone for update;
  end if;
  if found_id is null then
    if exists (select from bauhaus.trips t
      where t.contact_id = old_contact.id and t.journey_id <> trip.journey_id
        and t.status <> 'withdrawn') then
      -- The old number stays right for their other journeys.
      insert into bauhaus.contacts (agency_id, name, call_name, phone, email, language,
        inserted_at, updated_at)
      values (trip.agency_id, trip.client_name,
        coalesce(correct_phone.call_name, old_contact.call_name), new_phone, old_contact.email,
        trip.language, at, at)
      returning id into found_id;
    else
      update bauhaus.contacts c
         set phone = new_phone, tested_at = case when c.phone = new_phone then c.tested_at end,
           revision = c.revision + 1, updated_at = at
       where c.id = old_contact.id;
      found_id := old_contact.id;
    end if;
  end if;
  for other in
    update bauhaus.trips t
       set contact_id = found_id, whatsapp = new_phone,
         revision = t.revision + 1, updated_at = at
     where t.journey_id = trip.journey_id and t.contact_id = old_contact.id and t.id <> trip.id
       and t.status <> 'withdrawn'
     returning *
  loop
    perform bauhaus.emit_trip_changed(other, other, '["whatsapp"]', notify, at);
  end loop;
  return found_id;
end
$$;

comment on function bauhaus.correct_phone is
  'Gives the contact of a trip another number, for all its legs in the journey; answers the '
  'contact that the number is now of. The trip itself is left to the caller.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/correct_phone',
  '213837df838c989cb6900e16974e57e8d505c730498326fd2e6cd795b71fd99c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.earlier_journey(request jsonb) returns jsonb
language plpgsql stable as $$
declare
  agency constant uuid := (request ->> 'agencyId')::uuid;
  journey bauhaus.journeys;
  earlier jsonb;
begin
  if request ->> 'idempotencyKey' is not null then
    select * into journey from bauhaus.journeys j
     where j.agency_id = agency and j.idempotency_key = request ->> 'idempotencyKey';
    if found then
      return jsonb_build_object(
        'kind', case when journey.booked_as = request ->> 'bookedAs' then 'same'
          else 'key-differs' end,
        'journey', bauhaus.journey_json(journey));
    end if;
  end if;
  if request ->> 'reference' is not null then
    select * into journey from bauhaus.journeys j
     where j.agency_id = agency and j.reference = request ->> 'reference'
       and j.withdrawn_at is null;
    if found then
      return jsonb_build_object(
        'kind', case when journey.booked_as = request ->> 'bookedAs' then 'same'
          else 'reference-differs' end,
        'journey', bauhaus.journey_json(journey));
    end if;
  end if;
  -- One look by index for each contact and leg: a join would read all contacts of the agency.
  select jsonb_build_object('kind', 'duplicate', 'tripId', x.id,
      'leg', t.nth_leg - 1, 'contact', t.nth_contact - 1)
    into earlier
    from bauhaus.trips_of_request(request) t
    cross join lateral (
      select y.id from bauhaus.trips y
       where y.contact_id = (
           select c.id from bauhaus.contacts c
            where c.agency_id = agency and c.phone = t.contact ->> 'phone')
         and y.flight_number = t.leg ->> 'flightNumber'
         and y.local_departure_date = split_part(t.leg ->> 'flightKey', '/', 3)
         and y.status <> 'withdrawn' and not y.is_kept_apart
       limit 1) x
   order by t.nth_leg, t.nth_contact
   limit 1;
  return earlier;
end
$$;

comment on function bauhaus.earlier_journey is
  'The BookJourneyResult of an earlier booking that prevents this one; null where there is none.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/earlier_journey',
  '9a09f2d2e1403e121e17103f32faabf931f5e10f13360e7704919e874265625d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.emit_trip_booked(
  trip bauhaus.trips, more jsonb, at timestamptz
) returns void
language plpgsql as $$
begin
  perform bauhaus.emit('TripBooked', bauhaus.uuid_v5(format('["TripBooked","%s"]', trip.id)),
    trip.agency_id, trip.id, jsonb_build_object('flightKey', trip.flight_key,
      'departure', bauhaus.instant(trip.departure_date), 'journeyId', trip.journey_id) || more, at);
end
$$;

comment on function bauhaus.emit_trip_booked is
  'Emits TripBooked for a new trip; `more`: `movedFrom`, or `notify` where nobody is to be told.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/emit_trip_booked',
  '6c0e65c4b3c85c4ccb6f73cdada0105a192bf0a94571eaa57df5d1060b05dee3')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.ends_at(
  departure timestamptz, estimated_departure timestamptz, estimated_arrival timestamptz,
  return_date date
) returns timestamptz
language sql immutable as $$
  select greatest(departure, estimated_departure, estimated_arrival,
    return_date::timestamp at time zone 'UTC') + interval '2 days'
$$;

comment on function bauhaus.ends_at is
  'When a trip is over: two days after the last of departure, arrival and return (endsAt in '
  'shared/domain/trip-end.ts).';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/ends_at',
  '676b4462f0e9ff023c6bf5a4d5f0d52d8086dfb45e24de0900828d9350cacc92')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.flight_beside(t bauhaus.trips, is_after boolean) returns jsonb
language plpgsql stable as $$
begin
  return (select jsonb_build_object('originIata', o.origin_iata,
      'destinationIata', o.destination_iata,
      'departure', coalesce(o.estimated_departure, o.scheduled_departure, o.departure_date),
      'bookedDeparture', o.departure_date)
    from bauhaus.trips o
   where o.contact_id = t.contact_id and o.journey_id <> t.journey_id and o.status <> 'withdrawn'
     and case when is_after then o.departure_date > t.departure_date
       else o.departure_date < t.departure_date end
     and bauhaus.have_common_passenger(o.id, t.id)
   order by case when is_after then o.departure_date end,
     case when not is_after then o.departure_date end desc, o.id
   limit 1);
end
$$;

comment on function bauhaus.flight_beside is
  'The next flight of the same travellers on another journey, or the last one before.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/flight_beside',
  '3d48fa4f631792ea45f45fcb4c45d762cd01960cb851062b493a1df083dc2555')
on conflict (name) do update set checksum = excluded.checksum;

-- With the rights of the owner: what was said of a consent is changed by nobody, but emptied of who
-- said it once its trip is forgotten.
create or replace function bauhaus.forget_consents(ids uuid[]) returns void
language plpgsql security definer set search_path = '' as $$
begin
  update bauhaus.trips t
     set consent = (t.consent - 'recordedBy') || '{"by": "•••"}'
   where t.id = any (ids) and t.agency_id = bauhaus.current_agency()
     and t.forgotten_at is not null;
end
$$;

comment on function bauhaus.forget_consents is
  'Takes out of the consents of forgotten trips who gave and who recorded them.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/forget_consents',
  '71a50c3c16caf655672ccd7a92b955252299a9ae0d116b20635e5e0c632a9cce')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.forget_contact(
  contact uuid, agency uuid, at timestamptz
) returns void
language plpgsql as $$
declare
  nobody uuid;
begin
  update bauhaus.groups g set leader_id = null where g.leader_id = contact;
  if exists (select from bauhaus.trips t where t.contact_id = contact) then
    insert into bauhaus.contacts (agency_id, name, call_name, language, inserted_at, updated_at,
      forgotten_at)
    values (agency, '•••', '', 'es', at, at, at) returning id into nobody;
    update bauhaus.trips t set contact_id = nobody where t.contact_id = contact;
  end if;
  -- Their consents go with them: the one way in which a consent can be removed.
  delete from bauhaus.contacts c where c.id = contact;
end
$$;

comment on function bauhaus.forget_contact is
  'Removes a contact whose trips are forgotten; those stay together under a contact who is nobody.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/forget_contact',
  '3c05db3150c785ba6ab813e9b16a808a0526b32195f6c3cff8091d271e9e647a')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.forget_journeys(
  ids uuid[], agency uuid, at timestamptz
) returns jsonb
language plpgsql as $$
declare
  passenger_count integer;
  itinerary_count integer;
  plan_count integer;
  journey_count integer;
begin
  update bauhaus.passengers p set name = '•••', call_name = ''
   where p.journey_id = any (ids) and p.name <> '•••';
  get diagnostics passenger_count = row_count;
  delete from bauhaus.itineraries i where i.journey_id = any (ids);
  get diagnostics itinerary_count = row_count;
  delete from bauhaus.stay_plans s where s.journey_id = any (ids);
  get diagnostics plan_count = row_count;
  update bauhaus.journeys j
     set reference = null, title = null, owner = null, group_id = null, notes = null,
         metadata = '{}', idempotency_key = null, booked_as = null, forgotten_at = at,
         updated_at = at
   where j.id = any (ids) and j.forgotten_at is null;
  get diagnostics journey_count = row_count;
  perform bauhaus.forget_states('{itinerary,connections}', ids, agency, at);
  return jsonb_build_object('journeys', journey_count, 'passengers', passenger_count,
    'itineraries', itinerary_count, 'plans', plan_count);
end
$$;

comment on function bauhaus.forget_journeys is
  'Takes what is personal out of journeys nobody is left on: names, notes, what was sold and '
  'planned. Legs stay. Answers the counts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/forget_journeys',
  'ff0881757952edb33a6634be4d7b2583d0b3f1b4241fb9bf6b40267433498e6e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.forget_messages(ids uuid[], at timestamptz) returns integer
language plpgsql as $$
declare
  forgotten_count integer;
begin
  -- One that is under way is given up: a later fence makes its worker's answer count for nothing.
  update bauhaus.notifications_log n
     set recipient = '', address = null, content = '{"kind": "text", "text": "•••"}',
         forgotten_at = at, updated_at = at,
         fence = n.fence + (n.next_attempt_at is not null)::integer,
         delivery_status = case when n.next_attempt_at is null then n.delivery_status
           else 'DROPPED' end,
         error_message = case when n.next_attempt_at is null then n.error_message
           else 'forgotten' end,
         next_attempt_at = null, lease_until = null, waits_for_pair = false
   where n.id = any (ids) and n.forgotten_at is null;
  get diagnostics forgotten_count = row_count;
  return forgotten_count;
end
$$;

comment on function bauhaus.forget_messages is
  'Takes recipient and words out of messages; the row stays for its counts, keys and hashes.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/forget_messages',
  '56ece051b36440f280209360e327b840d201b6d027de6bfd9d0a5962014d37b8')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.forget_states(
  agents text[], ids uuid[], agency uuid, at timestamptz
) returns integer
language plpgsql as $$
declare
  forgotten_count integer;
begin
  -- The version counts on, so that a turn that began before cannot write what it had read.
  insert into bauhaus.actors as a (agent, actor_id, agency_id, version, schema_version, state,
    updated_at)
  select g.agent, i.id, agency, 1, 0, 'null', at
    from unnest(agents) g(agent), unnest(ids) i(id) order by 1, 2
  on conflict (agent, actor_id) do update
     set version = a.version + 1, schema_version = 0, state = 'null', updated_at = at;
  get diagnostics forgotten_count = row_count;
  update bauhaus.timers t set due = null, updated_at = at
   where t.agent = any (agents) and t.actor_id = any (ids::text[]) and t.due is not null;
  delete from bauhaus.quarantine q
   where q.agent = any (agents) and q.actor_id = any (ids::text[]);
  return forgotten_count;
end
$$;

comment on function bauhaus.forget_states is
  'Empties the states of actors, clears their timers and removes their quarantined events. An '
  'empty state (null) is that of an actor no event has reached.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/forget_states',
  '8097e3aff615c76b7c3eb42f821577b8fc0c75f83ad5f69bfc46b6f3a9cca9bf')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.forget_threads(
  ids uuid[], agency uuid, at timestamptz
) returns jsonb
language plpgsql as $$
declare
  word_count integer;
  thread_count integer;
begin
  insert into bauhaus.forgotten_messages (message_id, agency_id, forgotten_at)
  select c.id, agency, forget_threads.at from bauhaus.conversations c where c.thread_id = any (ids)
  on conflict do nothing;
  get diagnostics word_count = row_count;
  delete from bauhaus.conversation_threads h where h.id = any (ids);
  get diagnostics thread_count = row_count;
  perform bauhaus.forget_states('{concierge}', ids, agency, at);
  return jsonb_build_object('conversations', thread_count, 'words', word_count);
end
$$;

comment on function bauhaus.forget_threads is
  'Removes conversations with all that was written in them; the ids of the messages stay, so that '
  'a repeated webhook writes nothing. Answers the counts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/forget_threads',
  '73cbed824fde360f0ce8eef7575986197377add05d0564ccaa639810e97d8849')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.forget_trips(
  ids uuid[], agency uuid, at timestamptz
) returns jsonb
language plpgsql as $$
declare
  message_count integer;
  document_count integer;
  task_count integer;
  trip_count integer;
begin
  with gone as (
    delete from bauhaus.documents d where d.trip_id = any (ids) returning d.file_path)
  insert into bauhaus.files_to_remove (path, agency_id, since)
  select g.file_path, agency, at from gone g on conflict do nothing;
  get diagnostics document_count = row_count;
  message_count := bauhaus.forget_messages(array(select n.id from bauhaus.notifications_log n
    where n.trip_id = any (ids) order by n.id for update), at);
  update bauhaus.tasks k
     set facts = '{}', claimed_by = null, closed_by = null, updated_at = at,
         closed_at = case when k.state = 'done' then k.closed_at else at end,
         closed_reason = case when k.state = 'done' then k.closed_reason else 'forgotten' end,
         state = 'done'
   where k.trip_id = any (ids);
  get diagnostics task_count = row_count;
  update bauhaus.trip_passengers b
     set reference = null, idempotency_key = null, booked_as = '', left_at = coalesce(b.left_at, at)
   where b.trip_id = any (ids);
  update bauhaus.trips t
     set client_name = '•••', whatsapp = null, stay = null, client_description = null,
         metadata = '{}', updated_at = at, forgotten_at = at
   where t.id = any (ids) and t.forgotten_at is null;
  get diagnostics trip_count = row_count;
  perform bauhaus.forget_consents(ids);
  perform bauhaus.forget_states('{notifications}', ids, agency, at);
  return jsonb_build_object('trips', trip_count, 'messages', message_count,
    'documents', document_count, 'tasks', task_count);
end
$$;

comment on function bauhaus.forget_trips is
  'Takes what is personal out of trips that are over or withdrawn: names, number, notes, messages, '
  'documents, the facts of tasks, states and timers. Flights, counts, hashes and reasons stay. '
  'Answers the counts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/forget_trips',
  'db39aaaf02564a4f1fd78c1162e1bb82c1bb86d5a6a11402cd6efa0542d8caac')
on conflict (name) do update set checksum = excluded.checksum;

-- One entry for each contact, however long its ledger: a group may be hundreds of travellers.
create or replace function bauhaus.group_on_flight(t bauhaus.trips) returns jsonb
language plpgsql stable as $$
declare
  group_of_trip uuid;
  sender text;
begin
  select j.group_id into strict group_of_trip from bauhaus.journeys j where j.id = t.journey_id;
  select a.sender into strict sender from bauhaus.agencies a where a.id = t.agency_id;
  return (select coalesce(jsonb_agg(jsonb_build_object(
      'tripId', x.id,
      'passengers', (select coalesce(jsonb_agg(p.id order by b.joined_at, b.seq), '[]'::jsonb)
        from bauhaus.trip_passengers b join bauhaus.passengers p on p.id = b.passenger_id
       where b.trip_id = x.id and b.left_at is null and p.kind <> 'infant'),
      'isWrittenTo', x.whatsapp is not null and not bauhaus.is_suppressed(sender, x.whatsapp),
      -- A message of another leg of the contact may tell of this one: a connection's does.
      'last', (select jsonb_build_object('type', n.notification_type,
          'status', n.delivery_status, 'permanent', n.permanent,
          'departure', said.told -> 'departure', 'phase', said.told -> 'phase')
        from bauhaus.trips l
        join bauhaus.notifications_log n on n.trip_id = l.id
       cross join lateral (select case when l.id = x.id then n.told
          else n.told #> array['legs', x.id::text] end as told) said
       where l.journey_id = x.journey_id and l.contact_id = x.contact_id
         and n.recipient = x.whatsapp and n.delivery_status <> 'DROPPED'
         and said.told ?| array['departure', 'phase']
       order by n.seq desc limit 1),
      'call', (select jsonb_build_object('state', k.state, 'message', k.facts ->> 'message')
        from bauhaus.tasks k where k.trip_id = x.id and k.kind = 'call'
       order by k.opened_at desc, k.id limit 1)) order by x.id), '[]'::jsonb)
    from bauhaus.trips x join bauhaus.journeys j on j.id = x.journey_id
   where x.agency_id = t.agency_id and x.flight_key = t.flight_key and x.status <> 'withdrawn'
     and x.role in ('traveller', 'guardian')
     and (x.journey_id = t.journey_id or j.group_id = group_of_trip));
end
$$;

comment on function bauhaus.group_on_flight is
  'What is known of the messages to the travellers of a group who are on the flight of its guide.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/group_on_flight',
  '9d01ae4bbecc77141f274396bd6c2f4174e448feb8563d5f9755dfa8a0255f8f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.insert_trip(
  trip bauhaus.trips, at timestamptz
) returns bauhaus.trips
language plpgsql as $$
begin
  trip.leg_id := bauhaus.leg_for(trip.agency_id, trip.journey_id, trip, at);
  insert into bauhaus.trips (
    id, agency_id, journey_id, leg_id, contact_id, role, client_name, whatsapp, language,
    flight_number, origin_iata, destination_iata, origin_zone, destination_zone,
    departure_date, flight_key, stay, return_date, client_description, metadata, consent,
    inserted_at, updated_at)
  values (
    trip.id, trip.agency_id, trip.journey_id, trip.leg_id, trip.contact_id,
    trip.role, trip.client_name, trip.whatsapp, trip.language,
    trip.flight_number, trip.origin_iata, trip.destination_iata, trip.origin_zone,
    trip.destination_zone, trip.departure_date, trip.flight_key, trip.stay, trip.return_date,
    trip.client_description, coalesce(trip.metadata, '{}'), trip.consent, at, at)
  returning * into trip;
  return trip;
end
$$;

comment on function bauhaus.insert_trip is
  'Writes a new trip of which nothing is known yet, and its leg where that is new.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/insert_trip',
  '96a6989bcf442a2763755e10a75600e76bf00d8c8fe7ab3bcb68134c88f2dc3d')
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

create or replace function bauhaus.keep_what_was_sent() returns trigger
language plpgsql as $$
declare
  -- What is personal in it ends (bauhaus.forget_messages), and may end once.
  is_forgotten constant boolean := old.forgotten_at is null and new.forgotten_at is not null
    and new.recipient = '' and new.content = '{"kind": "text", "text": "•••"}';
begin
  if (new.agency_id, new.sender, new.told, new.effect_key, new.sent_at, new.delivery_status)
      is not distinct from
      (old.agency_id, old.sender, old.told, old.effect_key, old.sent_at, old.delivery_status)
    and is_forgotten then
    return new;
  end if;
  if (new.agency_id, new.sender, new.recipient, new.told, new.effect_key)
      is distinct from (old.agency_id, old.sender, old.recipient, old.told, old.effect_key)
    or new.delivery_status = 'SENT' and (new.content, new.sent_at, new.try_order)
      is distinct from (old.content, old.sent_at, old.try_order)
    or new.delivery_status = 'SENT' and old.provider_id is distinct from new.provider_id
      and old.provider_id is not null then
    raise exception 'what was sent stays as it was' using errcode = '42501';
  end if;
  return new;
end
$$;

comment on function bauhaus.keep_what_was_sent is
  'Nobody rewrites what a traveller was sent; message_attempts shows what was tried.';

create or replace trigger keep_what_was_sent
  before update on bauhaus.notifications_log for each row
  when (old.delivery_status = 'SENT' and current_user = 'agent')
  execute function bauhaus.keep_what_was_sent();

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/keep_what_was_sent',
  '5661e0e70ef6d295f97e22316aa2dad94fcf799238eb5fe2c3f6285199c6a845')
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

create or replace function bauhaus.own_passengers(contact bauhaus.contacts)
returns table (passenger_id uuid, journey_id uuid)
language sql stable as $$
  select distinct p.id, p.journey_id
    from bauhaus.trips t
    join bauhaus.trip_passengers b on b.trip_id = t.id and b.left_at is null
    join bauhaus.passengers p on p.id = b.passenger_id
   where t.contact_id = contact.id and t.status <> 'withdrawn'
     and (p.passenger_key = bauhaus.passenger_key(contact.name)
       or t.role = 'traveller' and p.call_name = contact.call_name and p.call_name <> ''
         and not exists (
           select from bauhaus.trip_passengers x join bauhaus.passengers o on o.id = x.passenger_id
            where x.trip_id = t.id and x.left_at is null and o.id <> p.id
              and (o.passenger_key = bauhaus.passenger_key(contact.name)
                or o.call_name = contact.call_name)))
$$;

comment on function bauhaus.own_passengers is
  'The passengers who are the contact: of the same name or, where a traveller’s ticket is written '
  'otherwise, the only one on the trip of the same call name.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/own_passengers',
  '05a38213614c3e9030a0e6c109efa6a79adea4127b5eff9873f1991ce12ef07d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.person_token(agency uuid, phone text) returns text
language plpgsql immutable as $$
begin
  return encode(sha256(convert_to(agency || ' ' || bauhaus.number_token(phone), 'UTF8')), 'hex');
end
$$;

comment on function bauhaus.person_token is
  'What is left of an erased number of an agency: the one place that says how it is made.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/person_token',
  '9fc4af91caafc423c6bc6909d4be997d1b891151f837b747df056396a731da88')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.phones_of_contact(contact bauhaus.contacts) returns text[]
language sql stable as $$
  select coalesce(array_agg(distinct p.phone), '{}') from (
      select contact.phone
      union all select t.whatsapp from bauhaus.trips t where t.contact_id = contact.id
      union all select n.recipient from bauhaus.trips t
        join bauhaus.notifications_log n on n.trip_id = t.id where t.contact_id = contact.id
    ) p(phone)
   where p.phone <> '' and not exists (select from bauhaus.contacts o
     where o.agency_id = contact.agency_id and o.phone = p.phone and o.id <> contact.id)
$$;

comment on function bauhaus.phones_of_contact is
  'The numbers a contact has and had, without those that are another contact’s now.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/phones_of_contact',
  '4cedbceaa659ad74de54261259e2e550e3abc64da9ffe6d10911e76ba4f93643')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.reachability(c bauhaus.contacts) returns jsonb
language plpgsql stable as $$
declare
  agency_sender text;
  arrived jsonb;
  refused jsonb;
begin
  select a.sender into agency_sender from bauhaus.agencies a where a.id = c.agency_id;
  select bauhaus.message_evidence(n) into arrived from bauhaus.notifications_log n
   where n.agency_id = c.agency_id and n.recipient = c.phone and n.sent_at is not null
     and rules.is_arrival(n.provider_status)
   order by n.sent_at desc limit 1;
  select bauhaus.message_evidence(n) into refused
    from bauhaus.notifications_log n
   where n.agency_id = c.agency_id and n.recipient = c.phone and n.delivery_status = 'FAILED'
     and n.permanent
   order by coalesce(n.sent_at, n.last_tried_at) desc limit 1;
  return jsonb_build_object(
    'optedOut', c.phone is not null and bauhaus.is_suppressed(agency_sender, c.phone),
    'address', (select h.address from bauhaus.conversation_threads h
      where h.agency_id = c.agency_id and h.sender = agency_sender and h.phone = c.phone),
    'lastInboundAt', (select max(h.last_inbound_at) from bauhaus.conversation_threads h
      where h.agency_id = c.agency_id and h.phone = c.phone),
    'lastArrived', arrived, 'lastRefused', refused);
end
$$;

comment on function bauhaus.reachability is
  'Reachability of shared/domain/contact.ts: what happened to the messages to the number of now.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/reachability',
  '95095ea7fbd40ade206f22c92c97f6169899d039109c810fdadeacea5980ac9c')
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

create or replace function bauhaus.record_attempt(settlement jsonb) returns void
language sql as $$
  insert into bauhaus.message_attempts (message_id, fence, agency_id, tried_at, settled_at, outcome,
    provider_id, error_code, digest)
  select n.id, n.fence, n.agency_id, n.last_tried_at, (settlement ->> 'at')::timestamptz,
      settlement ->> 'kind', settlement ->> 'providerId', settlement ->> 'code',
      encode(sha256(convert_to(n.recipient || n.content::text, 'UTF8')), 'hex')
    from bauhaus.notifications_log n
   where n.id = (settlement ->> 'id')::uuid and n.fence = (settlement ->> 'fence')::integer
     and n.last_tried_at is not null
  on conflict do nothing
$$;

comment on function bauhaus.record_attempt is
  'Enters the outcome of one attempt, also where a status callback had told it before.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/record_attempt',
  '0473f0d30cc656e3dcd192a4711725a8841bb6dc98cd17cd4ca1ca8613d6802d')
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

-- `under_way` is a variable since a constant would let Postgres choose the partial index of
-- everything that is under way instead of the key.
create or replace function bauhaus.settle_one(settlement jsonb) returns bauhaus.notifications_log
language plpgsql as $$
declare
  message bauhaus.notifications_log;
  outcome constant text := settlement ->> 'kind';
  at constant timestamptz := (settlement ->> 'at')::timestamptz;
  next_attempt constant timestamptz := coalesce(settlement ->> 'retryAt',
    settlement ->> 'reconcileAt')::timestamptz;
  waits_again constant boolean := outcome in ('retry', 'deferred');
  was_assumed_delivered boolean := false;
  under_way constant text[] := '{SENDING,UNKNOWN}';
begin
  if waits_again or outcome = 'failed' then
    select l.assumed_delivered into was_assumed_delivered from bauhaus.notifications_log l
      where l.id = (settlement ->> 'id')::uuid;
  end if;
  update bauhaus.notifications_log
     set delivery_status = case
           when assumed_delivered and waits_again then 'DROPPED'
           when outcome = 'sent' then 'SENT'
           when outcome = 'failed' then 'FAILED'
           when outcome in ('unknown', 'still-unknown') then 'UNKNOWN'
           else 'PENDING' end,
         provider_id = coalesce(settlement ->> 'providerId', provider_id),
         provider_status = case outcome when 'sent' then coalesce(provider_status, 'accepted')
           else provider_status end,
         sent_at = case outcome when 'sent' then at else sent_at end,
         attempts = attempts + case when outcome in ('retry', 'failed') then 1 else 0 end,
         empty_lists = case outcome when 'still-unknown' then empty_lists + 1 when 'retry' then 0
           when 'failed' then 0 else empty_lists end,
         permanent = outcome = 'failed' and (settlement ->> 'permanent')::boolean,
         error_code = case when outcome = 'sent'
           then null else coalesce(settlement ->> 'code', error_code) end,
         due_at = case when outcome in ('retry', 'replace')
           then coalesce(next_attempt, at) else due_at end,
         error_message = case when assumed_delivered and waits_again then 'needs_redecision'
           else error_message end,
         assumed_delivered = assumed_delivered and outcome in ('unknown', 'still-unknown'),
         next_attempt_at = case when assumed_delivered and waits_again
             or outcome in ('sent', 'failed')
           then null else coalesce(next_attempt, at) end,
         content = case outcome when 'replace' then settlement -> 'content' else content end,
         template_name = case outcome when 'replace' then settlement #>> '{content,template}'
           else template_name end,
         lease_until = null, updated_at = at
   where id = (settlement ->> 'id')::uuid and fence = (settlement ->> 'fence')::integer
     and delivery_status = any (under_way)
  returning * into message;
  perform bauhaus.record_attempt(settlement);
  if message.id is null then
    -- A status callback came first, or another worker has claimed the message since.
    select * into message from bauhaus.notifications_log where id = (settlement ->> 'id')::uuid
      and fence = (settlement ->> 'fence')::integer;
    return message;
  end if;
  if was_assumed_delivered then
    perform bauhaus.drop_dependent_messages(message.trip_id, at);
  end if;
  if message.delivery_status = 'DROPPED' then
    -- Announced for each try, even one that counted no failure, so by fence and not by attempts.
    perform bauhaus.announce_failure(message.id, message.agency_id, message.trip_id,
      message.notification_type, 'needs_redecision', false, message.error_code,
      message.attempts, message.event_id, message.correlation_id, at, message.fence);
  end if;
  if (settlement ->> 'announce')::boolean then
    perform bauhaus.announce_failure(message.id, message.agency_id, message.trip_id,
      message.notification_type,
      case outcome when 'retry' then 'retrying' when 'deferred' then 'retrying'
        when 'failed' then 'failed' else 'unknown' end,
      message.permanent, message.error_code, message.attempts, message.event_id,
      message.correlation_id, at);
  end if;
  return message;
end
$$;

comment on function bauhaus.settle_one is
  'Settlement of one claimed effect; nothing is written where the fence is old. A deferred message '
  'is PENDING again without counting a failure and keeps its place in the order. With `announce` '
  'it emits MessageFailed.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/settle_one',
  'd673552936f864362de20d2718ac83ce461c4d84920fdf4c9c1a31bbff940199')
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

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_conversational(message_type text) returns boolean
language sql immutable parallel safe as $$
  select message_type in ('opt_out_ack', 'opt_out_question', 'opt_out_notice',
    'opt_in_ack', 'reply', 'agency_reply',
    'test_message')
$$;

comment on function rules.is_conversational is
  'Whether such a message answers what was said in a conversation.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/is_conversational',
  '2439375f6aae18ec8b8e5f6668b3a853c7e7611e74ef6721e42035ac9c533d29')
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

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.suspension_pause() returns interval
language sql immutable parallel safe as $$
  select interval '900 seconds'
$$;

comment on function rules.suspension_pause is
  'How long a message of a suspended agency waits until it is looked at again.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/suspension_pause',
  'd9ac199900dc2891a5b6656afb2aa1e8758d445eb94a4bbbb71eb3629470200d')
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
    'audit_log', 'message_attempts',
    'contact_consents', 'contacts', 'conversation_threads', 'conversations', 'decisions',
    'documents', 'erasures', 'files_to_remove', 'forgotten_messages', 'groups', 'inbox',
    'itineraries', 'journeys', 'legs', 'model_spend',
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
    'erasures', 'flight_snapshots', 'flight_status_history', 'flights', 'forgotten_messages',
    'inbox', 'itineraries', 'journeys',
    'notifications_log', 'outbox', 'quarantine', 'rate_limits', 'suppressions', 'tasks', 'timers',
    'trips']
  loop
    execute format('create policy of_the_system on bauhaus.%I to system
      using (true) with check (true)', name);
  end loop;
end
$$;

create policy of_the_operator on bauhaus.agencies to operator using (true) with check (true);
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
  '3ebd74aa6131b4219143c807ebfbbacc0a85ceede3191c888e32594088654545')
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
