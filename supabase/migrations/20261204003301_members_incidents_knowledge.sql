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

drop policy if exists made_by_the_agency on bauhaus.data_keys;
drop policy if exists of_everybody on bauhaus.platform_ceilings;
drop policy if exists of_the_agency on bauhaus.actors;
drop policy if exists of_the_agency on bauhaus.agencies;
drop policy if exists of_the_agency on bauhaus.agencies_settings;
drop policy if exists of_the_agency on bauhaus.agency_api_keys;
drop policy if exists of_the_agency on bauhaus.agency_places;
drop policy if exists of_the_agency on bauhaus.audit_log;
drop policy if exists of_the_agency on bauhaus.contact_consents;
drop policy if exists of_the_agency on bauhaus.contacts;
drop policy if exists of_the_agency on bauhaus.conversation_threads;
drop policy if exists of_the_agency on bauhaus.conversations;
drop policy if exists of_the_agency on bauhaus.data_keys;
drop policy if exists of_the_agency on bauhaus.decisions;
drop policy if exists of_the_agency on bauhaus.documents;
drop policy if exists of_the_agency on bauhaus.erasures;
drop policy if exists of_the_agency on bauhaus.files_to_remove;
drop policy if exists of_the_agency on bauhaus.flight_status_history;
drop policy if exists of_the_agency on bauhaus.flights;
drop policy if exists of_the_agency on bauhaus.forgotten_messages;
drop policy if exists of_the_agency on bauhaus.groups;
drop policy if exists of_the_agency on bauhaus.inbox;
drop policy if exists of_the_agency on bauhaus.itineraries;
drop policy if exists of_the_agency on bauhaus.journeys;
drop policy if exists of_the_agency on bauhaus.legs;
drop policy if exists of_the_agency on bauhaus.message_attempts;
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
drop policy if exists of_the_operator on bauhaus.agencies;
drop policy if exists of_the_operator on bauhaus.agency_api_keys;
drop policy if exists of_the_operator on bauhaus.audit_log;
drop policy if exists of_the_operator on bauhaus.notifications_log;
drop policy if exists of_the_router on bauhaus.agency_questions;
drop policy if exists of_the_system on bauhaus.actors;
drop policy if exists of_the_system on bauhaus.agencies;
drop policy if exists of_the_system on bauhaus.agencies_settings;
drop policy if exists of_the_system on bauhaus.agency_api_keys;
drop policy if exists of_the_system on bauhaus.agency_places;
drop policy if exists of_the_system on bauhaus.audit_log;
drop policy if exists of_the_system on bauhaus.circuit_breakers;
drop policy if exists of_the_system on bauhaus.conversation_threads;
drop policy if exists of_the_system on bauhaus.conversations;
drop policy if exists of_the_system on bauhaus.data_keys;
drop policy if exists of_the_system on bauhaus.decisions;
drop policy if exists of_the_system on bauhaus.documents;
drop policy if exists of_the_system on bauhaus.erasures;
drop policy if exists of_the_system on bauhaus.flight_snapshots;
drop policy if exists of_the_system on bauhaus.flight_status_history;
drop policy if exists of_the_system on bauhaus.flights;
drop policy if exists of_the_system on bauhaus.forgotten_messages;
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
drop function if exists
  api.agency_question(text,text);
delete from supabase_migrations.repeatables where name = 'functions/api/agency_question';

drop function if exists
  api.inbound_claim(jsonb);
delete from supabase_migrations.repeatables where name = 'functions/api/inbound_claim';

drop function if exists
  bauhaus.emit_trip_booked(bauhaus.trips,jsonb,timestamp with time zone);
delete from supabase_migrations.repeatables where name = 'functions/bauhaus/emit_trip_booked';

create or replace function api.accept_invitation(hash text, member jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (member ->> 'now')::timestamptz;
  agency constant uuid := bauhaus.current_agency();
  taken bauhaus.invitations;
  joined bauhaus.members;
begin
  update bauhaus.invitations i set accepted_at = at
   where i.token_hash = hash and i.agency_id = agency and i.accepted_at is null
     and i.revoked_at is null and i.expires_at > at
  returning * into taken;
  if not found then
    return null;
  end if;
  -- Who is a member already keeps the higher of both roles and the one row.
  insert into bauhaus.members (agency_id, user_id, name, email, role, groups, joined_at)
  values (agency, (member ->> 'userId')::uuid, taken.name, member ->> 'email', taken.role,
    taken.groups, at)
  on conflict (user_id, agency_id) where left_at is null do update
    set role = case when members.role = 'owner' then members.role else excluded.role end,
        groups = excluded.groups
  returning * into joined;
  return bauhaus.member_json(joined);
end
$$;

comment on function api.accept_invitation is
  'Members.accept; null: the invitation was taken, revoked or has expired.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/accept_invitation',
  '47a1563e4578053157d5c260d17a87d9b1e644a8a55c696183a2193c98be289a')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.add_knowledge(entries jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  insert into bauhaus.knowledge (id, agency_id, question, answers, airline, destination, hotel,
    destination_key, hotel_key, identity, search_text)
  select e.id, (select bauhaus.current_agency()), e.question, e.answers, e.airline, e.destination,
      e.hotel, e."destinationKey", e."hotelKey", e.identity, e."searchText"
    from jsonb_to_recordset(entries) as e (id uuid, question text, answers jsonb, airline text,
      destination text, hotel text, "destinationKey" text, "hotelKey" text, identity text,
      "searchText" text)
  on conflict (agency_id, identity) do nothing;
  return (
    select coalesce(jsonb_agg(k.id order by g.position), '[]'::jsonb)
      from jsonb_array_elements(entries) with ordinality g (entry, position)
      left join bauhaus.knowledge k
        on k.agency_id = (select bauhaus.current_agency())
       and k.identity = g.entry ->> 'identity');
end
$$;

comment on function api.add_knowledge is
  'Knowledge.addAll: for each entry the id under which it is there; where it is not its own id, '
  'the entry is a duplicate.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/add_knowledge',
  '811217ef31b9c05420082bba81b33fbc573f86309e9f7c50e717336da2c54088')
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
        perform bauhaus.emit_trips_booked(
          array[trip.id], case when notify then '{}' else '{"notify": false}' end::jsonb, at);
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
  '8f0cffb4ec9f60f932bd78eb3de0faad75918806e40aaa348f743f4bf5fe62eb')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.agency_of_invitation(hash text) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(i.agency_id) from bauhaus.invitations i where i.token_hash = hash
$$;

comment on function api.agency_of_invitation is
  'For Members.invitationOf and accept. Called as system, since the agency is not known yet.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/agency_of_invitation',
  '4b8e53ccbe2e3f20ddad40a60a2769e3ddf4b7b02be51ca98f1684ad76f0268e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.authenticate_session(
  hash text, at timestamptz, idle_since timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  session bauhaus.sessions;
begin
  select * into session from bauhaus.sessions s
   where s.token_hash = hash and s.ended_at is null and s.expires_at > at
     and s.seen_at > idle_since;
  if not found then
    return null;
  end if;
  if session.seen_at <= at - interval '1 minute' then
    update bauhaus.sessions s set seen_at = at where s.token_hash = hash;
  end if;
  return (select jsonb_build_object('agencyId', a.id, 'agencyName', a.name,
      'suspendedBecause', a.suspended_because, 'memberId', m.id, 'userId', m.user_id,
      'name', m.name, 'role', m.role, 'groups', m.groups,
      'expiresAt', bauhaus.instant(session.expires_at))
    from bauhaus.members m join bauhaus.agencies a on a.id = m.agency_id
   where m.id = session.member_id and m.left_at is null);
end
$$;

comment on function api.authenticate_session is
  'Sessions.authenticate. Called as system, since the agency is not known yet.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/authenticate_session',
  '04edab33320c9552c5d5e292da91f5bae75ffda18428034b9d5119d0e350c5df')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.begin_upload(path text, at timestamptz) returns jsonb
language sql set search_path = '' as $$
  with begun as (
    insert into bauhaus.files_to_remove (path, agency_id, since, until)
    values (path, bauhaus.current_agency(), at + interval '1 day', at + interval '3 hours')
    on conflict do nothing returning 1)
  select to_jsonb(exists (select from begun))
$$;

comment on function api.begin_upload is
  'ConversationDesk.beginUpload: the file of an upload goes a day after it began, whatever became '
  'of it; one that is completed has been copied by then.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/begin_upload',
  '11183cd94f24230145992a05ab5eb9e81f45c1ef863462eaa58257f8e06e5117')
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
    select agency, b.id, (request #>> array['passengers', n.value, 'id'])::uuid, b.identity, at
      from (
        -- Once for each trip, whoever is on it: hence the offset, across which nothing is moved.
        select t.id, t.contact, bauhaus.booking_identity(
            t.contact ->> 'phone', t.contact ->> 'name', array(
              select request #>> array['passengers', m, 'name']
                from jsonb_array_elements_text(t.contact -> 'passengers') m),
            t.leg ->> 'flightNumber', t.leg ->> 'flightKey') as identity
          from bauhaus.trips_of_request(request) t offset 0) b,
        jsonb_array_elements_text(b.contact -> 'passengers') with ordinality n
     order by b.id, n.ordinality;
  exception when unique_violation then
    -- A concurrent transaction booked some of it, which is visible now.
    earlier := bauhaus.earlier_journey(request);
    if earlier is null then
      raise exception 'a journey changed while it was booked' using errcode = '55006';
    end if;
    return earlier;
  end;
  perform bauhaus.emit_trips_booked(
    array(select t.id from bauhaus.trips t where t.journey_id = journey.id),
    case when (request ->> 'notify')::boolean then '{}' else '{"notify": false}' end::jsonb, at);
  perform bauhaus.emit_journey_booked(journey.id, agency, at);
  return jsonb_build_object('kind', 'booked', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.book_journey is
  'JourneyDesk.bookJourney: each leg for each contact, whole or not at all.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/book_journey',
  '93c27be29f10645c38a49c67efdaefa5a31f73bade739a0086741626e4f813a1')
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
  perform bauhaus.emit_trips_booked(array[trip.id], '{}', at);
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
  'abd135d28c9fd6460d6d100764f1ffe770dfe6da8f5d5fea2d4c2863b2799d61')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.change_agency(agency uuid, change jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (change ->> 'now')::timestamptz;
  limits constant jsonb := coalesce(change -> 'limits', '{}');
  changed bauhaus.agencies;
begin
  update bauhaus.agencies a
     set sender = coalesce(change ->> 'sender', a.sender),
         suspended_at = case when not change ? 'suspendedBecause' then a.suspended_at
           when change ->> 'suspendedBecause' is not null then coalesce(a.suspended_at, at) end,
         suspended_because = case when change ? 'suspendedBecause'
           then change ->> 'suspendedBecause' else a.suspended_because end,
         trips_per_day = case when limits ? 'tripsPerDay'
           then (limits ->> 'tripsPerDay')::integer else a.trips_per_day end,
         flights_per_day = case when limits ? 'flightsPerDay'
           then (limits ->> 'flightsPerDay')::integer else a.flights_per_day end,
         storage_mb = case when limits ? 'storageMb'
           then (limits ->> 'storageMb')::integer else a.storage_mb end
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
  'Accounts.change: sender, suspension (suspendedBecause; null lifts it), and limits (null: those '
  'of the platform).';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/change_agency',
  '024ef8b796c5d99f18e0928e49e39f367a1bc56be59e78a98af6d48102272fb9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.change_member(member_id uuid, change jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  changed bauhaus.members;
begin
  if coalesce(change ->> 'role', 'owner') <> 'owner' and bauhaus.is_last_owner(member_id) then
    return jsonb_build_object('kind', 'last-owner');
  end if;
  update bauhaus.members m
     set name = coalesce(change ->> 'name', m.name),
         role = coalesce(change ->> 'role', m.role),
         groups = case when change ? 'groups'
           then array(select jsonb_array_elements_text(change -> 'groups'))::uuid[]
           else m.groups end
   where m.id = member_id and m.agency_id = agency and m.left_at is null
  returning * into changed;
  return case when found
    then jsonb_build_object('kind', 'changed', 'member', bauhaus.member_json(changed))
    else jsonb_build_object('kind', 'not-found') end;
end
$$;

comment on function api.change_member is 'Members.change.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/change_member',
  '1888ffc8348addec90083238066b02b66529be6fe91e1a19a901c7c3425973b6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.commit_turn(turn jsonb) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  at constant timestamptz := (turn ->> 'now')::timestamptz;
  tenant constant uuid := (turn ->> 'agencyId')::uuid;
  turn_agent constant text := turn ->> 'agent';
  turn_actor_id constant text := turn ->> 'actorId';
  event constant jsonb := turn -> 'event';
  turn_event_id constant uuid := (event ->> 'id')::uuid;
  expected_version constant integer := (turn ->> 'expectedVersion')::integer;
  locked_count integer;
  written_count integer;
  no_items constant jsonb := '[]';
  voided_keys text[] := '{}';
  assumed_keys text[] := '{}';
  under_way constant text[] := '{SENDING,UNKNOWN}';
  item jsonb;
  message bauhaus.notifications_log;
  waiting_ids uuid[] := '{}';
  changed_timers jsonb := no_items;
  claimed jsonb := no_items;
begin
  insert into bauhaus.inbox (agent, actor_id, event_id, agency_id, taken_at)
    values (turn_agent, turn_actor_id, turn_event_id, tenant, at)
  on conflict do nothing;
  if not found then
    return jsonb_build_object('kind', 'taken');
  end if;

  -- All reasons for a conflict are checked before anything but the inbox row is written, so that
  -- only that row has to be removed again.
  if turn -> 'voids' <> no_items then
    voided_keys := array(select v ->> 'key' from jsonb_array_elements(turn -> 'voids') v);
  end if;
  if turn -> 'assumedDelivered' <> no_items then
    assumed_keys := array(select jsonb_array_elements_text(turn -> 'assumedDelivered'));
  end if;
  -- Messages that the turn voids must still wait; those that it counts as told must not have
  -- turned out unsent.
  if voided_keys <> '{}' or assumed_keys <> '{}' then
    select count(*) into locked_count from (
      select from bauhaus.notifications_log n
       where n.agency_id = tenant and n.effect_key = any (voided_keys || assumed_keys)
         and n.delivery_status = any (case when n.effect_key = any (voided_keys) then '{PENDING}'
           else '{SENDING,UNKNOWN,SENT}' end::text[])
       order by n.id for update) locked;
  end if;
  if locked_count is null
    or locked_count = cardinality(voided_keys) + cardinality(assumed_keys) then
    if expected_version = 0 then
      insert into bauhaus.actors (agent, actor_id, agency_id, version, schema_version, state,
        updated_at)
      values (turn_agent, turn_actor_id, tenant, 1, (turn ->> 'schemaVersion')::integer,
        turn -> 'state', at)
      on conflict do nothing;
    else
      update bauhaus.actors a
         set version = a.version + 1, schema_version = (turn ->> 'schemaVersion')::integer,
             state = turn -> 'state', updated_at = at
       where a.agent = turn_agent and a.actor_id = turn_actor_id and a.version = expected_version;
    end if;
    get diagnostics written_count = row_count;
  else
    written_count := 0;
  end if;
  if written_count = 0 then
    delete from bauhaus.inbox i where i.agent = turn_agent and i.actor_id = turn_actor_id
      and i.event_id = turn_event_id;
    return jsonb_build_object('kind', 'conflict');
  end if;

  -- The timer that fired is done, unless it was set again since.
  if event #>> '{data,generation}' is not null then
    update bauhaus.timers t set due = null, updated_at = at
     where t.agent = turn_agent and t.actor_id = turn_actor_id and t.kind = event ->> 'type'
       and t.generation = (event #>> '{data,generation}')::integer;
  end if;
  -- Most turns fill only some of these lists, and expanding an empty one costs as much as a row.
  if turn -> 'timers' <> no_items then
    for item in select value from jsonb_array_elements(turn -> 'timers') loop
      item := bauhaus.apply_timer(item, turn, at);
      if item is not null then
        changed_timers := changed_timers || item;
      end if;
    end loop;
  end if;

  if voided_keys <> '{}' then
    update bauhaus.notifications_log n
       set delivery_status = 'DROPPED', error_message = v ->> 'reason', next_attempt_at = null,
           waits_for_pair = false, updated_at = at
      from jsonb_array_elements(turn -> 'voids') v
     where n.agency_id = tenant and n.effect_key = v ->> 'key';
  end if;
  if assumed_keys <> '{}' then
    update bauhaus.notifications_log n set assumed_delivered = true
     where n.agency_id = tenant and n.effect_key = any (assumed_keys)
       and n.delivery_status = any (under_way);
  end if;

  if turn -> 'events' <> no_items then
    insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
    select (e ->> 'id')::uuid, (e ->> 'agencyId')::uuid, e ->> 'type', e, at
      from jsonb_array_elements(turn -> 'events') e
    on conflict (id) do nothing;
  end if;
  if turn -> 'records' <> no_items then
    for item in select value from jsonb_array_elements(turn -> 'records') loop
      case item ->> 'kind'
        when 'flight' then perform bauhaus.record_flight(item, at);
        when 'suppression' then perform bauhaus.record_suppression(item, at);
        -- Other kinds have a function bauhaus.record_<kind>(record, at).
        else execute format('select bauhaus.%I($1, $2)', 'record_' || (item ->> 'kind')) using item,
          at;
      end case;
    end loop;
  end if;
  if turn -> 'tasks' <> no_items then
    if jsonb_array_length(turn -> 'tasks') > 1 then
      perform bauhaus.lock_tasks(array(
        select (t ->> 'tripId')::uuid from jsonb_array_elements(turn -> 'tasks') t));
    end if;
    -- Incidents in one order, since the tasks of other trips belong to them too.
    for item in
      select t.value from jsonb_array_elements(turn -> 'tasks') with ordinality t (value, position)
       order by rules.incident_kind(t.value ->> 'kind'), t.position
    loop
      perform bauhaus.apply_task(item, at);
    end loop;
  end if;

  insert into bauhaus.decisions (agency_id, trip_id, agent, actor_id, event_id, event_type,
    decision, subject, rule, detail, at)
  select coalesce(tenant,
    (select t.agency_id from bauhaus.trips t where t.id = (r ->> 'tripId')::uuid)),
    (r ->> 'tripId')::uuid, turn_agent, turn_actor_id, turn_event_id, event ->> 'type',
    r ->> 'decision', r ->> 'subject', r ->> 'rule', r -> 'detail', at
    from jsonb_array_elements(turn -> 'reasons') r;

  if turn -> 'effects' <> no_items then
    for item in select value from jsonb_array_elements(turn -> 'effects') loop
      message := bauhaus.enter_effect(item, tenant, event, at,
        jsonb_array_length(turn -> 'effects') = 1);
      if message.delivery_status = 'SENDING' then
        claimed := claimed || bauhaus.claimed_effect(message, 'send');
      elsif message.id is not null then
        waiting_ids := waiting_ids || message.id;
      end if;
    end loop;
    if waiting_ids <> '{}' then
      claimed := claimed || bauhaus.claim(waiting_ids, at);
    end if;
  end if;
  return jsonb_build_object('kind', 'committed', 'version', expected_version + 1,
    'timers', changed_timers, 'claimed', claimed);
end
$$;

comment on function api.commit_turn is 'ActorStore.commit: writes a turn whole or not at all.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/commit_turn',
  '48ba8ae3ebd4c54a5b792ce181df252490e7a44180aa1e738e52ab7497ef71c6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.edit_agency(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  changes constant jsonb := request -> 'set';
  agency bauhaus.agencies;
begin
  select * into agency from bauhaus.agencies a where a.id = bauhaus.current_agency()
    for no key update;
  if not found or agency.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  elsif changes = bauhaus.agency_profile_json(agency) - '{id,sender,revision}'::text[] then
    return jsonb_build_object('kind', 'unchanged', 'agency', bauhaus.agency_profile_json(agency));
  end if;
  update bauhaus.agencies a
     set name = changes ->> 'name', phone = changes ->> 'phone',
         emergency_phone = changes ->> 'emergencyPhone', zone = changes ->> 'zone',
         hours = nullif(changes -> 'hours', 'null'),
         languages = array(select jsonb_array_elements_text(changes -> 'languages')),
         revision = a.revision + 1
   where a.id = agency.id returning * into agency;
  return jsonb_build_object('kind', 'edited', 'agency', bauhaus.agency_profile_json(agency));
end
$$;

comment on function api.edit_agency is
  'AgencyDesk.editAgency: what an agency says of itself; its sender is the operator’s.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/edit_agency',
  'f645abd190d2d9c864ba42c517cdc6b0402a3dc7b52ab102c9d623ef012420fe')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.edit_contact(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  notify constant boolean := (request ->> 'notify')::boolean;
  changes constant jsonb := request -> 'set';
  -- As jsonb null where none is given.
  consent constant jsonb := nullif(request -> 'consent', 'null');
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
  elsif consent is null
    and changes = bauhaus.contact_json(old_contact) - 'id' - 'revision' then
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
      from bauhaus.change_contact(old_contact, contact, consent, notify, at) x;
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
  'ContactDesk.editContact: what is said of a contact, on all their trips, and a consent; '
  'emits TripChanged for each trip that it changes.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/edit_contact',
  'd823b6db98329c420e79d10757dffeca728f243c248792d38c019c834360830d')
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
      into touched from bauhaus.change_contact(old_contact, contact, null, false, at) x;
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
  '727fb9645657622da40f4a86df41c30df8521782695c77fda992f6f1148b58b7')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.end_session(hash text, at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
begin
  update bauhaus.sessions s set ended_at = at where s.token_hash = hash and s.ended_at is null;
  return to_jsonb(found);
end
$$;

comment on function api.end_session is 'Sessions.end. Called as system: who has it may end it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/end_session',
  '248fe96596665804a406bdf976ac658d3fb50ea44ad57a219f77a1d686802416')
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
    perform bauhaus.forget_tasks(array(select k.id from bauhaus.tasks k
      where k.agency_id = agency and k.trip_id is null
        and k.facts ->> 'conversationId' = any (thread_ids::text[]) order by k.id for update), at);
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
  '564ff6ae8c62df18d00d83ef2b95f92404ef54f6ebe16976752699fdf78c27de')
