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
drop policy if exists of_the_agency on bauhaus.agency_members;
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
drop policy if exists of_the_system on bauhaus.agency_members;
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
drop function if exists api.agency_question(text,text);
delete from supabase_migrations.repeatables where name = 'functions/api/agency_question';

drop function if exists api.inbound_claim(jsonb);
delete from supabase_migrations.repeatables where name = 'functions/api/inbound_claim';

drop function if exists bauhaus.emit_trip_booked(bauhaus.trips,jsonb,timestamp with time zone);
delete from supabase_migrations.repeatables where name = 'functions/bauhaus/emit_trip_booked';

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
  '01399023ca11e4d34fa96dcc63e9a010fac96fb9b44e7e2dcc773ac6e9a795ce')
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
  '5c53d57b1bc14666e0e089fae1dc9d59207a8bc8b39911cec0ce2ddad56a5f4f')
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
  fa_flight_id, stay, return_date, client_description, metadata, is_kept_apart,
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
-- What it needs to find whose conversation a message belongs to; numbers are sealed.
grant select (id, name, sender, suspended_at) on bauhaus.agencies to router;
grant select (id, agency_id, sender, phone, last_inbound_at, taken_over_until)
  on bauhaus.conversation_threads to router;
grant select (agency_id, sender, recipient, sent_at, provider_id, former_provider_ids)
  on bauhaus.notifications_log to router;
grant select (agency_id, kind, state, facts) on bauhaus.tasks to router;

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
  api.get_trip, api.give_conversation_back, api.has_places,
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
  api.answer_which_agency, api.ask_which_agency, api.inbound_claims, bauhaus.instant
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
  bauhaus.emit_journey_booked, bauhaus.emit_journey_changed, bauhaus.emit_trips_booked,
  bauhaus.emit_trip_changed, bauhaus.enter_effect, bauhaus.enter_known_passengers,
  bauhaus.enter_passengers, bauhaus.event_json, bauhaus.flight_context, bauhaus.group_for,
  bauhaus.group_json, bauhaus.group_on_flight, bauhaus.have_common_passenger, bauhaus.insert_trip,
  bauhaus.instant, bauhaus.is_suppressed, bauhaus.itinerary_json, bauhaus.journey_context,
  bauhaus.journey_core, bauhaus.journey_for, bauhaus.journey_json, bauhaus.journey_of_trip,
  bauhaus.keep_what_was_sent, bauhaus.ledger_entry, bauhaus.leg_for, bauhaus.leg_json,
  bauhaus.live_legs, bauhaus.lock_journey_of_trip, bauhaus.message_evidence, bauhaus.message_row,
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
  'fc4fe9169c9f30cfcbf5d6f327228970910152a542066a21f12641336ef0a746')
on conflict (name) do update set checksum = excluded.checksum;

reset check_function_bodies;