on conflict (name) do update set checksum = excluded.checksum;

drop function if exists
  api.files_removed(text[]);
create or replace function api.files_removed(paths text[], at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  removed integer;
begin
  update bauhaus.files_to_remove r set since = r.until
   where r.path = any (paths) and r.until > at;
  delete from bauhaus.files_to_remove r
   where r.path = any (paths) and r.since <= at and coalesce(r.until <= at, true);
  get diagnostics removed = row_count;
  return jsonb_build_object('removed', removed);
end
$$;

comment on function api.files_removed is
  'PersonalData.filesRemoved; a file that may be put once more is removed again after that.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/files_removed',
  'c413fa843e6d55059d125973e5170fd81100b03ae2a8d80de8c9d171ba6ee852')
on conflict (name) do update set checksum = excluded.checksum;

drop function if exists
  api.files_to_remove(integer);
create or replace function api.files_to_remove(at timestamptz, at_most integer) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(f.path order by f.path), '[]') from (
    select r.path from bauhaus.files_to_remove r
     where r.since <= at order by r.since limit at_most) f
$$;

comment on function api.files_to_remove is 'PersonalData.filesToRemove.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/files_to_remove',
  '55ad1ab8de06ef9c8931799234176da61eb22e83eb094cd6dac90cd81be06fb6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_agency() returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.agency_profile_json(a) from bauhaus.agencies a
   where a.id = bauhaus.current_agency()
$$;

comment on function api.get_agency is 'AgencyDesk.agencyProfile.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_agency',
  'f0f57ccdbf64655e8bedd45d1c40e88f6c33631b670ff3a52e73cd66ef65f667')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_contact(contact_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('contact', bauhaus.contact_json(c),
      'reachability', bauhaus.reachability(c), 'consent', bauhaus.consent_of(c.id))
    from bauhaus.contacts c where c.id = contact_id and c.forgotten_at is null
$$;

comment on function api.get_contact is 'ContactDesk.contact.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_contact',
  '9017bf5bd14ad789a0516c5ce1e95910cf9ce344ae837efb93a58e88b9d1853f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_conversation(conversation uuid, at_most integer) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  thread bauhaus.conversation_threads;
begin
  select * into thread from bauhaus.conversation_threads x where x.id = conversation;
  if not found then
    return null;
  end if;
  return bauhaus.conversation_json(thread) || jsonb_build_object('messages', (
    select coalesce(jsonb_agg(m.message order by m.at, m.position), '[]'::jsonb) from (
      select w.message, w.at, w.position from (
        (select bauhaus.word_json(c) as message, c.at, 0 as position
           from bauhaus.conversations c
          where c.thread_id = thread.id and c.direction <> 'out'
          order by c.at desc limit at_most)
        union all
        (select bauhaus.sent_word_json(n, thread.id), n.sent_at, 1
           from bauhaus.notifications_log n
          where n.recipient = thread.phone and n.sender = thread.sender
            and n.agency_id = thread.agency_id and n.sent_at is not null
          order by n.sent_at desc limit at_most)
        union all
        (select bauhaus.sent_word_json(n, thread.id), n.created_at, 1
           from bauhaus.notifications_log n
          where n.recipient = thread.phone and n.sender = thread.sender
            and n.agency_id = thread.agency_id and n.sent_at is null
            and n.notification_type in ('reply', 'agency_reply')
            and n.delivery_status in ('PENDING', 'SENDING', 'UNKNOWN')
          order by n.created_at desc limit at_most)
        union all
        (select bauhaus.sent_word_json(n, thread.id), n.created_at, 1
           from bauhaus.notifications_log n
          where n.recipient = thread.phone and n.sender = thread.sender
            and n.agency_id = thread.agency_id and n.sent_at is null
            and n.delivery_status = 'FAILED' and n.permanent
          order by n.created_at desc limit at_most)) w
      order by w.at desc, w.position desc limit at_most) m));
end
$$;

comment on function api.get_conversation is
  'ConversationDesk.conversation; null where the agency has no such conversation.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_conversation',
  '865917a61e17665782fd8392a833bb91aabe406bb46cbfe98d73898c2c6dae65')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_incident(incident_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.incident_json(i) || jsonb_build_object(
      'tasks', (select coalesce(jsonb_agg(bauhaus.task_row(k)
            || jsonb_build_object('tripName', t.client_name) order by k.opened_at, k.id), '[]')
        from bauhaus.tasks k left join bauhaus.trips t on t.id = k.trip_id
       where k.incident_id = i.id),
      'notes', (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'text', n.text,
            'by', n.by_whom, 'at', bauhaus.instant(n.at)) order by n.at, n.id), '[]')
        from bauhaus.incident_notes n where n.incident_id = i.id))
    from bauhaus.incidents i
   where i.id = incident_id and i.agency_id = bauhaus.current_agency()
$$;

comment on function api.get_incident is 'Incidents.get.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_incident',
  'f74e05bee11c3222299b7367658543655bfc4a8f7c6a7221cc6c3f6c940bcc97')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_invitation(hash text) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.invitation_json(i) || jsonb_build_object('agencyId', a.id, 'agencyName', a.name)
    from bauhaus.invitations i join bauhaus.agencies a on a.id = i.agency_id
   where i.token_hash = hash and i.agency_id = bauhaus.current_agency()
$$;

comment on function api.get_invitation is 'Members.invitationOf.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_invitation',
  '6e7bb6c67be7d533785997477d4da4ce6f61cb5ee1838970abc689db98b52152')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_knowledge(entry_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.knowledge_json(k) from bauhaus.knowledge k where k.id = entry_id
$$;

comment on function api.get_knowledge is 'Knowledge.entry.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_knowledge',
  'fd4b556a4caa4d664de943554bfe2b0a2739a219e1dd770f7d1b0a507ff959a0')
on conflict (name) do update set checksum = excluded.checksum;

drop function if exists
  api.give_conversation_back(uuid,text,timestamp with time zone);
create or replace function api.give_conversation_back(
  conversation uuid, by_whom text, at timestamptz, steal boolean
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  thread bauhaus.conversation_threads;
  held jsonb;
begin
  select * into thread from bauhaus.conversation_threads x where x.id = conversation for update;
  if not found then
    return null;
  end if;
  held := bauhaus.held_by_another(thread, by_whom, at);
  if held is not null and not steal then
    return held;
  end if;
  if thread.taken_over_until is not null then
    perform bauhaus.emit('HumanTakeoverEnded',
      bauhaus.uuid_v5(format('["HumanTakeoverEnded","%s","%s"]', thread.id,
          bauhaus.instant(thread.taken_over_until))),
      thread.agency_id, null, jsonb_build_object('conversationId', thread.id), at);
  end if;
  update bauhaus.conversation_threads x
     set taken_over_at = null, taken_over_until = null, taken_over_by = null
   where x.id = conversation returning * into thread;
  update bauhaus.tasks k set state = 'done', closed_by = by_whom, closed_at = at,
    closed_reason = 'given_back', updated_at = at
   where k.agency_id = thread.agency_id and k.kind = 'handoff' and k.state <> 'done'
     and k.facts ->> 'conversationId' = conversation::text;
  return bauhaus.conversation_json(thread);
end
$$;

comment on function api.give_conversation_back is
  'ConversationDesk.giveBack: ends the takeover, closes its handoff, emits HumanTakeoverEnded.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/give_conversation_back',
  '6d2518f87089fd4acb828e8e6a50af1e42233fd7ed9c20f675956c7bafea5c88')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.hold_storage(bytes bigint) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
begin
  if bauhaus.ceiling(agency, 'storage_mb') is not null then
    perform bauhaus.hold_ceiling(agency, 'storage_mb', (
      select ceil((coalesce(sum(d.bytes), 0) + hold_storage.bytes) / 1000000.0)::bigint
        from bauhaus.documents d where d.agency_id = agency));
  end if;
  return to_jsonb(true);
end
$$;

comment on function api.hold_storage is
  'ConversationDesk.holdStorage: raises BT429 where the documents of the agency would be too many.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/hold_storage',
  'e2d3fc9afd7f21b6aa07e1bfd49b553808069113fc5d7ec515e9ffb58c834c0a')
on conflict (name) do update set checksum = excluded.checksum;

-- `sent_at is not null`: of a phone, the ledger is searched by the index of what was sent.
create or replace function api.inbound_claims(message jsonb, phones jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'claims', coalesce(jsonb_agg(jsonb_build_object('agencyId', a.id, 'name', a.name,
      'isSuspended', a.suspended_at is not null,
      'isQuoted', message ->> 'quotes' is not null and exists (
        select from bauhaus.notifications_log n
         where n.agency_id = a.id and n.sender = a.sender and n.recipient = p.phone
           and n.sent_at is not null
           and message ->> 'quotes' = any (n.former_provider_ids || n.provider_id)),
      'isHeld', coalesce(h.taken_over_until > (message ->> 'now')::timestamptz, false)
        or exists (select from bauhaus.tasks k where k.agency_id = a.id and k.kind = 'handoff'
          and k.state <> 'done' and k.facts ->> 'conversationId' = h.id::text),
      'wroteAt', bauhaus.instant(h.last_inbound_at)) order by a.id), '[]'),
    'question', (
      select jsonb_build_object('choices', q.choices, 'agencyId', q.agency_id,
               'at', bauhaus.instant(q.at), 'answeredBy', q.answered_by, 'held', q.held)
        from bauhaus.agency_questions q
       where q.sender = message ->> 'sender' and q.phone = message ->> 'traveller'))
    from jsonb_to_recordset(phones) as p("agencyId" uuid, phone text)
    join bauhaus.agencies a on a.id = p."agencyId" and a.sender = message ->> 'sender'
    left join bauhaus.conversation_threads h
      on h.agency_id = a.id and h.sender = a.sender and h.phone = p.phone
$$;

comment on function api.inbound_claims is
  'What all agencies that share a number know of a message to it: AgencyClaim of '
  'shared/domain/which-agency.ts for each, and AgencyQuestion with the messages that wait for its '
  'answer. `phones` are the traveller''s number as each agency seals it, by `agencyId`; '
  '`traveller` is its token.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/inbound_claims',
  '25d2609a67bfda7168a608794b8603f887c7955d60b0e54756f6f612133d2596')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.invite_member(invitation jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  made bauhaus.invitations;
begin
  insert into bauhaus.invitations (agency_id, token_hash, name, email, role, groups, invited_by,
    created_at, expires_at)
  values (bauhaus.current_agency(), invitation ->> 'hash', invitation ->> 'name',
    invitation ->> 'email', invitation ->> 'role',
    array(select jsonb_array_elements_text(invitation -> 'groups'))::uuid[],
    invitation ->> 'invitedBy', (invitation ->> 'now')::timestamptz,
    (invitation ->> 'expiresAt')::timestamptz)
  returning * into made;
  return bauhaus.invitation_json(made);
end
$$;

comment on function api.invite_member is 'Members.invite.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/invite_member',
  '9992f766d6ec7999a0f3c0f56c53d38a110ec1457a0da4776ae801673fe28472')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.knowledge_without_embedding(at_most integer) returns jsonb
language sql stable set search_path = '' as $$
  select case when bauhaus.has_vectors() then (
    select coalesce(jsonb_agg(bauhaus.knowledge_json(k)), '[]'::jsonb) from (
      select x.* from bauhaus.knowledge x
       where x.agency_id = bauhaus.current_agency() and x.embedded_text is distinct from x.question
       order by x.id limit at_most) k) end
$$;

comment on function api.knowledge_without_embedding is
  'Knowledge.withoutEmbedding: entries whose question has no embedding yet; null where the server '
  'has no vectors.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/knowledge_without_embedding',
  'bfc7fce5dc2e28e5bb986c696637d9353811c3f5bb59ab89d01a8b9ab0b4f5e3')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.leave_agency(member_id uuid, at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  gone bauhaus.members;
begin
  if bauhaus.is_last_owner(member_id) then
    return jsonb_build_object('kind', 'last-owner');
  end if;
  update bauhaus.members m set left_at = at
   where m.id = member_id and m.agency_id = agency and m.left_at is null
  returning * into gone;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  update bauhaus.sessions s set ended_at = at where s.member_id = gone.id and s.ended_at is null;
  -- What they held is everybody's again; tasks before incidents, as everywhere.
  perform from bauhaus.tasks t
    where t.agency_id = agency and t.state = 'claimed' and t.claimed_by = gone.name
    order by t.id for update;
  update bauhaus.tasks t set state = 'open', claimed_by = null, claimed_at = null, updated_at = at
   where t.agency_id = agency and t.state = 'claimed' and t.claimed_by = gone.name;
  update bauhaus.incidents i
     set state = 'open', owner_id = null, owner_name = null, claimed_at = null, updated_at = at
   where i.agency_id = agency and i.state = 'claimed' and i.owner_id = gone.id;
  return jsonb_build_object('kind', 'changed', 'member', bauhaus.member_json(gone));
end
$$;

comment on function api.leave_agency is
  'Members.remove: ends their sessions at once, and what they held returns to the queue.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/leave_agency',
  '3cfe9335bd15a086624b9f66b94a3a3cd31d215c6df0fc66ea435b4e1694075d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_api_keys() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.api_key_json(k) order by k.inserted_at, k.id), '[]')
    from bauhaus.agency_api_keys k where k.agency_id = bauhaus.current_agency()
$$;

comment on function api.list_api_keys is 'ApiKeys.list.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_api_keys',
  'b65422a835c7e177fca3afd08fcafa30cbebcbc7709c47ac03546d3c9cf1e329')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_incidents(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  at constant timestamptz := (filter ->> 'now')::timestamptz;
  states constant text[] := array(select jsonb_array_elements_text(filter -> 'states'));
begin
  return (
    select coalesce(jsonb_agg(bauhaus.incident_json(p.i) order by p.rank, (p.i).deadline nulls last,
        (p.i).people * (1 + (p.i).unreached) desc, (p.i).opened_at desc, (p.i).id), '[]')
      from (select i,
          case when i.state = 'done' then 2
            when i.severity = 'urgent' or i.urgent_from <= at then 0 else 1 end as rank
        from bauhaus.incidents i
       where i.agency_id = (select bauhaus.current_agency()) and i.state = any (states)
         and (i.state = 'done') = (states = '{done}')
         and (filter ->> 'kind' is null or i.kind = filter ->> 'kind')
         and (filter ->> 'ownerId' is null or i.owner_id = (filter ->> 'ownerId')::uuid)
         and (filter ->> 'isSnoozed' is null
           or (coalesce(i.snoozed_until > at, false)) = (filter ->> 'isSnoozed')::boolean)
         and (filter ->> 'severity' is null
           or (filter ->> 'severity' = 'urgent')
             = (i.severity = 'urgent' or coalesce(i.urgent_from <= at, false)))
       order by rank, i.deadline nulls last, i.people * (1 + i.unreached) desc, i.opened_at desc,
         i.id
       limit (filter ->> 'limit')::integer offset (filter ->> 'offset')::integer) p);
end
$$;

comment on function api.list_incidents is
  'Incidents.list: urgent ones first, then by departure, people and who is unreached.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_incidents',
  'cc6f51bee5288ebfb58dea359c836d49fc515d5e1eb0ff735fd9ebd9df0b6376')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_invitations() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.invitation_json(i) order by i.created_at desc, i.id), '[]')
    from bauhaus.invitations i where i.agency_id = bauhaus.current_agency()
$$;

comment on function api.list_invitations is 'Members.invitations, newest first.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_invitations',
  'd824a4403f12ff0fb43eaedb5eead292ee86569452927c00550fd39ca6ebf6cb')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_knowledge(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  last bauhaus.knowledge;
begin
  select * into last from bauhaus.knowledge k where k.id = (filter ->> 'after')::uuid;
  return (select coalesce(
      jsonb_agg(bauhaus.knowledge_json(k) order by k.question collate "C", k.id), '[]'::jsonb)
    from (
    select x.* from bauhaus.knowledge x
     where x.agency_id = bauhaus.current_agency()
       and (last.id is null
         or (x.question collate "C", x.id) > (last.question collate "C", last.id))
     order by x.question collate "C", x.id limit (filter ->> 'limit')::integer) k);
end
$$;

comment on function api.list_knowledge is 'Knowledge.list, by question.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_knowledge',
  '5e3bd32227ead4941f3c9d6cb4661340bdba603e0ec7dc3544bf7e938d922e1b')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_members() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.member_json(m) order by m.joined_at, m.id), '[]')
    from bauhaus.members m where m.agency_id = bauhaus.current_agency()
$$;

comment on function api.list_members is 'Members.list: who has left too.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_members',
  '088a02fb9f81c570632052efa90cfbd0226c349ecacb8bd1b1c17e47c819afdb')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.memberships_of(user_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('memberId', m.id, 'name', m.name, 'role', m.role,
      'agencyId', a.id, 'agencyName', a.name) order by m.joined_at, m.id), '[]')
    from bauhaus.members m join bauhaus.agencies a on a.id = m.agency_id
   where m.user_id = memberships_of.user_id and m.left_at is null
$$;

comment on function api.memberships_of is
  'Sessions.memberships. Called as system, since the agency is not known yet.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/memberships_of',
  '099645db754bbb7a0bef1c2094c71c07c83175bc78bf44667cb04f72066138aa')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.move_incident(incident_id uuid, move jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (move ->> 'now')::timestamptz;
  act constant text := move ->> 'act';
  agency constant uuid := bauhaus.current_agency();
  incident bauhaus.incidents;
  task_ids uuid[];
begin
  -- A conversation is locked before its handoff, as whoever takes it over does; tasks are locked
  -- before their incident, as whoever closes one does, so that one which joins it meanwhile is left
  -- as it is.
  perform from bauhaus.incidents i join bauhaus.conversation_threads c on c.id::text = i.subject
    where i.id = move_incident.incident_id and i.agency_id = agency and i.kind = 'conversation'
      and c.agency_id = agency and act in ('claim', 'resolve')
    for update of c;
  task_ids := array(select k.id from bauhaus.tasks k
    where k.incident_id = move_incident.incident_id and k.agency_id = agency and k.state <> 'done'
      and act in ('claim', 'resolve') order by k.id for update);
  select * into incident from bauhaus.incidents i
   where i.id = incident_id and i.agency_id = agency for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif incident.state = 'done' and act not in ('reopen', 'note', 'resolve') then
    return jsonb_build_object('kind', 'closed', 'incident', bauhaus.incident_json(incident));
  elsif act = 'claim' and incident.state = 'claimed'
      and (incident.owner_id, incident.owner_name)
        is distinct from ((move #>> '{by,id}')::uuid, move #>> '{by,name}')
      and not coalesce((move ->> 'steal')::boolean, false) then
    return jsonb_build_object('kind', 'taken', 'incident', bauhaus.incident_json(incident));
  end if;
  case act
    when 'claim', 'assign' then
      update bauhaus.incidents i
         set state = 'claimed', owner_id = (move #>> '{to,id}')::uuid,
             owner_name = move #>> '{to,name}', snoozed_until = null, updated_at = at,
             claimed_at = case when i.state = 'claimed'
               and (i.owner_id, i.owner_name) is not distinct from (
                 (move #>> '{to,id}')::uuid, move #>> '{to,name}')
               then i.claimed_at else at end
       where i.id = incident.id;
      perform api.update_task(k.id, 'claimed', array['open'], move #>> '{to,name}', at,
          (move ->> 'takeoverUntil')::timestamptz)
        from bauhaus.tasks k
       where k.id = any (task_ids) and k.state = 'open' and act = 'claim';
    when 'release' then
      update bauhaus.incidents i
         set state = 'open', owner_id = null, owner_name = null, claimed_at = null, updated_at = at
       where i.id = incident.id;
    when 'snooze' then
      update bauhaus.incidents i
         set snoozed_until = (move ->> 'until')::timestamptz, updated_at = at
       where i.id = incident.id;
    when 'note' then
      insert into bauhaus.incident_notes (agency_id, incident_id, text, by_whom, at)
      values (agency, incident.id, move ->> 'text', move #>> '{by,name}', at);
    when 'resolve' then
      perform api.update_task(k.id, 'done', array['open', 'claimed'], move #>> '{by,name}', at,
          null)
        from bauhaus.tasks k where k.id = any (task_ids) and k.state <> 'done';
      update bauhaus.incidents i
         set state = 'done', closed_at = coalesce(i.closed_at, at),
             closed_by = move #>> '{by,name}', closed_reason = 'done_by_agency'
       where i.id = incident.id and incident.state <> 'done' and not exists (
         select from bauhaus.tasks k where k.incident_id = incident.id and k.state <> 'done');
    when 'reopen' then
      if exists (select from bauhaus.incidents i where i.agency_id = agency
          and i.kind = incident.kind and i.subject = incident.subject and i.state <> 'done') then
        return jsonb_build_object('kind', 'closed', 'incident', bauhaus.incident_json(incident));
      end if;
      update bauhaus.incidents i
         set state = 'open', closed_at = null, closed_by = null, closed_reason = null,
             owner_id = null, owner_name = null, claimed_at = null, updated_at = at
       where i.id = incident.id and i.state = 'done';
  end case;
  select * into incident from bauhaus.incidents i where i.id = incident_id;
  return jsonb_build_object('kind', 'moved', 'incident', bauhaus.incident_json(incident));
end
$$;

comment on function api.move_incident is
  'Incidents.move: compare and set. Who claims second learns who has it; stealing says so in the '
  'audit. Resolving closes the tasks beneath.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/move_incident',
  '25a4a9c0436efe07504c5dd52bf9969ef5563c911f7bd97ecd378cd30dfe79f2')
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
  perform bauhaus.emit_trips_booked(array[new_trip.id], jsonb_build_object(
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
  '028b6c00c3ace9e269617790ff1f66ef8631109c2ea4eda9d5481a66eb784f69')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.note_in_conversation(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  note bauhaus.conversations;
begin
  insert into bauhaus.conversations (id, agency_id, thread_id, direction, text, provider_id, at,
    author)
  select (request ->> 'noteId')::uuid, h.agency_id, h.id, 'note', request ->> 'text',
      'note:' || (request ->> 'noteId'), (request ->> 'now')::timestamptz, request ->> 'by'
    from bauhaus.conversation_threads h where h.id = (request ->> 'conversationId')::uuid
  returning * into note;
  if not found then
    return null;
  end if;
  return bauhaus.word_json(note);
end
$$;

comment on function api.note_in_conversation is
  'ConversationDesk.note: what the agency notes for itself in a conversation; it is never sent.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/note_in_conversation',
  'c9517024b4ee11909315cfee094789118634550e04c9b3ab98dbdae259f63ed3')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.platform_ceilings() returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('messagesPerMinute', c.messages_per_minute,
      'modelUsdPerMonth', c.model_usd_per_month, 'tripsPerDay', c.trips_per_day,
      'flightsPerDay', c.flights_per_day, 'storageMb', c.storage_mb)
    from bauhaus.platform_ceilings c
$$;

comment on function api.platform_ceilings is
  'TripDesk.ceilings: what no agency gets more of; null where nothing is limited.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/platform_ceilings',
  '3072952210d734773987f194e204963f2b52e1896660fa1750996525bc7a5c12')
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

  removed := bauhaus.forget_tasks(array(select k.id from bauhaus.tasks k
     where k.agency_id = agency and k.trip_id is null and k.updated_at < until
       and (k.facts <> '{}' or k.claimed_by is not null or k.closed_by is not null)
     order by k.id limit at_most for update), at);
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
  'e919ce94f57c60fb22ff47f43397c44d682a670f342ed586bbf70a03fe63a57c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.put_knowledge_embeddings(embeddings jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  -- Of a question that was written anew meanwhile, the embedding would be another one's.
  perform bauhaus.set_knowledge_embedding(k.id, e -> 'embedding')
    from jsonb_array_elements(embeddings) e
    join bauhaus.knowledge k on k.id = (e ->> 'entryId')::uuid and k.question = e ->> 'question';
  return to_jsonb(true);
end
$$;

comment on function api.put_knowledge_embeddings is 'Knowledge.putEmbeddings.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/put_knowledge_embeddings',
  '1c506116f36d4ea995e2146b81d224a6cf3876e5b91231d6f152ae4a33b59146')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.remove_knowledge(entry_id uuid) returns jsonb
language sql set search_path = '' as $$
  with removed as (delete from bauhaus.knowledge k where k.id = entry_id
    returning 1) select to_jsonb(exists (select from removed))
$$;

comment on function api.remove_knowledge is 'Knowledge.remove.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/remove_knowledge',
  '4979456024069de2dcdbbb9b40bce0b8a6582bf904030ff78c06faf68f372be6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.replace_knowledge(entry_id uuid, entry jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  k bauhaus.knowledge;
begin
  update bauhaus.knowledge x set
    question = entry ->> 'question', answers = entry -> 'answers', airline = entry ->> 'airline',
    destination = entry ->> 'destination', hotel = entry ->> 'hotel',
    destination_key = entry ->> 'destinationKey', hotel_key = entry ->> 'hotelKey',
    identity = entry ->> 'identity', search_text = entry ->> 'searchText'
   where x.id = entry_id returning * into k;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  return jsonb_build_object('kind', 'written', 'entry', bauhaus.knowledge_json(k));
exception when unique_violation then
  return jsonb_build_object('kind', 'duplicate', 'entryId', (
    select x.id from bauhaus.knowledge x where x.agency_id = bauhaus.current_agency()
      and x.identity = entry ->> 'identity'));
end
$$;

comment on function api.replace_knowledge is 'Knowledge.replace.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/replace_knowledge',
  '271315d00e550a9d583773402267dcb920750a470c6203d52a9cdb3d1b87fc46')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.revoke_invitation(
  invitation_id uuid, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  changed bauhaus.invitations;
begin
  update bauhaus.invitations i set revoked_at = coalesce(i.revoked_at, at)
   where i.id = invitation_id and i.agency_id = bauhaus.current_agency()
     and i.accepted_at is null
  returning * into changed;
  return case when found then bauhaus.invitation_json(changed) end;
end
$$;

comment on function api.revoke_invitation is
  'Members.revokeInvitation; null: there is none, or it was accepted.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/revoke_invitation',
  '2645ab0a6e1be9b7c729fcf3430fc53dd6326331536ebfa8d38eff9823681747')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.search_knowledge(request jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  at_most constant integer := (request ->> 'limit')::integer;
  query_embedding constant jsonb := nullif(request -> 'embedding', 'null'::jsonb);
  -- One query for each term: any of its beginnings of words.
  terms constant tsquery[] := array(
    select string_agg(quote_literal(b.word) || ':*', ' | ')::tsquery
      from jsonb_array_elements(request -> 'terms') t
      cross join jsonb_array_elements_text(t) b (word)
     group by t);
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('entry', bauhaus.knowledge_json(f.k),
      'similarity', 1 - f.distance) order by f.distance nulls last, f.hits desc, (f.k).id),
      '[]'::jsonb)
    from (
    select k, n.distance, h.hits
      from bauhaus.knowledge k
      left join bauhaus.nearest_knowledge(request, query_embedding, at_most) n
        on query_embedding is not null and n.id = k.id
      cross join lateral (select count(*) as hits from unnest(terms) t where k.search @@ t) h
     where k.agency_id = bauhaus.current_agency()
       and bauhaus.knowledge_holds_for(k, request)
       and (n.distance is not null or h.hits > 0)
     order by n.distance nulls last, h.hits desc, k.id limit at_most) f);
end
$$;

comment on function api.search_knowledge is
  'Knowledge.search: by embedding where the server has vectors and the request brings one, and by '
  'beginnings of words.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/search_knowledge',
  '320f65349b56a2a97d24ae0f1f742a9f2269b9ec91943b3c195267987c6f06c7')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.start_session(session jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (session ->> 'now')::timestamptz;
begin
  insert into bauhaus.sessions (token_hash, agency_id, member_id, sign_in_id, started_at, seen_at,
    expires_at)
  select session ->> 'hash', m.agency_id, m.id, session ->> 'signInId', at, at,
      (session ->> 'expiresAt')::timestamptz
    from bauhaus.members m
   where m.id = (session ->> 'memberId')::uuid and m.user_id = (session ->> 'userId')::uuid
     and m.left_at is null
  on conflict (sign_in_id) do nothing;
  return to_jsonb(found);
end
$$;

comment on function api.start_session is
  'Sessions.start. False: the link that signs in was used, or they are no member any more.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/start_session',
  '146be25c51eb23c69286e8f26b5ee0710e7ff5643e6986da8ec0190640bc69ed')
on conflict (name) do update set checksum = excluded.checksum;

drop function if exists
  api.take_over_conversation(uuid,text,timestamp with time zone,timestamp with time zone);
create or replace function api.take_over_conversation(
  conversation uuid, by_whom text, until_when timestamptz, at timestamptz, steal boolean
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  thread bauhaus.conversation_threads;
  held jsonb;
begin
  select * into thread from bauhaus.conversation_threads x where x.id = conversation for update;
  if not found then
    return null;
  end if;
  held := bauhaus.held_by_another(thread, by_whom, at);
  if held is not null and not steal then
    return held;
  end if;
  thread := bauhaus.take_over(conversation, by_whom, until_when, at);
  perform bauhaus.emit('HumanTakeoverStarted',
    bauhaus.uuid_v5(format('["HumanTakeoverStarted","%s","%s"]', thread.id,
        bauhaus.instant(thread.taken_over_until))),
    thread.agency_id, null, jsonb_build_object('conversationId', thread.id), at);
  return bauhaus.conversation_json(thread);
end
$$;

comment on function api.take_over_conversation is
  'ConversationDesk.takeOver: compared and set; emits HumanTakeoverStarted.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/take_over_conversation',
  '98a2067d3dad62443a7603cdc8df13c8b6b9d93650e286b5ae4f9e66f25ae031')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.update_task(
  task_id uuid, to_state text, from_states text[], by_whom text, at timestamptz,
  until_when timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  task bauhaus.tasks;
  thread bauhaus.conversation_threads;
begin
  -- The conversation of a handoff is locked before its task, as take_over_conversation and
  -- give_conversation_back do, so that two transactions never wait for each other.
  select c.* into thread
    from bauhaus.tasks x
    join bauhaus.conversation_threads c on c.id = (x.facts ->> 'conversationId')::uuid
   where x.id = task_id and x.kind = 'handoff' for update of c;
  select * into task from bauhaus.tasks x where x.id = task_id for update;
  if not found then
    return null;
  elsif task.state = to_state then
    return jsonb_build_object('kind', 'unchanged', 'task', bauhaus.task_row(task));
  elsif task.state <> all (from_states) then
    return jsonb_build_object('kind', 'refused', 'task', bauhaus.task_row(task));
  end if;
  if to_state = 'claimed' then
    update bauhaus.tasks x set state = to_state, updated_at = at, claimed_by = by_whom,
      claimed_at = at where x.id = task_id;
    if thread.id is not null then
      perform api.take_over_conversation(thread.id, by_whom, until_when, at, true);
    end if;
  else
    update bauhaus.tasks x set state = to_state, updated_at = at, closed_by = by_whom,
      closed_at = at, closed_reason = 'done_by_agency' where x.id = task_id;
    if task.claimed_at >= thread.taken_over_at then
      perform api.give_conversation_back(thread.id, by_whom, at, true);
    end if;
  end if;
  select * into task from bauhaus.tasks x where x.id = task_id;
  return jsonb_build_object('kind', 'moved', 'task', bauhaus.task_row(task));
end
$$;

comment on function api.update_task is
  'TripDesk.updateTask: moves a task to a state from one of `from_states`; a handoff moves its '
  'conversation with it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/update_task',
  '98f2aa74cb8fa62a90fc9c2ceb7547cd56dc8a16529bb514957b93a300acd076')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.write_to_traveller(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  thread bauhaus.conversation_threads;
  at constant timestamptz := (request ->> 'now')::timestamptz;
  held jsonb;
begin
  select * into thread from bauhaus.conversation_threads x
    where x.id = (request ->> 'conversationId')::uuid for update;
  if not found then
    return null;
  end if;
  held := bauhaus.held_by_another(thread, request ->> 'by', at);
  if held is not null and not (request ->> 'steal')::boolean
    and not exists (select from bauhaus.conversations c
      where c.id = (request ->> 'messageId')::uuid) then
    return held;
  end if;
  insert into bauhaus.conversations (id, agency_id, thread_id, direction, text, provider_id, at,
    author)
  values ((request ->> 'messageId')::uuid, thread.agency_id, thread.id, 'out', request ->> 'text',
    'person:' || (request ->> 'messageId'), at, request ->> 'by')
  on conflict do nothing;
  if found then
    thread := bauhaus.take_over(
      thread.id, request ->> 'by', (request ->> 'until')::timestamptz, at);
    perform bauhaus.emit('HumanReplied', (request ->> 'eventId')::uuid, thread.agency_id, null,
      jsonb_build_object('conversationId', thread.id, 'messageId', request ->> 'messageId'), at);
  end if;
  return bauhaus.conversation_json(thread);
end
$$;

comment on function api.write_to_traveller is
  'ConversationDesk.writeTo: records the text of a person, takes the conversation over and emits '
  'HumanReplied.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/write_to_traveller',
  '9a572919d74059e41341d4dd668197c041d13ae4c1a2131a5b1fc239e03d28cc')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.account_json(a bauhaus.agencies) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', a.id, 'name', a.name, 'sender', a.sender,
    'emergencyPhone', a.emergency_phone, 'createdAt', bauhaus.instant(a.inserted_at),
    'suspendedAt', bauhaus.instant(a.suspended_at), 'suspendedBecause', a.suspended_because,
    'limits', jsonb_build_object('tripsPerDay', a.trips_per_day,
      'flightsPerDay', a.flights_per_day, 'storageMb', a.storage_mb),
    'keys', (select coalesce(jsonb_agg(bauhaus.api_key_json(k) order by k.inserted_at, k.id), '[]')
      from bauhaus.agency_api_keys k where k.agency_id = a.id))
$$;

comment on function bauhaus.account_json is 'Account of shared/ports/accounts.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/account_json',
  'f7203ee0f6c7127e9764e6e2d187be613bd5fbb948bd44b4910ccb3889a4d2b4')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.agency_json(a bauhaus.agencies) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', a.id, 'name', a.name, 'sender', a.sender, 'phone', a.phone,
    'emergencyPhone', a.emergency_phone, 'zone', a.zone, 'hours', a.hours)
$$;

comment on function bauhaus.agency_json is 'AgencyContext of shared/ports/turn-contexts.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/agency_json',
  'cfb9f32ae6ec6f1f4f369c365572cbedd62af1e047c19f9f929cb76ce196c691')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.agency_profile_json(a bauhaus.agencies) returns jsonb
language sql stable as $$
  select bauhaus.agency_json(a)
    || jsonb_build_object('languages', to_jsonb(a.languages), 'revision', a.revision)
$$;

comment on function bauhaus.agency_profile_json is 'AgencyProfile of shared/domain/agency.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/agency_profile_json',
  '3d1196109c3bd085b05b25d43ced87b70a7655ce13423f4f6f77fe20ebc8920d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.audit(
  agency uuid, action text, object_kind text, object_id text, changes jsonb
) returns void
language plpgsql as $$
declare
  act constant jsonb := nullif(current_setting('request.headers', true), '')::jsonb
    ->> 'x-bauhaus-act';
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
  'e6556515e6a03067532cea354bf2da469cf79fcfba718613e7e14ca41c6d3c70')
on conflict (name) do update set checksum = excluded.checksum;

drop trigger if exists audit_row on bauhaus.agencies;
drop trigger if exists audit_row on bauhaus.agencies_settings;
drop trigger if exists audit_row on bauhaus.agency_api_keys;
drop trigger if exists audit_row on bauhaus.agency_places;
drop trigger if exists audit_row on bauhaus.contact_consents;
drop trigger if exists audit_row on bauhaus.contacts;
drop trigger if exists audit_row on bauhaus.conversation_threads;
drop trigger if exists audit_row on bauhaus.conversations;
drop trigger if exists audit_row on bauhaus.documents;
drop trigger if exists audit_row on bauhaus.groups;
drop trigger if exists audit_row on bauhaus.itineraries;
drop trigger if exists audit_row on bauhaus.journeys;
drop trigger if exists audit_row on bauhaus.legs;
drop trigger if exists audit_row on bauhaus.passengers;
drop trigger if exists audit_row on bauhaus.stay_plans;
drop trigger if exists audit_row on bauhaus.tasks;
drop trigger if exists audit_row on bauhaus.trip_passengers;
drop trigger if exists audit_row on bauhaus.trips;
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
    'documents', 'groups', 'incident_notes', 'incidents', 'invitations', 'itineraries', 'journeys',
    'knowledge', 'legs', 'members', 'passengers', 'stay_plans', 'tasks',
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
  '7e380d53771f688f198afb4a524077250e273571ef27ffc21e44ca272a95dc8f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.audited_changes(old_row jsonb, new_row jsonb) returns jsonb
language sql immutable as $$
  select coalesce(jsonb_object_agg(f.name, case
      when f.name ~ '_(id|at|date|until)$' or f.name = any ('{action,bytes,city,content_type,
        destination_iata,emergency_phone,expires_at,flight_key,flight_number,hours,kind,kinds,
        language,languages,origin_iata,owner_name,rating,role,scopes,sender,setting_key,
        setting_value,severity,state,status,suspended_because,type,uploaded_by_type,version,
        zone}'::text[])
      then jsonb_build_object('before', old_row -> f.name, 'after', new_row -> f.name)
      else '"changed"'::jsonb end), '{}')
    from jsonb_object_keys(coalesce(new_row, old_row)) f(name)
   where old_row -> f.name is distinct from new_row -> f.name
     and f.name not in ('id', 'agency_id', 'inserted_at', 'updated_at', 'last_used_at', 'revision',
       'key_hash', 'token_hash')
$$;

comment on function bauhaus.audited_changes is
  'The fields in which two versions of a row differ. Values are shown of a list of fields that are '
  'never personal; of all others it says that they changed.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/audited_changes',
  'eda9b8075f602b70d515a1b07f20b448af931f6e2ca4c3a1ba4cf3f46a990845')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.ceiling(agency uuid, which text) returns integer
language sql stable as $$
  select case which
      when 'trips_per_day' then least(a.trips_per_day, c.trips_per_day)
      when 'flights_per_day' then least(a.flights_per_day, c.flights_per_day)
      when 'storage_mb' then least(a.storage_mb, c.storage_mb)
    end
    from bauhaus.agencies a left join bauhaus.platform_ceilings c on true
   where a.id = agency
$$;

comment on function bauhaus.ceiling is
  'What an agency may have at most: the lesser of what the operator allows it and what the '
  'platform allows all; null: no limit.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/ceiling',
  '9dafda66276204f10820bea3ea0c9dbcff0b602a6856ce0e7bbaa3e82f4b127d')
on conflict (name) do update set checksum = excluded.checksum;

drop function if exists
  bauhaus.change_contact(bauhaus.contacts,bauhaus.contacts,boolean,timestamp with time zone);
create or replace function bauhaus.change_contact(
  old_contact bauhaus.contacts, contact bauhaus.contacts, consent jsonb, notify boolean,
  at timestamptz
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
      last_void_consent = case when bauhaus.is_same_person(old_contact, contact)
        then c.last_void_consent else bauhaus.last_consent(c.id) end,
      revision = c.revision + 1, updated_at = at
   where c.id = contact.id;
  if consent is not null then
    insert into bauhaus.contact_consents (agency_id, contact_id, consent, inserted_at)
      values (contact.agency_id, contact.id, consent, at);
  end if;
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
      trip_fields := bauhaus.changed_fields(old_trip, trip)
        || case when consent is null then '[]' else '["consent"]' end::jsonb;
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
  'trips, adds a consent that is given, and emits TripChanged for each that changes. Answers what '
  'the caller is to announce of each journey. Raises unique_violation where the number is '
  'another contact’s.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/change_contact',
  '85ef4ffae49c520e3e758610f6fe75e00422fbb8c289b160cce77cdee8a60920')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.change_trip(
  old_trip bauhaus.trips, changes jsonb, notify boolean, at timestamptz
) returns bauhaus.trips
language plpgsql as $$
declare
  new_trip bauhaus.trips := bauhaus.trip_with_changes(old_trip, changes);
  fields constant jsonb := bauhaus.changed_fields(old_trip, new_trip);
begin
  if fields = '[]' and old_trip.flight_key = new_trip.flight_key
    and old_trip.origin_zone = new_trip.origin_zone
    and old_trip.destination_zone = new_trip.destination_zone then
    return old_trip;
  end if;
  if old_trip.flight_key <> new_trip.flight_key
    or old_trip.departure_date <> new_trip.departure_date then
    new_trip := bauhaus.trip_on_another_flight(new_trip);
  end if;
  if old_trip.whatsapp is distinct from new_trip.whatsapp then
    new_trip.contact_id := bauhaus.correct_phone(old_trip, new_trip.whatsapp,
      changes ->> 'callName', notify, at);
  end if;
  if old_trip.client_name <> new_trip.client_name then
    perform bauhaus.rename_client(old_trip, new_trip, changes ->> 'callName', at);
  end if;
  new_trip.leg_id := bauhaus.leg_for(old_trip.agency_id, old_trip.journey_id, new_trip, at);
  update bauhaus.trips x set
    revision = old_trip.revision + 1, updated_at = at, client_name = new_trip.client_name,
    contact_id = new_trip.contact_id, leg_id = new_trip.leg_id,
    whatsapp = new_trip.whatsapp, language = new_trip.language,
    flight_number = new_trip.flight_number, origin_iata = new_trip.origin_iata,
    destination_iata = new_trip.destination_iata, origin_zone = new_trip.origin_zone,
    destination_zone = new_trip.destination_zone, departure_date = new_trip.departure_date,
    flight_key = new_trip.flight_key, stay = new_trip.stay, return_date = new_trip.return_date,
    client_description = new_trip.client_description, metadata = new_trip.metadata,
    status = new_trip.status, scheduled_departure = new_trip.scheduled_departure,
    estimated_departure = new_trip.estimated_departure,
    estimated_arrival = new_trip.estimated_arrival,
    gate = new_trip.gate, terminal = new_trip.terminal, fa_flight_id = new_trip.fa_flight_id
   where x.id = old_trip.id returning * into new_trip;
  delete from bauhaus.legs l where l.id = old_trip.leg_id and l.id <> new_trip.leg_id
    and not exists (select from bauhaus.trips t where t.leg_id = l.id);
  perform bauhaus.emit_trip_changed(old_trip, new_trip, fields, notify, at);
  return new_trip;
end
$$;

comment on function bauhaus.change_trip is
  'Writes the changes of an edit to a locked trip and emits TripChanged; the same revision where '
  'nothing changes. Raises unique_violation where the contact is on that flight already.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/change_trip',
  '2abfd31cc944be1090f399beecd1e45cc98bd936dcf21e768bdbff80751ce45c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.consent_of(contact uuid) returns jsonb
language sql stable as $$
  select k.consent from bauhaus.contacts c
    join bauhaus.contact_consents k on k.contact_id = c.id
   where c.id = contact and k.id > coalesce(c.last_void_consent, 0)
   order by k.consent ->> 'how' = 'explicit' desc, k.id desc
   limit 1
$$;

comment on function bauhaus.consent_of is
  'The consent of a contact that holds for the number and person of now, explicit before attested; '
  'null where there is none.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/consent_of',
  '24b05f2b6bc119fb67e47f98452c03b5796856ad0c2bd052cd6f1743d5bf9ce4')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.conversation_context(
  conversation uuid, message uuid
) returns jsonb
language plpgsql stable as $$
declare
  thread bauhaus.conversation_threads;
  agency bauhaus.agencies;
begin
  select * into thread from bauhaus.conversation_threads where id = conversation;
  if not found then
    return null;
  end if;
  select * into strict agency from bauhaus.agencies where id = thread.agency_id;
  return jsonb_build_object(
    'id', thread.id,
    'agency', bauhaus.agency_json(agency),
    'settings', bauhaus.settings_of(agency.id),
    'phone', thread.phone,
    'message', (select jsonb_build_object('id', c.id, 'text', c.text, 'at', c.at,
        'providerId', c.provider_id, 'media', c.media, 'optOutType', c.opt_out_type)
        from bauhaus.conversations c where c.id = message and c.thread_id = thread.id),
    'optedOut', bauhaus.is_suppressed(thread.sender, thread.phone),
    'trips', (select coalesce(jsonb_agg(bauhaus.trip_json(t) order by t.departure_date, t.id),
        '[]'::jsonb)
        from bauhaus.trips t where t.agency_id = agency.id and t.whatsapp = thread.phone
          and t.status <> 'withdrawn'),
    'withdrawn', (select coalesce(jsonb_agg(bauhaus.trip_json(t) order by t.departure_date, t.id),
        '[]'::jsonb)
        from bauhaus.trips t where t.agency_id = agency.id and t.whatsapp = thread.phone
          and t.status = 'withdrawn'),
    'lastInboundAt', (select max(c.last_inbound_at) from bauhaus.conversation_threads c
      where c.agency_id = agency.id and c.phone = thread.phone),
    'takenOverUntil', thread.taken_over_until,
    'takenOverBy', thread.taken_over_by,
    'pendingReplies', (select coalesce(jsonb_agg(n.effect_key order by n.seq), '[]'::jsonb)
      from bauhaus.notifications_log n
       where n.sender = thread.sender and n.recipient = thread.phone
         and n.agency_id = thread.agency_id and n.delivery_status = 'PENDING'
           and n.notification_type = 'reply'));
end
$$;

comment on function bauhaus.conversation_context is
  'ConversationContext with the inbound message of that id; null where the agency has no such '
  'conversation.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/conversation_context',
  '671fc2635da068d36e8918742de3a33c19b7d74884e2ecffa32e629ce07a84cf')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.conversation_json(h bauhaus.conversation_threads) returns jsonb
language plpgsql stable as $$
begin
  return jsonb_build_object(
    'id', h.id, 'sender', h.sender, 'phone', h.phone, 'lastInboundAt', h.last_inbound_at,
    'takenOverUntil', h.taken_over_until, 'takenOverBy', h.taken_over_by,
    'takenOverSince', h.taken_over_at,
    'optedOut', bauhaus.is_suppressed(h.sender, h.phone),
    'tripIds', (select coalesce(jsonb_agg(t.id order by t.departure_date, t.id), '[]'::jsonb)
      from bauhaus.trips t
      where t.agency_id = h.agency_id and t.whatsapp = h.phone and t.status <> 'withdrawn'),
    'openTask', (select jsonb_build_object('id', k.id, 'reason', k.reason, 'severity', k.severity,
        'state', k.state, 'openedAt', k.opened_at)
      from bauhaus.tasks k
     where k.agency_id = h.agency_id and k.kind = 'handoff' and k.state <> 'done'
       and k.facts ->> 'conversationId' = h.id::text
     order by k.severity = 'urgent' desc, k.opened_at, k.id limit 1));
end
$$;

comment on function bauhaus.conversation_json is
  'ConversationRow of shared/ports/conversation-desk.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/conversation_json',
  '3937608778391558b2e20710c859d63c8eefd6a7eb2cc295efd65719f68e276a')
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
           last_void_consent = bauhaus.last_consent(c.id), revision = c.revision + 1,
           updated_at = at
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
  '00a56e3dfbfed45043ef7b7db6cab557fc11ef3e6a998364033e9e845bb46827')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.count_new_flight() returns trigger
language plpgsql as $$
begin
  perform bauhaus.follow_flights(new.agency_id, array[new.flight_key], new.updated_at);
  return null;
end
$$;

comment on function bauhaus.count_new_flight is
  'Holds the ceiling of flights a day where an edit puts a trip on another flight.';

create or replace trigger count_new_flight
  after update on bauhaus.trips for each row
  when (old.flight_key <> new.flight_key)
  execute function bauhaus.count_new_flight();

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/count_new_flight',
  'd4adf8f41b4fba2b7e62f1bee0167ac32cccbcd9df2c872ded61b8a00795a67c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.count_new_trips() returns trigger
language plpgsql as $$
declare
  added record;
begin
  for added in
    select n.agency_id as agency, max(n.inserted_at) as at, array_agg(n.flight_key) as flights
      from new_trips n group by n.agency_id
  loop
    perform bauhaus.follow_flights(added.agency, added.flights, added.at);
    continue when bauhaus.ceiling(added.agency, 'trips_per_day') is null;
    perform bauhaus.hold_ceiling(added.agency, 'trips_per_day', (
      select count(*) from bauhaus.trips t
       where t.agency_id = added.agency and t.inserted_at > added.at - interval '1 day'));
  end loop;
  return null;
end
$$;

comment on function bauhaus.count_new_trips is
  'Holds the ceilings of trips and flights a day, whichever way trips are made.';

create or replace trigger count_new_trips
  after insert on bauhaus.trips referencing new table as new_trips
  for each statement execute function bauhaus.count_new_trips();

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/count_new_trips',
  '68b3f43d4ad7580bc6ceef38a141720c2784e217f60f6e87d1b9e28269527420')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.document_entry(d bauhaus.documents) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', d.id, 'type', d.type, 'fileName', d.file_name,
    'path', d.file_path, 'uploadedAt', d.uploaded_at, 'uploadedByType', d.uploaded_by_type,
    'passengerId', d.passenger_id)
$$;

comment on function bauhaus.document_entry is 'A document as a TripContext lists it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/document_entry',
  '1b8bb99b9f64d787f92dd70717dffeab7500ffb1da7091fb95b493fed961e0dd')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.document_json(d bauhaus.documents) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', d.id, 'tripId', d.trip_id, 'type', d.type, 'path', d.file_path,
    'fileName', d.file_name, 'contentType', d.content_type,
    'bytes', d.bytes, 'uploadedBy', d.uploaded_by, 'uploadedByType', d.uploaded_by_type,
    'uploadedAt', d.uploaded_at, 'passengerId', d.passenger_id)
$$;

comment on function bauhaus.document_json is 'FiledDocument of shared/domain/document.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/document_json',
  '251bfb4929b0fb70ca0dcf13064e2e3b1cffb44e3cc54a9b78e7e80bae48641c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.emit(
  event_type text, event_id uuid, agency_id uuid, trip_id uuid, data jsonb, at timestamptz,
  correlation_id uuid default null, causation_id uuid default null
) returns void
language plpgsql as $$
declare
  time constant text := bauhaus.instant(at);
begin
  insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
  values (event_id, agency_id, event_type, bauhaus.event_json(event_type, event_id, agency_id,
    trip_id, data, time, correlation_id, causation_id), time::timestamptz)
  on conflict (id) do nothing;
end
$$;

comment on function bauhaus.emit is
  'Writes an event to the outbox; the same id again changes nothing. Without a correlation id the '
  'event begins a chain of its own.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/emit',
  'fe114473840687a19f8759066925d03b8ddef54417fb946ec0f2de7abafd340e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.emit_trips_booked(
  trip_ids uuid[], more jsonb, at timestamptz
) returns void
language plpgsql as $$
declare
  time constant text := bauhaus.instant(at);
begin
  insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
  select e.id, t.agency_id, 'TripBooked', bauhaus.event_json('TripBooked', e.id, t.agency_id, t.id,
      jsonb_build_object('flightKey', t.flight_key,
        'departure', bauhaus.instant(t.departure_date), 'journeyId', t.journey_id) || more,
      time), time::timestamptz
    from bauhaus.trips t
    cross join lateral (
      select bauhaus.uuid_v5(format('["TripBooked","%s"]', t.id)) as id) e
   where t.id = any (trip_ids)
  on conflict (id) do nothing;
end
$$;

comment on function bauhaus.emit_trips_booked is
  'Emits TripBooked for new trips; `more`: `movedFrom`, or `notify` where nobody is to be told.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/emit_trips_booked',
  '5b1b22f95c5a844a0c3b24232b1d8ad5be614c00442e30d490b78cd227a23399')
on conflict (name) do update set checksum = excluded.checksum;

-- One expression, so that Postgres puts it into the statement that asks for it.
create or replace function bauhaus.event_json(
  event_type text, event_id uuid, agency_id uuid, trip_id uuid, data jsonb, happened text,
  correlation_id uuid default null, causation_id uuid default null
) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'id', event_id, 'type', event_type, 'version', 1, 'time', happened, 'agencyId', agency_id,
    'tripId', trip_id, 'correlationId', coalesce(correlation_id, event_id),
    'causationId', causation_id, 'data', data)
$$;

comment on function bauhaus.event_json is
  'An event with its envelope. Without a correlation id it begins a chain of its own.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/event_json',
  '06a53af9392778a943aa6b7736ea2491877750f2a629231afadc37e6e96a2cb1')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.file_document(document jsonb, at timestamptz) returns void
language plpgsql as $$
declare
  task bauhaus.tasks;
begin
  insert into bauhaus.documents (id, agency_id, trip_id, type, file_path, file_name, content_type,
    bytes, uploaded_by, uploaded_by_type, uploaded_at, passenger_id)
  select (document ->> 'id')::uuid, t.agency_id, t.id, document ->> 'type', document ->> 'path',
    document ->> 'fileName', document ->> 'contentType', (document ->> 'bytes')::bigint,
    document ->> 'uploadedBy', document ->> 'uploadedByType',
    (document ->> 'uploadedAt')::timestamptz, (document ->> 'passengerId')::uuid
    from bauhaus.trips t where t.id = (document ->> 'tripId')::uuid
  on conflict (id) do nothing;
  if not found then
    return;
  end if;
  update bauhaus.tasks k
    set facts = jsonb_set(k.facts, '{types}', (k.facts -> 'types') - (document ->> 'type')),
        updated_at = at
   where k.trip_id = (document ->> 'tripId')::uuid and k.kind = 'missing_document'
     and k.state <> 'done' and k.facts -> 'types' ? (document ->> 'type')
  returning * into task;
  -- Whoever asked for it was told that it would come.
  if task.facts ? 'conversationId' and document ->> 'uploadedByType' <> 'client' then
    perform bauhaus.emit('PromisedDocumentFiled',
      bauhaus.uuid_v5(format('["PromisedDocumentFiled","%s"]', document ->> 'id')),
      task.agency_id, task.trip_id, jsonb_build_object(
        'conversationId', task.facts -> 'conversationId', 'documentId', document -> 'id'), at);
  end if;
  update bauhaus.tasks k set state = 'done', closed_reason = 'document_filed', closed_at = at,
    updated_at = at
   where k.trip_id = (document ->> 'tripId')::uuid and k.kind = 'missing_document'
     and k.state <> 'done' and k.facts -> 'types' = '[]'::jsonb;
end
$$;

comment on function bauhaus.file_document is
  'Files a document, closes the task that reported it missing, and tells the concierge of what it '
  'has promised; the same id again changes nothing.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/file_document',
  '7d3c3c1543b4b5b6a9562745fdeb925a1d9db2dce195bbc51b7d0f94d0f51d44')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.follow_flights(
  agency uuid, flight_keys text[], at timestamptz
) returns void
language plpgsql as $$
begin
  insert into bauhaus.followed_flights (agency_id, flight_key, since)
  select agency, k, at from (select distinct unnest(flight_keys)) f(k) order by k
  on conflict do nothing;
  if found and bauhaus.ceiling(agency, 'flights_per_day') is not null then
    perform bauhaus.hold_ceiling(agency, 'flights_per_day', (
      select count(*) from bauhaus.followed_flights f
       where f.agency_id = agency and f.since > at - interval '1 day'));
  end if;
end
$$;

comment on function bauhaus.follow_flights is
  'Notes flights that an agency follows from now on, and holds its ceiling of them a day: look-ups '
  'are shared by all who follow a flight, so that they are nobody''s to count.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/follow_flights',
  '6f8bd8218861239f028a0a5b138f5b27308b47f4d378635a75d1e12e0b6412db')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.forget_tasks(ids uuid[], at timestamptz) returns integer
language plpgsql as $$
declare
  forgotten_count integer;
begin
  delete from bauhaus.incident_notes n
   where n.incident_id in (select k.incident_id from bauhaus.tasks k where k.id = any (ids));
  update bauhaus.tasks k
     set facts = '{}', claimed_by = null, closed_by = null, updated_at = at,
         closed_at = case when k.state = 'done' then k.closed_at else at end,
         closed_reason = case when k.state = 'done' then k.closed_reason else 'forgotten' end,
         state = 'done'
   where k.id = any (ids);
  get diagnostics forgotten_count = row_count;
  return forgotten_count;
end
$$;

comment on function bauhaus.forget_tasks is
  'Closes tasks and takes out who and what they are about, and what staff wrote of their '
  'incidents; kind, reason and instants stay.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/forget_tasks',
  'c28452a2362be73aedd1fd930c432fc59ebd45f650a170f8257a0c07310d741a')
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
  update bauhaus.files_to_remove f set since = at
   where f.since > at
     and split_part(f.path, '/', 2) = any (select x::text from unnest(ids) x);
  message_count := bauhaus.forget_messages(array(select n.id from bauhaus.notifications_log n
    where n.trip_id = any (ids) order by n.id for update), at);
  task_count := bauhaus.forget_tasks(array(select k.id from bauhaus.tasks k
    where k.trip_id = any (ids) order by k.id for update), at);
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
  '577bf7af451a8364f1acfcf595bf3e548b8b745721c88aedddce811818b62706')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.held_by_another(
  thread bauhaus.conversation_threads, by_whom text, at timestamptz
) returns jsonb
language sql stable as $$
  select jsonb_build_object('heldBy', thread.taken_over_by,
      'since', bauhaus.instant(thread.taken_over_at))
   where thread.taken_over_until > at and thread.taken_over_by <> by_whom
$$;

comment on function bauhaus.held_by_another is
  'Who else has a conversation, and since when; null: nobody.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/held_by_another',
  '5f989efecd415d9d110189819c6cc9b38f9fe8586c642a655c5695e25021239f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.hold_ceiling(agency uuid, name text, used bigint) returns void
language plpgsql stable as $$
declare
  most constant integer := bauhaus.ceiling(agency, name);
begin
  if used > most then
    raise exception '% %', name, most using errcode = 'BT429';
  end if;
end
$$;

comment on function bauhaus.hold_ceiling is
  'Raises BT429 with the name and the value of a ceiling that is passed, so that nothing of the '
  'transaction is written.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/hold_ceiling',
  '89e2ddcc017bb700984fe9e64c82c22d5babf96ba15f36386fe66d861c6c08c7')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.incident_json(i bauhaus.incidents) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', i.id, 'kind', i.kind, 'subject', i.subject, 'state', i.state,
    'severity', i.severity, 'deadline', bauhaus.instant(i.deadline), 'people', i.people,
    'unreached', i.unreached, 'minors', i.minors, 'tasksOpen', i.tasks_open, 'kinds', i.kinds,
    'owner', case when i.owner_name is not null
      then jsonb_build_object('id', i.owner_id, 'name', i.owner_name) end,
    'claimedAt', bauhaus.instant(i.claimed_at), 'snoozedUntil', bauhaus.instant(i.snoozed_until),
    'openedAt', bauhaus.instant(i.opened_at), 'updatedAt', bauhaus.instant(i.updated_at),
    'closedAt', bauhaus.instant(i.closed_at), 'closedBy', i.closed_by,
    'closedReason', i.closed_reason)
$$;

comment on function bauhaus.incident_json is 'Incident of shared/domain/incident.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/incident_json',
  '0529b6e42ae7ebe6d976fad66aeaabb0ce3c9a05c8cbf813b74fe8dbc62d1dc8')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.incident_subject(task bauhaus.tasks) returns text[]
language sql stable as $$
  select case rules.incident_kind(task.kind)
      when 'flight' then array['flight', t.flight_key]
      when 'journey' then array['journey', t.journey_id::text]
      when 'conversation' then array['conversation', task.facts ->> 'conversationId']
      else array['agency', task.kind] end
    from (select task.trip_id) x
    left join bauhaus.trips t on t.id = x.trip_id
$$;

comment on function bauhaus.incident_subject is
  'What a task is about: kind and subject of its incident; a subject that is null is nothing.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/incident_subject',
  'f28ad94e899fc55134346076a6f29d83a85beea549f615acfe450399c354585d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.invitation_json(i bauhaus.invitations) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', i.id, 'name', i.name, 'email', i.email, 'role', i.role,
    'groups', i.groups, 'invitedBy', i.invited_by,
    'createdAt', bauhaus.instant(i.created_at), 'expiresAt', bauhaus.instant(i.expires_at),
    'acceptedAt', bauhaus.instant(i.accepted_at), 'revokedAt', bauhaus.instant(i.revoked_at))
$$;

comment on function bauhaus.invitation_json is 'Invitation of shared/domain/member.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/invitation_json',
  'd55ef3728e3d43547b33de3cd45fa4196a9bb07f2c92abd1e2e7d816f0713b09')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.is_last_owner(member uuid) returns boolean
language plpgsql set search_path = '' as $$
begin
  -- Two owners who leave at once wait for each other here. The agency is not locked: turns read it.
  perform from bauhaus.members m
   where m.agency_id = bauhaus.current_agency() and m.role = 'owner' and m.left_at is null
   order by m.id for update;
  return exists (select from bauhaus.members m
      where m.id = member and m.role = 'owner' and m.left_at is null)
    and not exists (select from bauhaus.members m
      where m.agency_id = bauhaus.current_agency() and m.id <> member and m.role = 'owner'
        and m.left_at is null);
end
$$;

comment on function bauhaus.is_last_owner is
  'Whether an agency would have no owner without this member; until the end of the transaction.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/is_last_owner',
  'b865d79c278b615a50bc1c56874f8c14e38ff1174af0b205e405538053b3cd07')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.is_same_person(
  a bauhaus.contacts, b bauhaus.contacts
) returns boolean
language sql stable as $$
  select a.phone is not distinct from b.phone
    and bauhaus.passenger_key(a.name) = bauhaus.passenger_key(b.name)
$$;

comment on function bauhaus.is_same_person is
  'Whether two states of a contact are the same number and name, so that a consent still holds.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/is_same_person',
  '020a54f7593ae7cb09a13beecfd37adebeb373eb0c133547aa41e7f739609f59')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.join_incident(task bauhaus.tasks) returns void
language plpgsql as $$
declare
  about constant text[] := bauhaus.incident_subject(task);
  incident uuid;
begin
  if about[2] is null then
    return;
  end if;
  insert into bauhaus.incidents as i (agency_id, kind, subject, severity, opened_at, updated_at)
  values (task.agency_id, about[1], about[2], task.severity, task.opened_at, task.updated_at)
  on conflict (agency_id, kind, subject) where state <> 'done'
  do update set updated_at = greatest(i.updated_at, excluded.updated_at)
  returning i.id into incident;
  update bauhaus.tasks k set incident_id = incident where k.id = task.id;
  perform bauhaus.refresh_incident(incident, task.updated_at, null);
end
$$;

comment on function bauhaus.join_incident is
  'Adds a task to the open incident of what it is about, or opens one.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/join_incident',
  'd941abaacb4cc5443f38b86cf779f97ad8f9fb8b3255a5daa894efb524864879')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.knowledge_holds_for(
  k bauhaus.knowledge, traveller jsonb
) returns boolean
language sql stable as $$
  select (k.airline is null or k.airline = traveller ->> 'airline')
    and (k.destination_key is null or traveller -> 'destinationKeys' ? k.destination_key)
    and (k.hotel_key is null
      or strpos(concat(' ', traveller ->> 'hotelKey', ' '), concat(' ', k.hotel_key, ' ')) > 0)
$$;

comment on function bauhaus.knowledge_holds_for is
  'Whether an entry holds for a traveller: airline, destination and hotel are theirs, or not said.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/knowledge_holds_for',
  'c7d1410c000b49fd41322a32d52cf994efd896061d25624ee0509ac0c6f41785')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.knowledge_json(k bauhaus.knowledge) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', k.id, 'question', k.question, 'answers', k.answers,
    'airline', k.airline, 'destination', k.destination, 'hotel', k.hotel)
$$;

comment on function bauhaus.knowledge_json is 'KnowledgeEntry of shared/domain/knowledge.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/knowledge_json',
  '57d5e8fe1aff2b963fc1055991d4ad573c789455818081c7d9a57c9b6e8fc5b6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.last_consent(contact uuid) returns bigint
language sql stable as $$
  select max(k.id) from bauhaus.contact_consents k where k.contact_id = contact
$$;

comment on function bauhaus.last_consent is
  'The newest consent of a contact, whether it holds or not; null where there is none.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/last_consent',
  '8a89d4ccbd637c6ac3b791b08d2b72b0fbab3b0435ca4221747836d669de842c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.lock_tasks(trips uuid[]) returns void
language plpgsql as $$
begin
  perform from bauhaus.tasks k where k.trip_id = any (trips) and k.state <> 'done'
    order by k.id for update;
end
$$;

comment on function bauhaus.lock_tasks is
  'Locks the open tasks of trips before several are changed, in the order in which whoever moves '
  'their incident locks them.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/lock_tasks',
  'a2dac4d0f7987c4f77d134a9ea4b5bf1bc7b11fefcb16328faa2ffbf66cde098')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.member_json(m bauhaus.members) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', m.id, 'name', m.name, 'email', m.email, 'role', m.role,
    'groups', m.groups, 'joinedAt', bauhaus.instant(m.joined_at),
    'leftAt', bauhaus.instant(m.left_at))
$$;

comment on function bauhaus.member_json is 'Member of shared/domain/member.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/member_json',
  'b07bd99ec67ebd3a93e1ca842fedf9cec00058a35165e95dcc8b936a398e2bd8')
on conflict (name) do update set checksum = excluded.checksum;

-- Without the extension vector it returns no rows.
do $do$
begin
  if not exists (select from pg_catalog.pg_extension where extname = 'vector') then
    create or replace function bauhaus.nearest_knowledge(
      traveller jsonb, query_embedding jsonb, at_most integer
    ) returns table (id uuid, distance double precision)
    language sql stable as $$
      select null::uuid, null::double precision where false
    $$;
    return;
  end if;
  execute format($f$
    create or replace function bauhaus.nearest_knowledge(
      traveller jsonb, query_embedding jsonb, at_most integer
    ) returns table (id uuid, distance double precision)
    language sql stable as $$
      select k.id, k.embedding operator(%1$s.<=>) (query_embedding::text)::%1$s.vector
        from bauhaus.knowledge k
       where k.agency_id = bauhaus.current_agency() and k.embedded_text = k.question
         and bauhaus.knowledge_holds_for(k, traveller)
       order by k.embedding operator(%1$s.<=>) (query_embedding::text)::%1$s.vector limit at_most
    $$
  $f$, (select extnamespace::regnamespace from pg_catalog.pg_extension where extname = 'vector'));
end
$do$;

comment on function bauhaus.nearest_knowledge is
  'Entries that hold for a traveller, nearest first by cosine distance to an embedding.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/nearest_knowledge',
  '6cac6ecee85ceffe0f622710ad8035fff0c549b0e74fe00ed06dd5a4e086515f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.record_flight(record jsonb, at timestamptz) returns void
language plpgsql as $$
declare
  key constant text := record ->> 'flightKey';
  facts constant jsonb := nullif(record -> 'facts', 'null'::jsonb);
  new_status constant text := record ->> 'status';
  next_check constant timestamptz := (record ->> 'nextCheckAt')::timestamptz;
  scheduled_out constant timestamptz := (facts ->> 'scheduledDeparture')::timestamptz;
  departure constant timestamptz := (facts ->> 'departure')::timestamptz;
  arrival constant timestamptz := (facts ->> 'arrival')::timestamptz;
  new_gate constant text := facts ->> 'gate';
  new_terminal constant text := facts ->> 'terminal';
  new_fa_flight_id constant text := facts ->> 'faFlightId';
begin
  insert into bauhaus.flights as f (flight_key, flight_number, flight_date, facts, status,
    fa_flight_id, alert_id, next_check_at, raw_data, updated_at)
  values (key, split_part(key, '/', 1), split_part(key, '/', 3)::date, facts, new_status,
    new_fa_flight_id, record ->> 'alertId', next_check,
    nullif(record -> 'raw', 'null'::jsonb), at)
  on conflict (flight_key) do update
     set facts = coalesce(excluded.facts, f.facts), status = coalesce(excluded.status, f.status),
         fa_flight_id = coalesce(excluded.fa_flight_id, f.fa_flight_id),
         alert_id = excluded.alert_id, next_check_at = excluded.next_check_at,
         raw_data = coalesce(excluded.raw_data, f.raw_data), updated_at = at;

  if facts is not null and (record ->> 'changed')::boolean then
    insert into bauhaus.flight_status_history (
      flight_key, flight_number, flight_date, status, gate_origin, terminal_origin, baggage_claim,
      scheduled_out, estimated_out, actual_out,
      estimated_in, actual_in, diverted_to, source, recorded_at)
    values (
      key, split_part(key, '/', 1), split_part(key, '/', 3)::date, facts ->> 'phase',
      new_gate, new_terminal, facts ->> 'belt', scheduled_out, departure,
      case when facts ->> 'phase' in ('departed', 'landed') then departure end,
      arrival, (facts ->> 'landedAt')::timestamptz,
      facts #>> '{divertedTo,iata}', facts ->> 'source', at);
  end if;

  -- Copies what is known of the flight to its trips, never over what the agency entered; a null
  -- erases nothing. Most looks find nothing new, and leave the trips unwritten.
  update bauhaus.trips t
     set status = coalesce(new_status, t.status),
         scheduled_departure = coalesce(t.scheduled_departure, scheduled_out),
         estimated_departure = coalesce(departure, t.estimated_departure),
         estimated_arrival = coalesce(arrival, t.estimated_arrival),
         gate = coalesce(new_gate, t.gate),
         terminal = coalesce(new_terminal, t.terminal),
         fa_flight_id = coalesce(new_fa_flight_id, t.fa_flight_id),
         updated_at = at
   where t.flight_key = key and t.status <> 'withdrawn'
     and (t.status, t.scheduled_departure, t.estimated_departure, t.estimated_arrival, t.gate,
       t.terminal, t.fa_flight_id) is distinct from (
         coalesce(new_status, t.status), coalesce(t.scheduled_departure, scheduled_out),
         coalesce(departure, t.estimated_departure), coalesce(arrival, t.estimated_arrival),
         coalesce(new_gate, t.gate), coalesce(new_terminal, t.terminal),
         coalesce(new_fa_flight_id, t.fa_flight_id));
end
$$;

comment on function bauhaus.record_flight is
  'RecordCommand of kind flight: keeps the facts, adds a change to the history, updates the trips '
  'on the flight where something is new.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/record_flight',
  '86b17ab633a7efdc7d9a2fdeb38ec0a1e2e2480eb6be83213f356ac20fd480e0')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.refresh_incident(
  incident uuid, at timestamptz, reason text
) returns void
-- With rights of its own: a callback of the provider that closes a task reads no trip.
language plpgsql security definer set search_path = '' as $$
declare
  rest record;
begin
  -- The tasks of others on the same flight change it too: one at a time.
  perform from bauhaus.incidents i where i.id = incident for update;
  select count(*)::integer as tasks, coalesce(bool_or(k.severity = 'urgent'), false) as is_urgent,
      array(select distinct o.kind from bauhaus.tasks o
        where o.incident_id = incident and o.state <> 'done' order by o.kind) as kinds
    into rest
    from bauhaus.tasks k where k.incident_id = incident and k.state <> 'done';
  if rest.tasks = 0 then
    update bauhaus.incidents i
       set state = 'done', tasks_open = 0, kinds = '{}', updated_at = at, closed_at = at,
           closed_reason = reason
     where i.id = incident and i.state <> 'done';
    return;
  end if;
  update bauhaus.incidents i
     set severity = case when rest.is_urgent then 'urgent' else 'normal' end,
         tasks_open = rest.tasks, kinds = rest.kinds, people = p.people, minors = p.minors,
         unreached = p.unreached, deadline = p.deadline, updated_at = at,
         urgent_from = case when p.unreached + p.minors > 0
           then p.deadline - rules.urgent_before() end
    from (select count(distinct t.contact_id)::integer as people,
        count(distinct t.contact_id) filter (where k.kind in ('call', 'unreachable')
          and k.state <> 'done')::integer as unreached,
        (select count(distinct b.passenger_id)::integer from bauhaus.trip_passengers b
           join bauhaus.passengers q on q.id = b.passenger_id
          where b.left_at is null and q.kind in ('child', 'infant') and b.trip_id in (
            select x.trip_id from bauhaus.tasks x where x.incident_id = incident)) as minors,
        min(coalesce(t.estimated_departure, t.departure_date)) as deadline
      from bauhaus.tasks k left join bauhaus.trips t on t.id = k.trip_id
     where k.incident_id = incident) p
   where i.id = incident;
end
$$;

comment on function bauhaus.refresh_incident is
  'Brings an incident to what its tasks say; without an open one it is done, for the reason of the '
  'last one that was closed.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/refresh_incident',
  'fe3860fda29e8f543b69e43517d84af4db7398b8bf53965eabd651cb1d174d08')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.rename_client(
  old_trip bauhaus.trips, new_trip bauhaus.trips, new_call_name text, at timestamptz
) returns void
language plpgsql as $$
begin
  update bauhaus.passengers p
     set name = new_trip.client_name, call_name = coalesce(new_call_name, p.call_name)
    from bauhaus.trip_passengers b
   where b.trip_id = old_trip.id and b.left_at is null and p.id = b.passenger_id
     and p.passenger_key = bauhaus.passenger_key(old_trip.client_name);
  update bauhaus.contacts c
     set name = new_trip.client_name, call_name = coalesce(new_call_name, c.call_name),
       last_void_consent = case when bauhaus.passenger_key(new_trip.client_name)
         = bauhaus.passenger_key(c.name) then c.last_void_consent
         else bauhaus.last_consent(c.id) end,
       revision = c.revision + 1, updated_at = at
   where c.id = new_trip.contact_id
     and bauhaus.passenger_key(c.name) = bauhaus.passenger_key(old_trip.client_name);
end
$$;

comment on function bauhaus.rename_client is
  'Gives the contact of a trip, and the passenger of the same name, the name that was corrected.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/rename_client',
  'a99feca27ed253fb992e30cf82d636a611ca2f0ad92451e680c75bf3f5584c05')
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
    ('followed_flights', 'since', interval '2 days', 'true', 5000),
    ('erasures', 'erased_at', interval '400 days', 'true', 1000),
    ('forgotten_messages', 'forgotten_at', interval '400 days', 'true', 5000),
    ('incidents', 'closed_at', interval '400 days', 'state = ''done''', 5000),
    ('sessions', 'expires_at', interval '30 days', 'true', 5000),
    ('rate_limits', 'tat', interval '1 day', 'critical_tat < $1', 5000),
    ('quarantine', 'at', interval '180 days', 'true', 1000),
    ('flights', 'flight_date', interval '400 days', 'true', 5000)) r
$$;

comment on function bauhaus.retention is
  'How long rows are kept, table by table in the order of purging, and the most that one call '
  'removes: what takes well under a second.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/retention',
  'd43a1678f76ba3df0ef207d06c59628e5e7e73162a841cef4802774f143d927d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.sent_word_json(
  n bauhaus.notifications_log, conversation uuid
) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', n.id, 'direction', 'out', 'type', n.notification_type,
    'template', n.template_name,
    'author', (select c.author from bauhaus.conversations c
      where n.notification_type = 'agency_reply' and c.thread_id = conversation
        and c.direction = 'out'
        and n.effect_key = concat(conversation, ':agency_reply:1:', c.id)),
    'text', n.content ->> 'text', 'at', coalesce(n.sent_at, n.created_at),
    'delivery', jsonb_build_object('status', n.delivery_status,
      'providerStatus', n.provider_status, 'errorCode', n.error_code),
    'media', case when n.content ? 'mediaUrl'
      then jsonb_build_array(
        jsonb_build_object('contentType', null, 'url', n.content ->> 'mediaUrl'))
      else '[]' end)
$$;

comment on function bauhaus.sent_word_json is
  'ConversationMessageRow of a message to a traveller, in a conversation.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/sent_word_json',
  '3df50fa9eb9e6a6c1b37e67185fdcb4942dbb0df9a407f0ed914dfc5674aa083')
on conflict (name) do update set checksum = excluded.checksum;

-- Without the extension vector it does nothing.
do $do$
begin
  if not exists (select from pg_catalog.pg_extension where extname = 'vector') then
    create or replace function bauhaus.set_knowledge_embedding(entry uuid, new_embedding jsonb)
    returns void language sql as '';
    return;
  end if;
  execute format($f$
    create or replace function bauhaus.set_knowledge_embedding(entry uuid, new_embedding jsonb)
    returns void language sql as $$
      update bauhaus.knowledge k
         set embedding = (new_embedding::text)::%1$s.vector, embedded_text = k.question
       where k.id = entry;
    $$
  $f$, (select extnamespace::regnamespace from pg_catalog.pg_extension where extname = 'vector'));
end
$do$;

comment on function bauhaus.set_knowledge_embedding is
  'Stores the embedding of an entry’s question and that it was made of it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/set_knowledge_embedding',
  'b498d86f5fac66994c2ce7de31ffc68a0597fa61f69d76f8df67f34eb3db0153')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.suppression_reason(
  message bauhaus.notifications_log, at timestamptz
) returns text
language plpgsql stable as $$
begin
  return (select case
    when message.expires_at <= at then 'expired'
    when not rules.is_sent_after_withdrawal(message.notification_type)
         and (select t.status from bauhaus.trips t where t.id = message.trip_id) = 'withdrawn'
           then 'trip_withdrawn'
    -- Of unknown fate when the number was corrected, and not sent: decided again for today's.
    when not rules.is_conversational(message.notification_type)
         and exists (select from bauhaus.trips t
                      where t.id = message.trip_id
                        and t.whatsapp is distinct from message.recipient)
           then 'number_corrected'
    when not message.even_if_opted_out and bauhaus.is_suppressed(message.sender, message.recipient)
      then 'opted_out'
    -- A person at the agency has the conversation, so the concierge must not answer.
    when rules.is_held_by_takeover(message.notification_type)
         and exists (select from bauhaus.conversation_threads h
                      where h.agency_id = message.agency_id and h.sender = message.sender
                        and h.phone = message.recipient and h.taken_over_until > at)
           then 'taken_over'
  end);
end
$$;

comment on function bauhaus.suppression_reason is
  'Why a waiting message must not be sent any more; null where it may be.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/suppression_reason',
  '8646364f6b9ecd392a302e6f6185155c167379d5777fe7d97b196d91493541fd')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.take_over(
  conversation uuid, by_whom text, until_when timestamptz, at timestamptz
) returns bauhaus.conversation_threads
language plpgsql as $$
declare
  thread bauhaus.conversation_threads;
  held jsonb;
begin
  select * into thread from bauhaus.conversation_threads x where x.id = conversation for update;
  held := bauhaus.held_by_another(thread, by_whom, at);
  if held is not null then
    perform bauhaus.audit(thread.agency_id, 'conversation_threads.steal', 'conversation_threads',
      thread.id::text, jsonb_build_object('taken_over_by',
        jsonb_build_object('before', thread.taken_over_by, 'after', by_whom)));
  end if;
  update bauhaus.conversation_threads x
     set taken_over_at = case when x.taken_over_until > at and held is null
           then x.taken_over_at else at end,
         taken_over_until = until_when, taken_over_by = by_whom
   where x.id = conversation returning * into thread;
  update bauhaus.tasks k set state = 'claimed', claimed_by = by_whom, claimed_at = at,
    updated_at = at
   where k.agency_id = thread.agency_id and k.kind = 'handoff'
     and (k.state = 'open' or k.state = 'claimed' and held is not null)
     and k.facts ->> 'conversationId' = conversation::text;
  return thread;
end
$$;

comment on function bauhaus.take_over is
  'Gives a conversation to a person until an instant and claims its open handoff; whoever else has '
  'it loses it, and the handoff with it, which is audited as a theft.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/take_over',
  'b7e9c65ad774120ee39b7bb80d30b2f846cccfd9f913c9399f07820395f8a5af')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.task_incident() returns trigger
language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform bauhaus.join_incident(new);
  elsif new.incident_id is not null and (old.state, old.severity) <> (new.state, new.severity) then
    perform bauhaus.refresh_incident(new.incident_id, new.updated_at, new.closed_reason);
  end if;
  return null;
end
$$;

comment on function bauhaus.task_incident is
  'Every task belongs to an incident, from the transaction that opens it, whoever opens it.';

create or replace trigger task_incident after insert or update on bauhaus.tasks
  for each row execute function bauhaus.task_incident();

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/task_incident',
  '182eaf509fb7a26a5c39d57af7fc3b2185259a842057d0e7ca2e7483e7210b62')
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
    'consent', bauhaus.consent_of(t.contact_id),
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
  '50746d39136bc5b83f89c1fa1262fc4f2f48fa9cd4eecd50ee4dca317b282365')
on conflict (name) do update set checksum = excluded.checksum;

-- In plpgsql, which keeps the plan: it is asked for each trip of every journey and turn.
create or replace function bauhaus.trip_json(t bauhaus.trips) returns jsonb
language plpgsql stable as $$
begin
  return jsonb_build_object(
    'id', t.id, 'agencyId', t.agency_id, 'revision', t.revision, 'clientName', t.client_name,
    'whatsapp', t.whatsapp, 'language', t.language, 'flightNumber', t.flight_number,
    'originIata', t.origin_iata, 'destinationIata', t.destination_iata, 'originZone', t.origin_zone,
    'destinationZone', t.destination_zone, 'departure', t.departure_date, 'flightKey', t.flight_key,
    'status', t.status, 'scheduledDeparture', t.scheduled_departure,
    'estimatedDeparture', t.estimated_departure, 'estimatedArrival', t.estimated_arrival,
    'gate', t.gate, 'terminal', t.terminal, 'faFlightId', t.fa_flight_id,
    'nextCheckAt', case when t.status <> 'withdrawn' then (
      select f.next_check_at from bauhaus.flights f where f.flight_key = t.flight_key) end,
    'stay', t.stay)
  || jsonb_build_object(
    'returnDate', to_char(t.return_date, 'YYYY-MM-DD'), 'clientDescription', t.client_description,
    'metadata', t.metadata, 'consent', t.consent, 'insertedAt', t.inserted_at,
    'journeyId', t.journey_id, 'legId', t.leg_id, 'contactId', t.contact_id, 'role', t.role)
  || (select jsonb_build_object(
      'callName', c.call_name, 'reference', people.first_reference, 'passengers', people.list)
    from bauhaus.contacts c, bauhaus.people_of_trip(t.id) people where c.id = t.contact_id);
end
$$;

comment on function bauhaus.trip_json is 'Trip of shared/domain/trip.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_json',
  '98744f91aef54a1bba268d6d53df3ce7417ba124ab45b924605d43e6d40ac92a')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.trip_on_another_flight(trip bauhaus.trips) returns bauhaus.trips
language plpgsql immutable as $$
begin
  trip.status := 'booked';
  trip.scheduled_departure := null;
  trip.estimated_departure := null;
  trip.estimated_arrival := null;
  trip.gate := null;
  trip.terminal := null;
  trip.fa_flight_id := null;
  return trip;
end
$$;

comment on function bauhaus.trip_on_another_flight is
  'A trip of whose flight nothing is known yet; nothing is written.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_on_another_flight',
  '48841c2edd1b0eaaffc665113ca2800bc3ae5e3115acc011b7335e25f1156146')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.withdraw_trip(
  trip bauhaus.trips, notify boolean, at timestamptz
) returns bauhaus.trips
language plpgsql as $$
begin
  update bauhaus.trips x set status = 'withdrawn', updated_at = at
    where x.id = trip.id returning * into trip;
  update bauhaus.trip_passengers b set left_at = at
    where b.trip_id = trip.id and b.left_at is null;
  perform bauhaus.lock_tasks(array[trip.id]);
  update bauhaus.tasks k set state = 'done', closed_at = at, updated_at = at,
    closed_reason = 'trip_withdrawn' where k.trip_id = trip.id and k.state <> 'done';
  perform bauhaus.emit('TripCancelled', bauhaus.uuid_v5(format('["TripCancelled","%s"]', trip.id)),
    trip.agency_id, trip.id, jsonb_build_object('flightKey', trip.flight_key, 'notify', notify,
      'journeyId', trip.journey_id), at);
  return trip;
end
$$;

comment on function bauhaus.withdraw_trip is
  'Withdraws a trip: closes its tasks, sets its passengers free, emits TripCancelled.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/withdraw_trip',
  '525260f6d5fbb589490b0b3d3a9323a09b054990af1dd1a75e73757cbe7071d9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.word_json(c bauhaus.conversations) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', c.id, 'direction', c.direction, 'type', null, 'template', null,
    'author', c.author, 'text', c.text, 'at', c.at, 'delivery', null,
    'media', (select coalesce(jsonb_agg(jsonb_build_object('contentType', m.media -> 'contentType',
        'url', null) order by m.place), '[]')
      from jsonb_array_elements(c.media) with ordinality m (media, place)))
$$;

comment on function bauhaus.word_json is
  'ConversationMessageRow of what a traveller wrote, or of a note of the agency.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/word_json',
  'c8287a18ec7cd28c15fac26c9cc2d4734a83981bf8c1c2850e7e2499935274b5')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.incident_kind(task_kind text) returns text
language sql immutable parallel safe as $$
  select case task_kind
    when 'cancelled' then 'flight'
    when 'diverted' then 'flight'
    when 'moved_earlier' then 'flight'
    when 'long_delay' then 'flight'
    when 'not_found' then 'flight'
    when 'found_elsewhere' then 'flight'
    when 'critical_unsent' then 'flight'
    when 'call' then 'flight'
    when 'unreachable' then 'journey'
    when 'opted_out' then 'journey'
    when 'missing_document' then 'journey'
    when 'itinerary_failed' then 'journey'
    when 'connection_at_risk' then 'journey'
    when 'connection_missed' then 'journey'
    when 'handoff' then 'conversation'
    when 'template_unusable' then 'agency'
    end
$$;

comment on function rules.incident_kind is
  'What the tasks of a kind are about.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/incident_kind',
  'b3641e40c5d10680436fd8592aa5c7b98f686e1be7b0e4c250096ed82851dda1')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_conversational(message_type text) returns boolean
language sql immutable parallel safe as $$
  select message_type in ('opt_out_ack', 'opt_out_question', 'opt_out_notice',
    'opt_in_ack', 'reply', 'reply_beside_person',
    'agency_reply', 'test_message')
$$;

comment on function rules.is_conversational is
  'Whether such a message answers what was said in a conversation.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/is_conversational',
  '53d6550b6577d9fa999dc817dcd496781aea8e0f0d4f60af9fd8fc29fa2c9b22')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.urgent_before() returns interval
language sql immutable parallel safe as $$
  select interval '10800 seconds'
$$;

comment on function rules.urgent_before is
  'So long before its departure an incident with people unreached is urgent.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/urgent_before',
  '4b7651e59de64dd091eafcf6ece856a1e66a4ada2e51a65b1fd21d013c168414')
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
    'actors', 'agencies_settings', 'agency_api_keys', 'agency_places', 'audit_log',
    'incident_notes', 'incidents', 'invitations', 'members', 'message_attempts', 'sessions',
    'contact_consents', 'contacts', 'conversation_threads', 'conversations', 'decisions',
    'documents', 'erasures', 'files_to_remove', 'followed_flights', 'forgotten_messages',
    'groups', 'inbox',
    'itineraries', 'journeys', 'knowledge', 'legs', 'model_spend',
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
    'agencies', 'agencies_settings', 'agency_api_keys', 'agency_places', 'circuit_breakers',
    'conversation_threads', 'conversations', 'decisions', 'documents',
    'erasures', 'flight_snapshots', 'flight_status_history', 'flights', 'followed_flights',
    'forgotten_messages',
    'inbox', 'incidents', 'invitations', 'itineraries', 'journeys', 'members',
    'notifications_log', 'outbox', 'quarantine', 'rate_limits', 'sessions', 'suppressions',
    'tasks', 'timers', 'trips']
  loop
    execute format('create policy of_the_system on bauhaus.%I to system
      using (true) with check (true)', name);
  end loop;

  foreach name in array array[
    'agencies', 'conversation_threads', 'notifications_log', 'tasks']
  loop
    execute format('create policy of_the_router on bauhaus.%I for select to router
      using (true)', name);
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

insert into supabase_migrations.repeatables (name, checksum)
values ('policies',
  '3c6e7ba3aa4672127afd9f41a1844a1e8d853701cbc02506784430d0744b9f98')
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
  bauhaus.flight_status_history, bauhaus.flights, bauhaus.followed_flights,
  bauhaus.forgotten_messages, bauhaus.groups, bauhaus.inbox, bauhaus.itineraries, bauhaus.journeys,
  bauhaus.knowledge, bauhaus.legs, bauhaus.model_spend, bauhaus.notifications_log, bauhaus.outbox,
  bauhaus.passengers, bauhaus.place_embedding_texts, bauhaus.place_gaps, bauhaus.platform_ceilings,
  bauhaus.quarantine, bauhaus.rate_limits, bauhaus.stay_plans, bauhaus.suppressions, bauhaus.tasks,
  bauhaus.timers,
  bauhaus.trip_passengers, bauhaus.trips
  to agent;
grant insert on
  bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places, bauhaus.contact_consents,
  bauhaus.contacts, bauhaus.conversation_threads, bauhaus.conversations, bauhaus.decisions,
  bauhaus.documents, bauhaus.erasures, bauhaus.files_to_remove, bauhaus.followed_flights,
  bauhaus.forgotten_messages, bauhaus.groups, bauhaus.inbox, bauhaus.itineraries, bauhaus.journeys,
  bauhaus.knowledge, bauhaus.legs, bauhaus.model_spend, bauhaus.notifications_log, bauhaus.outbox,
  bauhaus.passengers,
  bauhaus.place_embedding_texts, bauhaus.place_gaps, bauhaus.quarantine, bauhaus.rate_limits,
  bauhaus.stay_plans, bauhaus.suppressions, bauhaus.tasks, bauhaus.timers, bauhaus.trip_passengers,
  bauhaus.trips
  to agent;
grant update on
  bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places, bauhaus.contacts,
  bauhaus.conversation_threads, bauhaus.erasures, bauhaus.files_to_remove, bauhaus.groups,
  bauhaus.itineraries, bauhaus.journeys, bauhaus.knowledge, bauhaus.legs, bauhaus.model_spend,
  bauhaus.notifications_log, bauhaus.passengers, bauhaus.place_embedding_texts, bauhaus.rate_limits,
  bauhaus.stay_plans, bauhaus.suppressions, bauhaus.tasks, bauhaus.timers, bauhaus.trip_passengers
  to agent;
-- Not the sender, which the operator sets, nor whether it is suspended.
grant update (name, phone, emergency_phone, zone, hours, languages, revision) on bauhaus.agencies
  to agent;
-- Not the agency of a trip, and not what was said of consent: it is what was believed then.
grant update (revision, journey_id, leg_id, contact_id, role, client_name, whatsapp, language,
  flight_number, origin_iata, destination_iata, origin_zone, destination_zone, departure_date,
  flight_key, status, scheduled_departure, estimated_departure, estimated_arrival, gate, terminal,
  fa_flight_id, stay, return_date, client_description, metadata, is_kept_apart,
  updated_at, rebooked_at, forgotten_at) on bauhaus.trips
  to agent;
-- Consents and texts of conversations go with their contact and thread only.
grant delete on
  bauhaus.actors, bauhaus.agency_places, bauhaus.contacts, bauhaus.conversation_threads,
  bauhaus.conversations, bauhaus.documents, bauhaus.files_to_remove, bauhaus.groups,
  bauhaus.inbox, bauhaus.itineraries, bauhaus.knowledge, bauhaus.legs,
  bauhaus.place_embedding_texts,
  bauhaus.quarantine, bauhaus.stay_plans, bauhaus.suppressions
  to agent;
grant usage on sequence bauhaus.tries to agent;
grant select, insert on bauhaus.data_keys to agent, system;

-- `system` reads no name, phone or text of a message: those columns are not listed.
grant select on
  bauhaus.agencies_settings, bauhaus.agency_api_keys, bauhaus.circuit_breakers, bauhaus.decisions,
  bauhaus.erasures, bauhaus.flight_snapshots, bauhaus.flight_status_history, bauhaus.flights,
  bauhaus.followed_flights, bauhaus.forgotten_messages, bauhaus.inbox, bauhaus.outbox,
  bauhaus.platform_ceilings, bauhaus.quarantine, bauhaus.rate_limits, bauhaus.timers
  to system;
grant select (agent, actor_id, agency_id, version, schema_version, state) on bauhaus.actors
  to system;
grant select (id, name, sender, suspended_at, suspended_because) on bauhaus.agencies to system;
grant update (last_used_at) on bauhaus.agency_api_keys to system;
grant select (id, agency_id, trip_id, notification_type, critical, delivery_status, provider_id,
  former_provider_ids, provider_status, attempts, lease_until, waits_for_pair, due_at,
  next_attempt_at, last_tried_at, sent_at, permanent, error_code, event_id, correlation_id,
  created_at) on bauhaus.notifications_log to system;
grant select (id, agency_id, trip_id, kind, severity, state, incident_id, updated_at)
  on bauhaus.tasks to system;
grant select (id, agency_id, flight_key, departure_date, status, origin_zone, destination_zone,
  scheduled_departure, estimated_departure, estimated_arrival, gate, terminal, fa_flight_id,
  inserted_at, rebooked_at, journey_id, forgotten_at) on bauhaus.trips to system;
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
  fa_flight_id, updated_at) on bauhaus.trips to system;
grant delete on
  bauhaus.decisions, bauhaus.erasures, bauhaus.flight_snapshots, bauhaus.flight_status_history,
  bauhaus.flights, bauhaus.followed_flights, bauhaus.forgotten_messages, bauhaus.inbox,
  bauhaus.outbox, bauhaus.quarantine, bauhaus.rate_limits, bauhaus.timers
  to system;

-- Nobody changes or removes what was entered, but for the retention.
grant select, insert on bauhaus.audit_log, bauhaus.message_attempts to agent;
grant insert on bauhaus.message_attempts to system;
grant insert on bauhaus.audit_log to operator;
grant select, delete on bauhaus.audit_log to system;

-- Members and keys of an agency, and who is signed in: what they show is in the database as its
-- digest only. `system` reads no e-mail.
grant select, insert, update on bauhaus.members, bauhaus.invitations to agent;
grant select, insert on bauhaus.agency_api_keys to agent;
grant update (expires_at, revoked_at) on bauhaus.agency_api_keys to agent;
grant select (member_id, agency_id, ended_at), update (ended_at) on bauhaus.sessions to agent;
grant select (id, agency_id, user_id, name, role, groups, joined_at, left_at) on bauhaus.members
  to system;
grant select (agency_id, token_hash) on bauhaus.invitations to system;
grant select, insert, update, delete on bauhaus.sessions to system;

-- Incidents follow their tasks, whoever opens or closes those.
grant select, insert on bauhaus.incidents to agent;
grant update (state, severity, urgent_from, deadline, people, unreached, minors, tasks_open, kinds,
  owner_id, owner_name, claimed_at, snoozed_until, updated_at, closed_at, closed_by, closed_reason)
  on bauhaus.incidents to agent;
grant select, insert, delete on bauhaus.incident_notes to agent;
grant select, delete on bauhaus.incidents to system;

-- Words that belong to no agency yet, which the system must not read either.
grant select, insert, update, delete on bauhaus.agency_questions to router;
-- What it needs to find whose conversation a message belongs to; numbers are sealed.
grant select (id, name, sender, suspended_at) on bauhaus.agencies to router;
grant select (id, agency_id, sender, phone, last_inbound_at, taken_over_until)
  on bauhaus.conversation_threads to router;
grant select (agency_id, sender, recipient, sent_at, provider_id, former_provider_ids)
  on bauhaus.notifications_log to router;
grant select (agency_id, kind, state, facts) on bauhaus.tasks to router;

-- The operator makes agencies and keys, and sees nothing of what agencies do.
grant select, insert on bauhaus.agencies, bauhaus.agency_api_keys to operator;
grant update (sender, suspended_at, suspended_because, trips_per_day, flights_per_day, storage_mb)
  on bauhaus.agencies to operator;
grant update (expires_at, revoked_at) on bauhaus.agency_api_keys to operator;
grant update (next_attempt_at) on bauhaus.notifications_log to operator;
grant select (agency_id, error_message, next_attempt_at) on bauhaus.notifications_log to operator;

grant execute on all functions in schema rules to agent, system;

grant execute on function
  api.add_data_key, api.commit_turn, api.data_keys, api.load_turn, api.ping, api.quarantine_event
  to agent, system;
grant execute on function
  api.add_document, api.add_knowledge, api.add_places, api.add_to_journey, api.approve_itinerary,
  api.begin_upload, api.book_journey, api.book_trip, api.cancel_trip, api.claim_effects,
  api.edit_agency, api.edit_contact, api.edit_journey, api.edit_leg, api.edit_passenger,
  api.edit_trip, api.erase_contact, api.export_contact, api.files_removed, api.files_to_remove,
  api.get_agency, api.get_complete_trip_context, api.get_contact, api.get_conversation,
  api.get_group, api.get_journey, api.get_knowledge, api.get_place, api.get_settings, api.get_trip,
  api.give_conversation_back, api.has_places, api.hold_storage, api.journey_messages,
  api.journey_stays, api.knowledge_without_embedding, api.leave_trip,
  api.list_audit, api.list_contacts, api.list_conversations, api.list_groups, api.list_journeys,
  api.list_knowledge, api.list_places, api.list_tasks, api.list_trips, api.model_budget,
  api.move_passenger, api.note_in_conversation, api.people_on_flight, api.place_gaps,
  api.places_without_embedding,
  api.platform_ceilings, api.purge_agency, api.put_knowledge_embeddings, api.put_place_embeddings,
  api.put_setting, api.put_stay_plan, api.receive_inbound, api.record_act, api.record_model_call,
  api.remove_document, api.remove_knowledge, api.remove_place, api.replace_knowledge,
  api.replace_place, api.request_itinerary, api.request_test_message, api.search_knowledge,
  api.search_places, api.settle_effects, api.stay_itineraries, api.take_over_conversation,
  api.trip_documents, api.trip_messages, api.trip_timeline, api.update_task, api.waiting_effects,
  api.withdraw_journey, api.withdraw_leg, api.write_group, api.write_to_traveller
  to agent;
grant execute on function
  api.get_incident, api.list_incidents, api.move_incident, bauhaus.incident_json
  to agent;
grant execute on function
  bauhaus.incident_subject, bauhaus.join_incident, bauhaus.refresh_incident,
  bauhaus.task_incident
  to agent, system;
grant execute on function
  api.accept_invitation, api.add_api_key, api.change_member, api.get_invitation,
  api.invite_member, api.leave_agency, api.list_api_keys, api.list_invitations, api.list_members,
  api.revoke_api_key, api.revoke_invitation, api.rotate_api_key, bauhaus.api_key_json,
  bauhaus.invitation_json, bauhaus.is_last_owner, bauhaus.member_json
  to agent;
grant execute on function
  api.agency_of_invitation, api.authenticate_session, api.end_session, api.memberships_of,
  api.start_session
  to system;
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
  api.answer_which_agency, api.ask_which_agency, api.inbound_claims, bauhaus.instant
  to router;

-- Helpers are reachable through `api` only, since their schema is not exposed.
grant execute on function
  bauhaus.agency_json, bauhaus.agency_profile_json, bauhaus.announce_failure, bauhaus.apply_task,
  bauhaus.apply_timer,
  bauhaus.audit, bauhaus.audit_row, bauhaus.audited_changes, bauhaus.booking_conflict,
  bauhaus.booking_identity, bauhaus.ceiling, bauhaus.change_contact, bauhaus.change_trip,
  bauhaus.changed_fields, bauhaus.claim, bauhaus.claim_one, bauhaus.claim_or_defer,
  bauhaus.claim_waiting, bauhaus.claimed_effect, bauhaus.close_tasks_of_unsent, bauhaus.consent_of,
  bauhaus.contact_for, bauhaus.contact_json, bauhaus.conversation_context, bauhaus.correct_phone,
  bauhaus.count_new_flight, bauhaus.count_new_trips, bauhaus.current_agency,
  bauhaus.defer_behind_other_agency, bauhaus.departs_from, bauhaus.departs_to,
  bauhaus.drop_dependent_messages, bauhaus.earlier_journey, bauhaus.emit,
  bauhaus.emit_journey_booked, bauhaus.emit_journey_changed, bauhaus.emit_trip_changed,
  bauhaus.emit_trips_booked, bauhaus.enter_effect,
  bauhaus.enter_known_passengers, bauhaus.enter_passengers, bauhaus.event_json,
  bauhaus.flight_context, bauhaus.follow_flights, bauhaus.group_for, bauhaus.group_json,
  bauhaus.group_on_flight, bauhaus.have_common_passenger, bauhaus.hold_ceiling, bauhaus.insert_trip,
  bauhaus.instant, bauhaus.is_same_person, bauhaus.is_suppressed, bauhaus.itinerary_json,
  bauhaus.journey_context, bauhaus.journey_core, bauhaus.journey_for, bauhaus.journey_json,
  bauhaus.journey_of_trip, bauhaus.keep_what_was_sent, bauhaus.last_consent, bauhaus.ledger_entry,
  bauhaus.leg_for, bauhaus.leg_json, bauhaus.live_legs, bauhaus.lock_journey_of_trip,
  bauhaus.lock_tasks, bauhaus.message_evidence, bauhaus.message_row,
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
  bauhaus.conversation_json, bauhaus.held_by_another, bauhaus.sent_word_json, bauhaus.word_json,
  bauhaus.document_entry, bauhaus.document_json, bauhaus.ends_at,
  bauhaus.file_document, bauhaus.flight_beside, bauhaus.forget_consents, bauhaus.forget_contact,
  bauhaus.forget_journeys, bauhaus.forget_messages, bauhaus.forget_states, bauhaus.forget_tasks,
  bauhaus.forget_threads,
  bauhaus.forget_trips, bauhaus.has_vectors, bauhaus.knowledge_holds_for, bauhaus.knowledge_json,
  bauhaus.nearest_knowledge, bauhaus.nearest_places, bauhaus.person_token,
  bauhaus.phones_of_contact, bauhaus.place_is_at, bauhaus.place_json, bauhaus.record_document,
  bauhaus.record_itinerary, bauhaus.record_place_gap, bauhaus.set_embedding,
  bauhaus.set_knowledge_embedding,
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
  'ab176d00941b91c9f551006fbbced77260b59db19bed2b352f541f94720024ab')
on conflict (name) do update set checksum = excluded.checksum;

reset check_function_bodies;
