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

create or replace function api.add_document(document jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  perform bauhaus.file_document(document, (document ->> 'uploadedAt')::timestamptz);
  return (select bauhaus.document_json(d) from bauhaus.documents d
    where d.id = (document ->> 'id')::uuid);
end
$$;

comment on function api.add_document is
  'ConversationDesk.addDocument; null where the agency has no such trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/add_document',
  '4b0d1d02b58384a47ccdfd02469e995b28b08b74332dc65e447e3fa0865b3a03')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.add_places(places jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  insert into bauhaus.agency_places (id, agency_id, name, address, city, country, lat, lng, type,
    rating, opening_hours, tags, description, identity, city_key, search_text)
  select p.id, (select bauhaus.current_agency()), p.name, p.address, p.city, p.country, p.lat,
      p.lng, p.type, p.rating, p."openingHours", p.tags, p.description, p.identity, p."cityKey",
      p."searchText"
    from jsonb_to_recordset(places) as p (id uuid, name text, address text, city text,
      country text, lat double precision, lng double precision, type text, rating numeric,
      "openingHours" text, tags text[], description text, identity text, "cityKey" text,
      "searchText" text)
  on conflict (agency_id, identity) do nothing;
  return (
    select coalesce(jsonb_agg(p.id order by g.position), '[]'::jsonb)
      from jsonb_array_elements(places) with ordinality g (place, position)
      left join bauhaus.agency_places p
        on p.agency_id = (select bauhaus.current_agency())
       and p.identity = g.place ->> 'identity');
end
$$;

comment on function api.add_places is
  'Places.add: for each place the id under which it is in the collection; where it is not its own '
  'id, the place is a duplicate.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/add_places',
  'a4a046a05c8cd9383a8ac5d083337cce111858cbcc2310f7daa560bb9415aa0d')
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
      trip := bauhaus.trip_of_contact(
        contact, booking ->> 'flightNumber', booking ->> 'flightKey');
      if trip.journey_id <> journey.id then
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
        perform bauhaus.emit('TripBooked', bauhaus.uuid_v5(format('["TripBooked","%s"]', trip.id)),
          agency, trip.id, jsonb_build_object('flightKey', trip.flight_key,
            'departure', bauhaus.instant(trip.departure_date), 'journeyId', trip.journey_id)
          || case when notify then '{}' else '{"notify": false}' end::jsonb, at);
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
      raise exception 'a booking was made at the same time' using errcode = '40001';
    end if;
    return jsonb_build_object('kind', 'duplicate', 'tripId', in_the_way);
  end;
  journey := bauhaus.emit_journey_changed(journey.id, (
    select jsonb_agg(distinct f.name) from jsonb_array_elements(fields) f(name)), notify, at);
  return jsonb_build_object('kind', 'edited', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.add_to_journey is
  'JourneyDesk.addToJourney: more legs, passengers or contacts, whole or not at all.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/add_to_journey',
  '7ae46366b7e3ecaa2fdd2768caf5245f26b514ece389dc757229b29086992217')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.agencies_of_sender(number text) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(a.id order by a.id), '[]'::jsonb) from bauhaus.agencies a
    where a.sender = number
$$;

comment on function api.agencies_of_sender is
  'The agencies that write from a number; several may share one.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/agencies_of_sender',
  'f50c5ba1316bbe88d6fb5fbb04fd4a54ec60d73c877582b8be6540bc7216f520')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.agency_of_trip(trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(t.agency_id) from bauhaus.trips t where t.id = agency_of_trip.trip_id
$$;

comment on function api.agency_of_trip is 'Itineraries.agencyOfTrip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/agency_of_trip',
  'b5761db42dd73dee04e8e47bda4bbd41e30540865562a7950e2aa95827dff01c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.approve_itinerary(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  journey constant uuid := (request ->> 'journeyId')::uuid;
  approved_version constant integer := (request ->> 'version')::integer;
  itinerary bauhaus.itineraries;
begin
  update bauhaus.itineraries i set status = 'approved'
   where i.journey_id = journey and i.stay = request ->> 'stay' and i.version = approved_version
     and i.status <> 'approved'
  returning * into itinerary;
  if found then
    perform bauhaus.emit('ItineraryApproved',
      bauhaus.uuid_v5(format('["ItineraryApproved","%s","%s",%s]', journey, itinerary.stay,
        itinerary.version)),
      itinerary.agency_id, null, jsonb_build_object('journeyId', journey, 'stay', itinerary.stay,
        'version', itinerary.version), (request ->> 'now')::timestamptz);
  else
    select * into itinerary from bauhaus.itineraries i
     where i.journey_id = journey and i.stay = request ->> 'stay' and i.version = approved_version;
  end if;
  return case when itinerary.id is not null then bauhaus.itinerary_json(itinerary) end;
end
$$;

comment on function api.approve_itinerary is
  'Itineraries.approveItinerary: emits ItineraryApproved at the first approval; null where there '
  'is no such version.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/approve_itinerary',
  '9a9b6a1af4c1d32a7dacbb7ec2ae5e69ff80abbcb3ddcb47b6126dc46b1c8ca1')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.authenticate_key(hash text) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('agencyId', k.agency_id, 'keyName', k.name, 'agencyName', a.name)
    from bauhaus.agency_api_keys k join bauhaus.agencies a on a.id = k.agency_id
      where k.key_hash = hash and k.revoked_at is null
$$;

comment on function api.authenticate_key is
  'TripDesk.authenticate. Called as system, since the agency is not known yet.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/authenticate_key',
  'bb889e45cafadeef2e41fe2a7699dd5bd3805a825b3b8e863ce48c3020a8e0b5')
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
      select coalesce(x.id, (c.value ->> 'id')::uuid)
        from jsonb_array_elements(request -> 'contacts') with ordinality c
        left join bauhaus.contacts x on x.agency_id = agency and x.phone = c.value ->> 'phone'
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
      raise exception 'a journey changed while it was booked' using errcode = '40001';
    end if;
    return earlier;
  end;
  perform bauhaus.emit('TripBooked', bauhaus.uuid_v5(format('["TripBooked","%s"]', t.id)),
      agency, t.id, jsonb_build_object('flightKey', t.leg -> 'flightKey',
        'departure', t.leg -> 'departure', 'journeyId', journey.id)
      || case when (request ->> 'notify')::boolean then '{}' else '{"notify": false}' end::jsonb,
      at)
    from bauhaus.trips_of_request(request) t;
  perform bauhaus.emit_journey_booked(journey.id, agency, at);
  return jsonb_build_object('kind', 'booked', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.book_journey is
  'JourneyDesk.bookJourney: each leg for each contact, whole or not at all.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/book_journey',
  '3897d4ad057f15f276d4993e9fef200480589fa2b529def21697d5728d1156d0')
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
        'role', coalesce(request -> 'role', '"traveller"'),
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
      raise exception 'a booking changed while it was repeated' using errcode = '40001';
    end if;
    return conflict;
  end;
  if is_joined then
    perform bauhaus.emit_trip_changed(trip, trip, '["passengers"]', true, at);
    perform bauhaus.emit_journey_changed(trip.journey_id, '["passengers"]', true, at);
    return jsonb_build_object('kind', 'joined', 'trip', bauhaus.trip_json(trip));
  end if;
  perform bauhaus.emit('TripBooked', bauhaus.uuid_v5(format('["TripBooked","%s"]', trip.id)),
    agency, trip.id, jsonb_build_object('flightKey', trip.flight_key,
      'departure', bauhaus.instant(trip.departure_date), 'journeyId', trip.journey_id), at);
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
  '6f72bf5922568cdef77516b27b75a9744f3559382be9e07220b6f2dc67833929')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.cancel_trip(
  trip_id uuid, notify boolean, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  trip bauhaus.trips;
begin
  perform bauhaus.lock_journey_of_trip(trip_id);
  select * into trip from bauhaus.trips x where x.id = trip_id for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif trip.status = 'withdrawn' then
    return jsonb_build_object('kind', 'already', 'trip', bauhaus.trip_json(trip));
  end if;
  -- A statement of its own, so that the next one sees what it wrote.
  trip := bauhaus.withdraw_trip(trip, notify, at);
  perform bauhaus.emit_journey_changed(trip.journey_id, '["trips"]', notify, at);
  return jsonb_build_object('kind', 'cancelled', 'trip', bauhaus.trip_json(trip));
end
$$;

comment on function api.cancel_trip is
  'TripDesk.cancel: also closes the tasks of the trip and emits TripCancelled.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/cancel_trip',
  'fe21d672988a46d240dc25f9b42cbbf6db51c505fd8dfe4f6f0cfd718bace7cb')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.circuit_breakers() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.breaker_row(b)), '[]'::jsonb) from bauhaus.circuit_breakers b
$$;

comment on function api.circuit_breakers is 'CircuitBreakers.all.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/circuit_breakers',
  'ed600a0ad2e3a506229a0bd63885e708b84154965d17f37c985abc46854d06be')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.claim_effects(ids uuid[], at timestamptz) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
begin
  return bauhaus.claim(ids, at);
end
$$;

comment on function api.claim_effects is
  'ActorStore.claim: the effects that the caller must now perform (ClaimedEffect[]).';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/claim_effects',
  '5a689e1e2b1c40a11fd02df63b746c2867e2f31789a6507512d837638822bf83')
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
    for item in select value from jsonb_array_elements(turn -> 'tasks') loop
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
  'ab0cfff909797731bf46f01422d331456beed330c826ad60bf3da864e357cf04')
on conflict (name) do update set checksum = excluded.checksum;

-- Called as system for every callback of the provider, so it reads no phone, name or text.
create or replace function api.delivery_report(
  message uuid, provider_message text, status text, code text, permanent boolean, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  previous record;
  new_status text;
  failed constant boolean := rules.is_provider_failure(status);
begin
  select l.id, l.agency_id, l.trip_id, l.notification_type, l.delivery_status, l.provider_status,
    l.attempts, l.event_id, l.correlation_id, l.last_tried_at
    into previous
    from bauhaus.notifications_log l
    where l.id = message and l.delivery_status not in ('FAILED', 'DROPPED')
      and provider_message <> all (l.former_provider_ids)
    -- A callback about a try that the provider did not list, and that was therefore repeated, says
    -- nothing about the try that it accepted.
    and (l.delivery_status <> 'SENT' or l.provider_id is null or l.provider_id = provider_message)
      for no key update;
  if not found
     or rules.provider_rank(status)
       <= coalesce(rules.provider_rank(previous.provider_status), 0)
     or failed and rules.is_arrival(previous.provider_status) then
    return jsonb_build_object('moved', false);
  end if;
  update bauhaus.notifications_log l
     set provider_status = status,
         provider_id = coalesce(l.provider_id, provider_message),
         -- Whatever the ledger held: the provider now has the message, or has given it up.
         delivery_status = case when failed then 'FAILED' else 'SENT' end,
         sent_at = case when failed then l.sent_at else coalesce(l.sent_at, at) end,
         attempts = l.attempts + case when failed then 1 else 0 end,
         error_code = case when failed then delivery_report.code end,
         permanent = failed and delivery_report.permanent,
         next_attempt_at = null, lease_until = null, updated_at = at
   where l.id = message returning l.delivery_status into new_status;
  if new_status = 'FAILED' then
    perform bauhaus.drop_dependent_messages(previous.trip_id, at);
    perform bauhaus.announce_failure(previous.id, previous.agency_id, previous.trip_id,
      previous.notification_type, 'failed', permanent, code, previous.attempts + 1,
      previous.event_id, previous.correlation_id, at);
  elsif rules.is_arrival(status) and not rules.is_arrival(previous.provider_status)
    and previous.trip_id is not null
  then
    perform bauhaus.close_tasks_of_unsent(previous.trip_id, previous.last_tried_at, at);
  end if;
  return jsonb_build_object('moved', true);
end
$$;

comment on function api.delivery_report is
  'ActorStore.deliveryReport for one callback: status moves forward only; a failure is final and '
  'emits MessageFailed.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/delivery_report',
  'af3229b4eaad2a59074092b01600e403612e60ae5f953c562d4e70481a9129ef')
on conflict (name) do update set checksum = excluded.checksum;

-- Ordered by id, so that two such transactions never wait for each other.
create or replace function api.delivery_reports(reports jsonb) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  report jsonb;
begin
  for report in
    select i.value from jsonb_array_elements(reports) with ordinality as i (value, position)
     order by i.value ->> 'id', i.position
  loop
    perform api.delivery_report((report ->> 'id')::uuid, report ->> 'providerId',
      report ->> 'status', report ->> 'code', (report ->> 'permanent')::boolean,
      (report ->> 'now')::timestamptz);
  end loop;
  return jsonb_build_object('taken', jsonb_array_length(reports));
end
$$;

comment on function api.delivery_reports is
  'ActorStore.deliveryReport for a batch: callbacks that arrived while the previous batch was '
  'written.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/delivery_reports',
  'af8089b7f5ab831e2b9f7c14063f0b59e5734e8235308e7ef34e10001bace83a')
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
  old_trip bauhaus.trips;
  trip bauhaus.trips;
  journey uuid;
  trip_fields jsonb;
  fields jsonb;
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
  begin
    update bauhaus.contacts c set name = changes ->> 'name', call_name = changes ->> 'callName',
        phone = changes ->> 'phone', email = changes ->> 'email',
        language = changes ->> 'language', revision = c.revision + 1, updated_at = at
     where c.id = old_contact.id returning * into contact;
  exception when unique_violation then
    select c.id into other from bauhaus.contacts c
      where c.agency_id = old_contact.agency_id and c.phone = changes ->> 'phone';
    if other is null then
      raise exception 'a contact changed while it was edited' using errcode = '40001';
    end if;
    return jsonb_build_object('kind', 'phone-taken', 'contactId', other);
  end;
  for journey in
    select distinct t.journey_id from bauhaus.trips t
     where t.contact_id = contact.id and t.status <> 'withdrawn' order by 1
  loop
    fields := '[]';
    for old_trip in
      select * from bauhaus.trips t
       where t.journey_id = journey and t.contact_id = contact.id and t.status <> 'withdrawn'
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
        update bauhaus.passengers p
           set name = contact.name, call_name = case
             when old_contact.call_name <> contact.call_name then contact.call_name
             else p.call_name end
          from bauhaus.trip_passengers b
         where b.trip_id = trip.id and b.left_at is null and p.id = b.passenger_id
           and p.passenger_key = bauhaus.passenger_key(old_contact.name);
      end if;
      trip_fields := bauhaus.changed_fields(old_trip, trip);
      continue when trip_fields = '[]';
      update bauhaus.trips t set whatsapp = trip.whatsapp, language = trip.language,
          client_name = trip.client_name, revision = t.revision + 1, updated_at = at
       where t.id = trip.id returning * into trip;
      perform bauhaus.emit_trip_changed(old_trip, trip, trip_fields, notify, at);
      fields := fields || trip_fields;
    end loop;
    perform bauhaus.emit_journey_changed(journey, coalesce((
      select jsonb_agg(distinct f.name) from jsonb_array_elements(fields) f(name)),
      '["contacts"]'), notify, at);
  end loop;
  return jsonb_build_object('kind', 'edited', 'contact', bauhaus.contact_json(contact));
end
$$;

comment on function api.edit_contact is
  'ContactDesk.editContact: what is said of a contact, on all their trips; emits TripChanged for '
  'each trip that it changes.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/edit_contact',
  'cfa42a49b398f1de1bf72eac8b9b8b7f902062b6c3f46f8cc19f82fc66984c32')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.edit_journey(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  changes constant jsonb := request -> 'set';
  journey bauhaus.journeys;
  present jsonb;
begin
  select * into journey from bauhaus.journeys j
    where j.id = (request ->> 'journeyId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif journey.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  end if;
  present := jsonb_build_object('title', journey.title, 'owner', journey.owner,
    'group', (select g.name from bauhaus.groups g where g.id = journey.group_id),
    'notes', journey.notes, 'metadata', journey.metadata);
  if changes = present then
    return jsonb_build_object('kind', 'unchanged', 'journey', bauhaus.journey_json(journey));
  end if;
  update bauhaus.journeys j
     set title = changes ->> 'title', owner = changes ->> 'owner', notes = changes ->> 'notes',
       group_id = bauhaus.group_for(j.agency_id, changes ->> 'group', at),
       metadata = changes -> 'metadata'
   where j.id = journey.id;
  journey := bauhaus.emit_journey_changed(journey.id, (
    select jsonb_agg(n.name order by n.name collate "C") from jsonb_each(present) n(name, value)
      where n.value <> changes -> n.name), false, at);
  return jsonb_build_object('kind', 'edited', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.edit_journey is 'JourneyDesk.editJourney.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/edit_journey',
  '3478c3d52fb5fca84e25fcb91a367c9b6c5da7af71c91e8bd60d0d35cf68697b')
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
     where l.id = leg and l.journey_id = journey.id
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
  'aca26cbad73c074eece3410fc9dd7d5389b3c3ebf952ca463aa18ef96afbe020')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.edit_passenger(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  changes constant jsonb := request -> 'set';
  journey bauhaus.journeys;
  passenger bauhaus.passengers;
begin
  select * into journey from bauhaus.journeys j
    where j.id = (request ->> 'journeyId')::uuid for update;
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
  update bauhaus.passengers p set name = changes ->> 'name', call_name = changes ->> 'callName',
      kind = changes ->> 'kind'
   where p.id = passenger.id;
  journey := bauhaus.emit_journey_changed(journey.id, '["passengers"]', false, at);
  return jsonb_build_object('kind', 'edited', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.edit_passenger is
  'JourneyDesk.editPassenger: what is said of who flies, and in which words, from now on.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/edit_passenger',
  '2cdbf768913176f462e0dcec112f3526dbda81d421e503010db78b527d304676')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.edit_trip(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  notify constant boolean := (request ->> 'notify')::boolean;
  old_trip bauhaus.trips;
  new_trip bauhaus.trips;
  fields jsonb;
begin
  perform bauhaus.lock_journey_of_trip((request ->> 'tripId')::uuid);
  select * into old_trip from bauhaus.trips x where x.id = (request ->> 'tripId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif old_trip.status = 'withdrawn' then
    return jsonb_build_object('kind', 'withdrawn');
  elsif old_trip.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  end if;
  begin
    new_trip := bauhaus.change_trip(old_trip, request -> 'set', notify, at);
  exception when unique_violation then
    return jsonb_build_object('kind', 'duplicate', 'tripId', bauhaus.trip_in_the_way(
      old_trip, bauhaus.trip_with_changes(old_trip, request -> 'set')));
  end;
  if new_trip.revision = old_trip.revision then
    return jsonb_build_object('kind', 'unchanged', 'trip', bauhaus.trip_json(old_trip));
  end if;
  fields := bauhaus.changed_fields(old_trip, new_trip);
  perform bauhaus.emit_journey_changed(new_trip.journey_id, fields, notify, at);
  return jsonb_build_object('kind', 'edited', 'trip', bauhaus.trip_json(new_trip),
    'fields', fields);
end
$$;

comment on function api.edit_trip is 'TripDesk.edit: emits TripChanged.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/edit_trip',
  'f3a7ac6d18a7b1296f667325d0c55d4f25af80a87f76955a95e2b761cef32d00')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.effect_agencies(ids uuid[]) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'agencyId', n.agency_id)), '[]'::jsonb)
    from bauhaus.notifications_log n where n.id = any (ids)
$$;

comment on function api.effect_agencies is
  'The agencies that effects belong to, for a caller that knows only ids.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/effect_agencies',
  'be15691641ff438a60f65b814f149feaa2fca066854da1634caeb4bd7822093d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_complete_trip_context(trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.trip_context(trip_id)
$$;

comment on function api.get_complete_trip_context is
  'ConversationDesk.tripContext (CompleteTripContext): trip, flight, ledger, itinerary, documents '
  'and recent messages in one call; null where the agency has no such trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_complete_trip_context',
  '9abc6ebc55e48e2bb7a21add2febed66d03cbbf53cb269364e743b2c69bf3d95')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_contact(contact_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('contact', bauhaus.contact_json(c),
      'reachability', bauhaus.reachability(c))
    from bauhaus.contacts c where c.id = contact_id
$$;

comment on function api.get_contact is 'ContactDesk.contact.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_contact',
  '056f36c7cbcc5411f21eebad127fe78670713ef26af70ce19e1b3f989b34248f')
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
    select coalesce(jsonb_agg(jsonb_build_object('direction', m.direction, 'text', m.text,
          'at', m.at, 'media', m.media) order by m.at, m.direction), '[]'::jsonb)
      from (
        (select 'in' as direction, c.text, c.at, jsonb_array_length(c.media) as media
           from bauhaus.conversations c where c.thread_id = thread.id and c.direction = 'in'
             order by c.at desc limit at_most)
        union all
        (select 'out', n.content ->> 'text', n.sent_at, case when n.content ? 'mediaUrl' then 1
          else 0 end
           from bauhaus.notifications_log n
          where n.recipient = thread.phone and n.sender = thread.sender
            and n.agency_id = thread.agency_id and n.sent_at is not null
          order by n.sent_at desc limit at_most)
        order by 3 desc limit at_most) m));
end
$$;

comment on function api.get_conversation is
  'ConversationDesk.conversation; null where the agency has no such conversation.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_conversation',
  'b8ba7055b44f3357a9a0732f3b8e9afda82fbb555cd5be857f7f88e17ff43a7f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_journey(journey_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.journey_json(j) from bauhaus.journeys j where j.id = journey_id
$$;

comment on function api.get_journey is 'JourneyDesk.journey.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_journey',
  '6873ab403c196090772c4b8c99ef0aa5301c3b34189740f0c4e7ec8572a6f30c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_place(place_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.place_json(p) from bauhaus.agency_places p where p.id = place_id
$$;

comment on function api.get_place is 'Places.place.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_place',
  'b161cc49c0abced68c73d281bc92df5b6707758ab905371fa5daa18bfb18654e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_settings() returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.settings_of(bauhaus.current_agency())
$$;

comment on function api.get_settings is 'TripDesk.settings: as stored, without defaults.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_settings',
  'bceb65f12b98d079361825162b5447da648b95816f6efafe269291cc99af57c0')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_trip(trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.trip_json(t) from bauhaus.trips t where t.id = trip_id
$$;

comment on function api.get_trip is 'TripDesk.trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_trip',
  'c2c8fe378d4f602e7de3114a4949383fa1a6a57fc24c218c46e58bc8eb9d5783')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.give_conversation_back(
  conversation uuid, by_whom text, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  thread bauhaus.conversation_threads;
begin
  select * into thread from bauhaus.conversation_threads x where x.id = conversation for update;
  if not found then
    return null;
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
  'aa7cf4647a24978e5a6171c0b6b4b405d691498d9c489db32c046b69878be8d5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.has_places() returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(exists (select from bauhaus.agency_places p
      where p.agency_id = bauhaus.current_agency()))
$$;

comment on function api.has_places is 'Places.any.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/has_places',
  'adb4308a639674149e72c38f355e0e708c3afc81a18b7922e61f323253c679ac')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.journey_stays(journey_id uuid, trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.stays_json(j) from bauhaus.journeys j
   where j.id = coalesce(journey_stays.journey_id,
     (select t.journey_id from bauhaus.trips t where t.id = journey_stays.trip_id))
$$;

comment on function api.journey_stays is
  'Itineraries.journeyStays, of a journey or of the journey of a trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/journey_stays',
  'd5dfd72593a49946ec0f4ffbb7d09815b6477a24b9058e8929c20b20331ba3fa')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.leave_trip(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  notify constant boolean := (request ->> 'notify')::boolean;
  trip bauhaus.trips;
begin
  perform bauhaus.lock_journey_of_trip((request ->> 'tripId')::uuid);
  select * into trip from bauhaus.trips x where x.id = (request ->> 'tripId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  perform from bauhaus.trip_passengers b where b.trip_id = trip.id
    and b.passenger_id = (request ->> 'passengerId')::uuid and b.left_at is null;
  if not found then
    return case when exists (select from bauhaus.trip_passengers b where b.trip_id = trip.id
        and b.passenger_id = (request ->> 'passengerId')::uuid)
      then jsonb_build_object('kind', 'already', 'trip', bauhaus.trip_json(trip))
      else jsonb_build_object('kind', 'not-found') end;
  end if;
  if not exists (select from bauhaus.trip_passengers b where b.trip_id = trip.id
    and b.passenger_id <> (request ->> 'passengerId')::uuid and b.left_at is null) then
    -- A statement of its own, so that the next one sees what it wrote.
    trip := bauhaus.withdraw_trip(trip, notify, at);
    perform bauhaus.emit_journey_changed(trip.journey_id, '["trips"]', notify, at);
    return jsonb_build_object('kind', 'cancelled', 'trip', bauhaus.trip_json(trip));
  end if;
  update bauhaus.trip_passengers b set left_at = at
    where b.trip_id = trip.id and b.passenger_id = (request ->> 'passengerId')::uuid;
  update bauhaus.trips t set revision = t.revision + 1, updated_at = at
    where t.id = trip.id returning * into trip;
  perform bauhaus.emit_trip_changed(trip, trip, '["passengers"]', notify, at);
  perform bauhaus.emit_journey_changed(trip.journey_id, '["passengers"]', notify, at);
  return jsonb_build_object('kind', 'left', 'trip', bauhaus.trip_json(trip));
end
$$;

comment on function api.leave_trip is
  'TripDesk.leave: takes one passenger off a trip; the last one takes the trip along.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/leave_trip',
  '29b024b863322ed862dc27cda0f1ae4d4d337120925ada8651a8da349cce3a75')
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
           where c.agency_id = bauhaus.current_agency()
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
  'c3d07360f2fec2d93a687fa4e75abc61d9d8fa835d4713c2378a632cf826c699')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_conversations(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  return (select coalesce(jsonb_agg(bauhaus.conversation_json(p.h)
        order by (p.h).last_inbound_at desc nulls last, (p.h).id), '[]'::jsonb)
    from (select h from bauhaus.conversation_threads h
           where h.agency_id = (select bauhaus.current_agency())
             and (filter ->> 'phone' is null or h.phone = filter ->> 'phone')
           order by h.last_inbound_at desc nulls last, h.id limit (filter ->> 'limit')::integer) p);
end
$$;

comment on function api.list_conversations is
  'ConversationDesk.conversations, latest inbound message first.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_conversations',
  'fee51e7904f3b2a82dbf306563cd53dca8c05a898cb0e09de79f0f444ed13ac5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_groups() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.group_json(g) order by g.name collate "C"), '[]')
    from bauhaus.groups g where g.agency_id = bauhaus.current_agency()
$$;

comment on function api.list_groups is 'ContactDesk.groups.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_groups',
  '02c0d32a97e55671af44fa27ac69a168f3e02bbd763c1ffba3014fb670e77ed5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_journeys(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  conditions text := 'j.agency_id = (select bauhaus.current_agency())';
  journeys jsonb;
begin
  -- Only the given filters enter the statement, so that each uses its own index; values are bound.
  if filter ->> 'reference' is not null then
    conditions := conditions || ' and j.reference = $1 ->> ''reference''';
  end if;
  if filter ->> 'group' is not null then
    conditions := conditions || ' and j.group_id in (select g.id from bauhaus.groups g '
      'where g.agency_id = j.agency_id and g.name = $1 ->> ''group'')';
  end if;
  if filter ->> 'state' is not null then
    conditions := conditions || case filter ->> 'state'
      when 'live' then ' and j.withdrawn_at is null' else ' and j.withdrawn_at is not null' end;
  end if;
  if filter ->> 'from' is not null then
    conditions := conditions || ' and exists (select from bauhaus.trips t '
      'where t.journey_id = j.id and ' || bauhaus.departs_from('t', filter ->> 'from') || ')';
  end if;
  if filter ->> 'to' is not null then
    conditions := conditions || ' and exists (select from bauhaus.trips t '
      'where t.journey_id = j.id and ' || bauhaus.departs_to('t', filter ->> 'to') || ')';
  end if;
  if filter ->> 'name' is not null then
    conditions := conditions || ' and (exists (select from bauhaus.passengers p '
      'where p.journey_id = j.id '
      'and strpos(p.passenger_key, bauhaus.passenger_key($1 ->> ''name'')) > 0) '
      'or exists (select from bauhaus.trips t where t.journey_id = j.id '
      'and strpos(bauhaus.passenger_key(t.client_name), '
      'bauhaus.passenger_key($1 ->> ''name'')) > 0))';
  end if;
  if jsonb_typeof(filter -> 'before') = 'object' then
    conditions := conditions || ' and (j.inserted_at, j.id) < ('
      '($1 #>> ''{before,insertedAt}'')::timestamptz, ($1 #>> ''{before,id}'')::uuid)';
  end if;
  execute '
    select coalesce(
        jsonb_agg(bauhaus.journey_core(p.j) order by (p.j).inserted_at desc, (p.j).id desc),
        ''[]''::jsonb)
      from (select j from bauhaus.journeys j where ' || conditions || '
             order by j.inserted_at desc, j.id desc limit ($1 ->> ''limit'')::integer) p'
    into journeys using filter;
  return journeys;
end
$$;

comment on function api.list_journeys is 'JourneyDesk.journeys, newest first.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_journeys',
  '80d0670d19077db74f1e5b96a9b8a5507db3b54ffc9ad12d49647a3b5d68fcc4')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_places(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  last bauhaus.agency_places;
begin
  select * into last from bauhaus.agency_places p where p.id = (filter ->> 'after')::uuid;
  return (select coalesce(jsonb_agg(bauhaus.place_json(p) order by p.city_key, p.name, p.id),
      '[]'::jsonb) from (
    select x.* from bauhaus.agency_places x
     where x.agency_id = bauhaus.current_agency()
       and (filter ->> 'cityKey' is null or x.city_key = filter ->> 'cityKey')
       and (last.id is null or (x.city_key, x.name, x.id) > (last.city_key, last.name, last.id))
     order by x.city_key, x.name, x.id limit (filter ->> 'limit')::integer) p);
end
$$;

comment on function api.list_places is 'Places.list, by city and name.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_places',
  'a6a15591eb98d9e32c82797769e86b0b459681523d11d389d711f0a68876bc25')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_tasks(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  conditions text := 'k.agency_id = (select bauhaus.current_agency())';
  tasks jsonb;
begin
  if filter ->> 'state' is not null then
    conditions := conditions || ' and k.state = $1 ->> ''state''';
  end if;
  if filter ->> 'tripId' is not null then
    conditions := conditions || ' and k.trip_id = ($1 ->> ''tripId'')::uuid';
  end if;
  if filter ->> 'taskId' is not null then
    conditions := conditions || ' and k.id = ($1 ->> ''taskId'')::uuid';
  end if;
  if jsonb_typeof(filter -> 'before') = 'object' then
    conditions := conditions || ' and (k.opened_at, k.id) < ('
      '($1 #>> ''{before,openedAt}'')::timestamptz, ($1 #>> ''{before,id}'')::uuid)';
  end if;
  execute '
    select coalesce(
        jsonb_agg(bauhaus.task_row(p.k) order by (p.k).opened_at desc, (p.k).id desc),
        ''[]''::jsonb)
      from (select k from bauhaus.tasks k where ' || conditions || '
             order by k.opened_at desc, k.id desc limit ($1 ->> ''limit'')::integer) p'
    into tasks using filter;
  return tasks;
end
$$;

comment on function api.list_tasks is 'TripDesk.tasks, newest first.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_tasks',
  '14902e5aff518384451e295318d3a530dd1b43189d8ab76965fb3fee2fbc4cf9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_trips(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  conditions text := 't.agency_id = (select bauhaus.current_agency())';
  -- What is to come is read from its first day on, the past from its last.
  is_forward constant boolean := filter ->> 'from' is not null;
  direction constant text := case when is_forward then 'asc' else 'desc' end;
  trips jsonb;
begin
  -- Only the given filters enter the statement, so that each uses its own index; values are bound.
  if filter ->> 'status' is not null then
    conditions := conditions || ' and t.status = $1 ->> ''status''';
  end if;
  if filter ->> 'whatsapp' is not null then
    conditions := conditions || ' and t.whatsapp = $1 ->> ''whatsapp''';
  end if;
  if filter ->> 'reference' is not null then
    conditions := conditions || ' and t.id in (select b.trip_id from bauhaus.trip_passengers b '
      'where b.agency_id = t.agency_id and b.reference = $1 ->> ''reference'')';
  end if;
  if filter ->> 'flightNumber' is not null then
    conditions := conditions || ' and t.flight_number = $1 ->> ''flightNumber''';
  end if;
  if filter ->> 'journeyId' is not null then
    conditions := conditions || ' and t.journey_id = ($1 ->> ''journeyId'')::uuid';
  end if;
  if filter ->> 'group' is not null then
    conditions := conditions || ' and t.journey_id in (select j.id from bauhaus.groups g '
      'join bauhaus.journeys j on j.group_id = g.id '
      'where g.agency_id = t.agency_id and g.name = $1 ->> ''group'')';
  end if;
  if (filter ->> 'live')::boolean then
    conditions := conditions || ' and t.status <> ''withdrawn''';
  end if;
  if filter ->> 'name' is not null then
    conditions := conditions || ' and (strpos(bauhaus.passenger_key(t.client_name), '
      'bauhaus.passenger_key($1 ->> ''name'')) > 0 or exists (select '
      'from bauhaus.trip_passengers b join bauhaus.passengers p on p.id = b.passenger_id '
      'where b.trip_id = t.id and (b.left_at is null or t.status = ''withdrawn'') '
      'and strpos(p.passenger_key, bauhaus.passenger_key($1 ->> ''name'')) > 0))';
  end if;
  if filter ->> 'from' is not null then
    conditions := conditions || ' and ' || bauhaus.departs_from('t', filter ->> 'from');
  end if;
  if filter ->> 'to' is not null then
    conditions := conditions || ' and ' || bauhaus.departs_to('t', filter ->> 'to');
  end if;
  if jsonb_typeof(filter -> 'before') = 'object' then
    conditions := conditions || ' and (t.departure_date, t.id) '
      || case when is_forward then '>' else '<' end || ' ('
      '($1 #>> ''{before,departure}'')::timestamptz, ($1 #>> ''{before,id}'')::uuid)';
  end if;
  execute '
    select coalesce(
        jsonb_agg(bauhaus.trip_json(p.t) order by (p.t).departure_date ' || direction
          || ', (p.t).id ' || direction || '),
        ''[]''::jsonb)
      from (select t from bauhaus.trips t where ' || conditions || '
             order by t.departure_date ' || direction || ', t.id ' || direction || '
             limit ($1 ->> ''limit'')::integer) p'
    into trips using filter;
  return trips;
end
$$;

comment on function api.list_trips is
  'TripDesk.trips, latest departure first, or soonest first from an instant or a date on.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_trips',
  '2fdfc2bcc63d7ec4f976b866f17071f00a114fd8243aa4803ce4c97824c12cf2')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.load_turn(request jsonb) returns jsonb
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  actor record;
begin
  select a.version, a.schema_version, a.state into actor
    from bauhaus.actors a where a.agent = request ->> 'agent'
      and a.actor_id = request ->> 'actorId';
  return jsonb_build_object(
    'taken', exists (select from bauhaus.inbox i
       where i.agent = request ->> 'agent' and i.actor_id = request ->> 'actorId'
         and i.event_id = (request ->> 'eventId')::uuid),
    'version', coalesce(actor.version, 0),
    'schemaVersion', coalesce(actor.schema_version, 0),
    'state', actor.state,
    'timerGeneration', case when request ->> 'timerKind' is not null then (select m.generation
      from bauhaus.timers m
       where m.agent = request ->> 'agent' and m.actor_id = request ->> 'actorId'
         and m.kind = request ->> 'timerKind' and m.due is not null) end,
    'trip', case when request ->> 'tripId' is not null
      then bauhaus.trip_core((request ->> 'tripId')::uuid) end,
    'journey', case when request ->> 'journeyId' is not null
      then bauhaus.journey_context((request ->> 'journeyId')::uuid) end,
    'flight', case when request ->> 'flightKey' is not null
      then bauhaus.flight_context(request ->> 'flightKey') end,
    'conversation', case when jsonb_typeof(request -> 'conversation') = 'object'
       then bauhaus.conversation_context((request #>> '{conversation,id}')::uuid,
         (request #>> '{conversation,messageId}')::uuid) end);
end
$$;

comment on function api.load_turn is
  'ActorStore.load: everything that a turn starts from (LoadRequest -> Loaded).';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/load_turn',
  '686cd93771a21f5d99d53a0340b6e7f15436f589f35d23ab286ab54a3d8a075e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.mark_published(ids uuid[]) returns jsonb
language sql set search_path = '' as $$
  with marked as (update bauhaus.outbox o set published_at = now() where o.id = any (ids)
    and o.published_at is null returning 1)
  select jsonb_build_object('published', (select count(*) from marked))
$$;

comment on function api.mark_published is 'ActorStore.markPublished.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/mark_published',
  '90c131f8e3aa0199b1f33e803769ebfd091c6ce1e366fe90aba52a86f0632c96')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.model_budget(at timestamptz) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'spentMicros', (select coalesce(sum(s.cost_micros), 0) from bauhaus.model_spend s
                     where s.agency_id = bauhaus.current_agency()
                       and s.month = date_trunc('month', at at time zone 'UTC')::date),
    'settings', bauhaus.settings_of(bauhaus.current_agency()))
$$;

comment on function api.model_budget is
  'ModelSpend.budget: what the agency spent in the month (UTC) of `at`, and its settings.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/model_budget',
  '98d9f7d8e4072838343e721228ac836012d6477cfd335350c186c56998082709')
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
  perform bauhaus.emit('TripBooked',
    bauhaus.uuid_v5(format('["TripBooked","%s"]', new_trip.id)), new_trip.agency_id, new_trip.id,
    jsonb_build_object('flightKey', new_trip.flight_key,
      'departure', bauhaus.instant(new_trip.departure_date), 'journeyId', new_trip.journey_id,
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
  '60a3aa04587df121b953ca2fe7c6fc5d1aa4dcddc0b241266035d6bb7896c820')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.nearest_departure(traveller text, at timestamptz) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(min(abs(extract(epoch from t.departure_date - at)))) from bauhaus.trips t
   where t.agency_id = (select bauhaus.current_agency()) and t.whatsapp = traveller
     and t.status <> 'withdrawn'
$$;

comment on function api.nearest_departure is
  'Seconds between `at` and the nearest departure of a phone; null without a trip. Tells apart '
  'agencies that share a number.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/nearest_departure',
  '2fc59cb9f394fd6e3f209b91e33dbd2890823ecc0c9a5c0c80f980aaa570b1b4')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.operations_report(at timestamptz) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'outboxOldestSeconds', coalesce((select extract(epoch from at - min(o.emitted_at))
        from bauhaus.outbox o where o.published_at is null), 0),
    'timersLateSeconds', coalesce((select greatest(0, extract(epoch from at - min(t.due)))
        from bauhaus.timers t where t.due <= at), 0),
    'unknownEffects', (select count(*) from bauhaus.notifications_log n
      where n.delivery_status = 'UNKNOWN' and n.last_tried_at < at - interval '5 minutes'),
    'quarantined', (select count(*) from bauhaus.quarantine q
      where q.at > operations_report.at - interval '1 hour'),
    'urgentTasks', (select count(*) from bauhaus.tasks k where k.kind = 'critical_unsent'
      and k.state <> 'done'),
    'eventToSendP95Seconds', (
      select percentile_cont(0.95) within group (order by extract(epoch
          from n.sent_at - greatest(n.created_at, n.due_at)))
        from bauhaus.notifications_log n where n.sent_at > at - interval '5 minutes'))
$$;

comment on function api.operations_report is
  'Operations.report: ages in seconds and counts over all agencies, no personal data.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/operations_report',
  '1293b4f678e95ee7a1f1c6c17b7aef20fc5bd74b3e88c6fad08f59047c38e1ff')
on conflict (name) do update set checksum = excluded.checksum;

-- Called as system: it sends nothing and reads no personal data.
create or replace function api.overdue(at timestamptz, at_most integer) returns jsonb
language plpgsql set search_path = '' as $$
declare
  late_timers jsonb;
begin
  -- A timer that is still due after it was fired is fired again after longer and longer pauses.
  with due as (
    select t.agent, t.actor_id, t.kind from bauhaus.timers t
     where t.due <= at - rules.timer_grace()
       and (t.swept_at is null or t.swept_at >= at
         or t.swept_at + rules.sweep_pause(t.sweeps) <= at)
     order by t.due limit at_most for update skip locked),
  swept as (
    update bauhaus.timers t set swept_at = at, sweeps = t.sweeps + 1
      from due where t.agent = due.agent and t.actor_id = due.actor_id and t.kind = due.kind
        returning t.*)
  select coalesce(jsonb_agg(jsonb_build_object('agent', s.agent, 'actorId', s.actor_id,
        'kind', s.kind, 'generation', s.generation, 'due', s.due,
        'agencyId', s.agency_id, 'tripId', s.trip_id) order by s.due), '[]'::jsonb) into late_timers
          from swept s;
  return jsonb_build_object(
    'timers', late_timers,
    'effects', (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'agencyId', n.agency_id)
          order by n.next_attempt_at), '[]'::jsonb)
          from (select l.id, l.agency_id, l.next_attempt_at from bauhaus.notifications_log l
                 where l.next_attempt_at <= at order by l.next_attempt_at limit at_most) n),
    'events', (select coalesce(jsonb_agg(o.event order by o.emitted_at), '[]'::jsonb)
                 from (select b.event, b.emitted_at from bauhaus.outbox b
                        where b.published_at is null and b.emitted_at <= at - rules.publish_grace()
                          order by b.emitted_at limit at_most) o));
end
$$;

comment on function api.overdue is
  'ActorStore.overdue: timers that are late, sends that are due, ended leases, events that nobody '
  'has published.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/overdue',
  'b64c85b1ac8ef5f2a783bdb16e8aaed5782f9fe765416ba97a806b9229d31dfe')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.ping() returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('ok', true)
$$;

comment on function api.ping is 'TripDesk.ping.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/ping',
  '8787526176efc9dd75adb8583a2b5f8939ebedd274fe9bcc7ef418956e5d461c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.place_gaps() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('city', g.city, 'country', g.country,
      'since', g.noted_at) order by g.city), '[]'::jsonb)
    from bauhaus.place_gaps g
   where g.agency_id = bauhaus.current_agency()
     and not exists (select from bauhaus.agency_places p
       where p.agency_id = g.agency_id and bauhaus.place_is_at(p, g.city_keys, g.near))
$$;

comment on function api.place_gaps is
  'Itineraries.placeGaps; a gap ends with the first place that is added there.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/place_gaps',
  'f43776995346cd1ae38a37603dbddef81e0ce92c252cda76398821cceb5b2fa8')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.places_without_embedding(at_most integer) returns jsonb
language sql stable set search_path = '' as $$
  select case when bauhaus.has_vectors() then (
    select coalesce(jsonb_agg(bauhaus.place_json(p)), '[]'::jsonb) from (
      select x.* from bauhaus.agency_places x left
        join bauhaus.place_embedding_texts m on m.place_id = x.id
       where x.agency_id = bauhaus.current_agency() and m.search_text is distinct from x.search_text
       order by x.id limit at_most) p) end
$$;

comment on function api.places_without_embedding is
  'Places.withoutEmbedding: places whose text has no embedding yet; null where the server has no '
  'vectors.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/places_without_embedding',
  '7eb9594bb405b9162bfe1c22fdb4cacd63302f6fcc0ecc74b95e822ff76bd185')
on conflict (name) do update set checksum = excluded.checksum;

-- The inbox is kept longer than the bus's archive and dead letters together (14 days each), else an
-- event could be taken twice. Decisions and flights stay for complaints.
create or replace function api.purge_expired(at timestamptz, at_most integer) returns jsonb
language plpgsql set search_path = '' as $$
declare
  counts jsonb := '{}';
  rule record;
  removed integer;
begin
  for rule in
    select * from (values
      ('inbox', 'taken_at', interval '35 days', 'true'),
      ('outbox', 'published_at', interval '7 days', 'true'),
      ('timers', 'updated_at', interval '70 days', 'due is null'),
      ('decisions', 'at', interval '400 days', 'true'),
      ('flight_status_history', 'recorded_at', interval '400 days', 'true'),
      ('flight_snapshots', 'made_at', interval '1 day', 'true'),
      ('rate_limits', 'tat', interval '1 day', 'critical_tat < $1'),
      ('quarantine', 'at', interval '180 days', 'true')) r (name, age_column, age, condition)
  loop
    execute format(
      'delete from bauhaus.%1$I d where d.ctid = any (array('
      'select x.ctid from bauhaus.%1$I x where x.%2$I < $1 and %3$s limit $2))',
      rule.name, rule.age_column, rule.condition) using at - rule.age, at_most;
    get diagnostics removed = row_count;
    counts := counts || jsonb_build_object(rule.name, removed);
  end loop;
  update bauhaus.flights f set raw_data = null
   where f.flight_key = any (array(
     select x.flight_key from bauhaus.flights x
       where x.flight_date < (at - interval '30 days')::date
         and x.raw_data is not null limit at_most));
  get diagnostics removed = row_count;
  return counts || jsonb_build_object('raw_data', removed);
end
$$;

comment on function api.purge_expired is
  'Removes what is older than its retention, at most `at_most` rows of each kind, so that a call '
  'is short; returns the counts. The caller repeats it while anything was removed.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/purge_expired',
  '889283630f2b0354d3b228a2f17cc9fab0dda5a4033948eb3b25c1e066cd763d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.put_flight_snapshot(
  key text, lookup jsonb, at timestamptz
) returns jsonb
language sql set search_path = '' as $$
  insert into bauhaus.flight_snapshots as s (snapshot_key, lookup, made_at)
  select put_flight_snapshot.key, put_flight_snapshot.lookup,
    (put_flight_snapshot.lookup ->> 'at')::timestamptz
   where put_flight_snapshot.lookup is not null
  on conflict (snapshot_key) do update
     set lookup = case when s.made_at > excluded.made_at then s.lookup else excluded.lookup end,
         made_at = greatest(s.made_at, excluded.made_at), lease_until = null;
  update bauhaus.flight_snapshots s set lease_until = null
    where s.snapshot_key = put_flight_snapshot.key;
  select jsonb_build_object('put', true)
$$;

comment on function api.put_flight_snapshot is
  'FlightSnapshots.put: also ends the lease; `lookup` is null where the call gave nothing to '
  'share.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/put_flight_snapshot',
  '4ae94efe5ec4d13db6242d2b04d9df456950219a487fdb99a1015e61a3e33a8b')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.put_place_embeddings(embeddings jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  perform bauhaus.set_embedding((e ->> 'placeId')::uuid, e -> 'embedding')
    from jsonb_array_elements(embeddings) e;
  return to_jsonb(true);
end
$$;

comment on function api.put_place_embeddings is 'Places.putEmbeddings.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/put_place_embeddings',
  '668fcc9aae4b9265ef7d0053b9373873bcde72199ca6bbe4b414a48fdddf14c7')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.put_setting(key text, value jsonb, at timestamptz) returns jsonb
language sql set search_path = '' as $$
  insert into bauhaus.agencies_settings as s (agency_id, setting_key, setting_value, updated_at)
    values (bauhaus.current_agency(), key, value, at)
  on conflict (agency_id, setting_key) do update set setting_value = excluded.setting_value,
    updated_at = excluded.updated_at
  returning jsonb_build_object('key', s.setting_key)
$$;

comment on function api.put_setting is 'TripDesk.putSetting.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/put_setting',
  '17c8838c03da1a4887624ce5962b6212c6e46386bc100b15ef48f525a3ff9e14')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.put_stay_plan(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  new_plan constant jsonb := nullif(request -> 'plan', 'null'::jsonb);
  journey bauhaus.journeys;
  stored bauhaus.stay_plans;
begin
  -- Locked, so that two edits of a plan that is not there yet come one after the other.
  select * into journey from bauhaus.journeys j
   where j.id = (request ->> 'journeyId')::uuid and j.withdrawn_at is null for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  select * into stored from bauhaus.stay_plans p
   where p.journey_id = journey.id and p.stay = request ->> 'stay';
  if stored.plan is null and new_plan is null then
    return jsonb_build_object('kind', 'not-found');
  elsif request ->> 'revision' is not null
    and (stored.plan is null or stored.revision <> (request ->> 'revision')::integer) then
    return jsonb_build_object('kind', 'stale');
  elsif stored.plan = new_plan then
    return jsonb_build_object('kind', 'unchanged', 'stored', bauhaus.stay_plan_json(stored));
  end if;
  insert into bauhaus.stay_plans as p (agency_id, journey_id, stay, plan, updated_at)
    values (journey.agency_id, journey.id, request ->> 'stay', new_plan, at)
  on conflict (journey_id, stay) do update
    set plan = excluded.plan, revision = p.revision + 1, updated_at = at
  returning * into stored;
  perform bauhaus.emit('StayPlanChanged',
    bauhaus.uuid_v5(format('["StayPlanChanged","%s","%s",%s]', journey.id, stored.stay,
      stored.revision)),
    journey.agency_id, null, jsonb_build_object('journeyId', journey.id, 'stay', stored.stay,
      'revision', stored.revision), at);
  return case when new_plan is null then jsonb_build_object('kind', 'removed')
    else jsonb_build_object('kind', 'written', 'stored', bauhaus.stay_plan_json(stored)) end;
end
$$;

comment on function api.put_stay_plan is 'Itineraries.putPlan: emits StayPlanChanged.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/put_stay_plan',
  'f508342f534aea8f36a2f6a10bfd8ca6989d9215e301296cd107322807e273f8')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.quarantine_event(entry jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  event constant jsonb := entry -> 'event';
  at constant timestamptz := (entry ->> 'now')::timestamptz;
begin
  insert into bauhaus.inbox (agent, actor_id, event_id, agency_id, taken_at)
  values (entry ->> 'agent', entry ->> 'actorId', (event ->> 'id')::uuid, bauhaus.current_agency(),
    at) on conflict do nothing;
  insert into bauhaus.quarantine (agency_id, agent, actor_id, event_id, event, error, at)
  values (bauhaus.current_agency(), entry ->> 'agent', entry ->> 'actorId', (event ->> 'id')::uuid,
    event, left(entry ->> 'error', 2000), at) on conflict do nothing;
  -- Otherwise the sweeper would fire it forever.
  if event #>> '{data,generation}' is not null then
    update bauhaus.timers t set due = null, updated_at = at
     where t.agent = entry ->> 'agent' and t.actor_id = entry ->> 'actorId'
       and t.kind = event ->> 'type'
       and t.generation = (event #>> '{data,generation}')::integer;
  end if;
  return jsonb_build_object('quarantined', true);
end
$$;

comment on function api.quarantine_event is
  'ActorStore.quarantine: the event counts as taken and its timer as done.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/quarantine_event',
  'c4d477e6210b76151b78602a8da6d85298e66af91b645423f97042d070f562eb')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.receive_alert(alert jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  flight record;
  event_count integer := 0;
begin
  for flight in
    select l.flight_key from bauhaus.flights l
     where (l.alert_id = alert ->> 'alertId' or l.fa_flight_id = alert ->> 'faFlightId')
       and exists (select from bauhaus.trips t where t.flight_key = l.flight_key
         and t.status <> 'withdrawn')
     order by l.flight_key
  loop
    perform bauhaus.emit('FlightAlertReceived',
      bauhaus.uuid_v5(format('["FlightAlertReceived",%s,"%s"]', alert -> 'eventKey',
        flight.flight_key)),
      null, null,
      jsonb_build_object('flightKey', flight.flight_key, 'alertId', alert ->> 'alertId',
        'code', alert ->> 'code', 'faFlightId', alert ->> 'faFlightId',
        'reading', alert -> 'reading'),
      (alert ->> 'now')::timestamptz);
    event_count := event_count + 1;
  end loop;
  return to_jsonb(event_count);
end
$$;

comment on function api.receive_alert is
  'TripDesk.receiveAlert: emits one event for each followed flight that the alert is about; '
  'returns how many.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/receive_alert',
  '63409e7ec5a13a39c9e3e7de6118b60848881fa49941042a105e56c56bc5ba96')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.receive_inbound(message jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  at constant timestamptz := (message ->> 'now')::timestamptz;
  thread constant uuid := (message ->> 'conversationId')::uuid;
  is_new boolean;
begin
  -- No conflict target: the id derives from the other columns, so a concurrent insert of the same
  -- thread may conflict in either index.
  insert into bauhaus.conversation_threads (id, agency_id, sender, phone, address, inserted_at)
  values (thread, agency, message ->> 'sender', message ->> 'phone', message ->> 'address', at)
  on conflict do nothing;
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
  '32e2e54383c032920c6cf6523d24117a77e182455032b57550c2338c659bc2c4')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.record_model_call(entry jsonb) returns jsonb
language sql set search_path = '' as $$
  insert into bauhaus.model_spend as s (agency_id, month, purpose, calls, failures, input_tokens,
    cached_input_tokens, output_tokens, cost_micros)
  values (bauhaus.current_agency(),
    date_trunc('month', (entry ->> 'now')::timestamptz at time zone 'UTC')::date,
    entry ->> 'purpose', 1,
    (entry ->> 'failed')::boolean::integer, (entry #>> '{usage,inputTokens}')::bigint,
    (entry #>> '{usage,cachedInputTokens}')::bigint,
    (entry #>> '{usage,outputTokens}')::bigint, (entry #>> '{usage,costMicros}')::bigint)
  on conflict (agency_id, month, purpose) do update
     set calls = s.calls + 1, failures = s.failures + excluded.failures,
         input_tokens = s.input_tokens + excluded.input_tokens,
         cached_input_tokens = s.cached_input_tokens + excluded.cached_input_tokens,
         output_tokens = s.output_tokens + excluded.output_tokens,
         cost_micros = s.cost_micros + excluded.cost_micros
  returning to_jsonb(true)
$$;

comment on function api.record_model_call is 'ModelSpend.record.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/record_model_call',
  '166dda3a5129483ed6027158f485e1cfccfeedbe8b31a8a47cdd977a0aee17ec')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.remove_place(place_id uuid) returns jsonb
language sql set search_path = '' as $$
  with removed as (delete from bauhaus.agency_places p where p.id = place_id
    returning 1) select to_jsonb(exists (select from removed))
$$;

comment on function api.remove_place is 'Places.remove.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/remove_place',
  'c41cbe822f96443ed52431e940b54cd1f154099b3dc69fa91cf9df525a622090')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.replace_place(place_id uuid, place jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  p bauhaus.agency_places;
begin
  update bauhaus.agency_places x set
    name = place ->> 'name', address = place ->> 'address', city = place ->> 'city',
    country = place ->> 'country', lat = (place ->> 'lat')::double precision,
    lng = (place ->> 'lng')::double precision, type = place ->> 'type',
    rating = (place ->> 'rating')::numeric, opening_hours = place ->> 'openingHours',
    tags = array(select jsonb_array_elements_text(place -> 'tags')),
    description = place ->> 'description', identity = place ->> 'identity',
    city_key = place ->> 'cityKey', search_text = place ->> 'searchText'
   where x.id = place_id returning * into p;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  return jsonb_build_object('kind', 'written', 'place', bauhaus.place_json(p));
exception when unique_violation then
  return jsonb_build_object('kind', 'duplicate', 'placeId', (
    select x.id from bauhaus.agency_places x where x.agency_id = bauhaus.current_agency()
      and x.identity = place ->> 'identity'));
end
$$;

comment on function api.replace_place is 'Places.replace.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/replace_place',
  '8cf8c61d1b6c7672423807ed99fa22c44de46349ddd0638c2175afac1a0558b5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.request_itinerary(
  trip_id uuid, request_id uuid, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  trip bauhaus.trips;
begin
  select * into trip from bauhaus.trips x where x.id = request_itinerary.trip_id
    and x.status <> 'withdrawn';
  if not found then
    return to_jsonb(false);
  end if;
  perform bauhaus.emit('ItineraryRequested', request_id, trip.agency_id, trip.id,
    jsonb_build_object('by', 'agency', 'journeyId', trip.journey_id), at);
  return to_jsonb(true);
end
$$;

comment on function api.request_itinerary is
  'Itineraries.requestItinerary: emits ItineraryRequested; false where the agency has no such '
  'trip, or it is withdrawn.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/request_itinerary',
  'f0d36fac5301496de66d276718699d76cccfa03b393a1392ac178bca9b537b88')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.search_places(request jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  city_keys constant jsonb := request -> 'cityKeys';
  near constant jsonb := nullif(request -> 'near', 'null'::jsonb);
  query_embedding constant jsonb := nullif(request -> 'embedding', 'null'::jsonb);
  at_most constant integer := (request ->> 'limit')::integer;
  -- Matches any of the words; the ranking prefers places that match more of them.
  words constant tsquery := (select coalesce(string_agg(quote_literal(w), ' | '), '')::tsquery
                               from unnest(
                                 pg_catalog.tsvector_to_array(to_tsvector('simple'::regconfig,
                                     request ->> 'text'))) w);
begin
  return (select coalesce(
      jsonb_agg(bauhaus.place_json(result.p) order by result.position), '[]'::jsonb)
    from (
    select p,
      row_number() over (order by n.distance nulls last, pg_catalog.ts_rank(p.search, words) desc,
        p.rating desc nulls last, p.name, p.id) as position
      from bauhaus.agency_places p
      left join bauhaus.nearest_places(city_keys, near, query_embedding, at_most) n
        on query_embedding is not null and n.id = p.id
     where p.agency_id = bauhaus.current_agency() and bauhaus.place_is_at(p, city_keys, near)
     order by 2 limit at_most) result);
end
$$;

comment on function api.search_places is
  'Places.search: by embedding where the server has vectors and the request brings one, else by '
  'words.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/search_places',
  '7c02832a8a5c9f1465a5b607bc1044b34390d76ec27d51e62d90e884e617f468')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.settle_effects(settlements jsonb, at timestamptz) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  settlement jsonb;
  message bauhaus.notifications_log;
  claim jsonb;
  claimed jsonb := '[]';
begin
  for settlement in select value from jsonb_array_elements(settlements) order by value ->> 'id' loop
    message := bauhaus.settle_one(settlement);
    if message.id is not null and message.delivery_status not in ('SENDING', 'UNKNOWN') then
      claim := bauhaus.claim_waiting(message.sender, message.recipient, at);
      if claim is not null then
        claimed := claimed || claim;
      end if;
    end if;
  end loop;
  return claimed;
end
$$;

comment on function api.settle_effects is
  'ActorStore.settle: settles claimed effects and claims the messages that waited behind them.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/settle_effects',
  'abbb28b6313944b9b87ea1a1f7af29ef315177799b6700aebd93710b100f6823')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.stay_itineraries(journey_id uuid, stay text) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.itinerary_json(i) order by i.version desc), '[]'::jsonb)
    from bauhaus.itineraries i
   where i.journey_id = stay_itineraries.journey_id and i.stay = stay_itineraries.stay
$$;

comment on function api.stay_itineraries is 'Itineraries.itineraries.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/stay_itineraries',
  'c2038090039c014681922d30c40abdeeec7fb98b58e8d0bede5b9afe1f474b39')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.swap_circuit_breaker(
  service text, expected_version integer, state jsonb, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  breaker bauhaus.circuit_breakers;
  swapped boolean;
begin
  insert into bauhaus.circuit_breakers (service, updated_at)
    values (swap_circuit_breaker.service, at) on conflict do nothing;
  update bauhaus.circuit_breakers c
     set version = c.version + 1, updated_at = at,
         failures = (state ->> 'failures')::integer,
         failing_since = (state ->> 'failingSince')::timestamptz,
         openings = (state ->> 'openings')::integer,
         opened_at = (state ->> 'openedAt')::timestamptz,
         open_until = (state ->> 'openUntil')::timestamptz,
         probe_until = (state ->> 'probeUntil')::timestamptz
   where c.service = swap_circuit_breaker.service and c.version = expected_version
   returning * into breaker;
  swapped := found;
  if not swapped then
    select * into breaker from bauhaus.circuit_breakers c
      where c.service = swap_circuit_breaker.service;
  end if;
  return jsonb_build_object('swapped', swapped, 'current', bauhaus.breaker_row(breaker));
end
$$;

comment on function api.swap_circuit_breaker is
  'CircuitBreakers.swap: compares and sets by version.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/swap_circuit_breaker',
  '7f5d78c9aee5d16dba5515c1ed3e733ec9180caac2938f1de52719ba99afb13f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.take_flight_snapshot(
  key text, at timestamptz, max_age_ms integer, lease_ms integer
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  snapshot bauhaus.flight_snapshots;
begin
  insert into bauhaus.flight_snapshots (snapshot_key) values (key) on conflict do nothing;
  select * into strict snapshot from bauhaus.flight_snapshots x where x.snapshot_key = key
    for update;
  if snapshot.made_at >= at - max_age_ms * interval '1 millisecond' then
    return jsonb_build_object('kind', 'fresh', 'lookup', snapshot.lookup);
  elsif snapshot.lease_until > at then
    return jsonb_build_object('kind', 'wait');
  end if;
  update bauhaus.flight_snapshots x set lease_until = at + lease_ms * interval '1 millisecond'
    where x.snapshot_key = key;
  return jsonb_build_object('kind', 'ask');
end
$$;

comment on function api.take_flight_snapshot is
  'FlightSnapshots.take: of concurrent looks at one flight only one calls AeroAPI '
  '(shared/ports/flight-snapshots.ts).';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/take_flight_snapshot',
  '9c055f21d3e148c2b9ff990d869b7200ba9407ecb437ef3dd76cca0ef9ee156d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.take_over_conversation(
  conversation uuid, by_whom text, until_when timestamptz, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  thread bauhaus.conversation_threads;
begin
  thread := bauhaus.take_over(conversation, by_whom, until_when, at);
  if thread.id is null then
    return null;
  end if;
  perform bauhaus.emit('HumanTakeoverStarted',
    bauhaus.uuid_v5(format('["HumanTakeoverStarted","%s","%s"]', thread.id,
        bauhaus.instant(thread.taken_over_until))),
    thread.agency_id, null, jsonb_build_object('conversationId', thread.id), at);
  return bauhaus.conversation_json(thread);
end
$$;

comment on function api.take_over_conversation is
  'ConversationDesk.takeOver: emits HumanTakeoverStarted.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/take_over_conversation',
  'ca4301948654e027c7d044ca7d5dfe97fdcf71aed477d673008142f1119fc42f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.take_unpublished(
  types text[], at timestamptz, at_most integer
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  events jsonb;
begin
  with unpublished as (
    select o.id from bauhaus.outbox o
     where o.published_at is null and o.type = any (types)
       and (o.leased_at is null or o.leased_at < at - rules.relay_lease())
     order by o.emitted_at limit at_most for update skip locked),
  leased as (
    update bauhaus.outbox o set leased_at = at from unpublished u where o.id = u.id
      returning o.event, o.emitted_at)
  select coalesce(jsonb_agg(l.event order by l.emitted_at), '[]'::jsonb) into events from leased l;
  return events;
end
$$;

comment on function api.take_unpublished is
  'Outbox.takeUnpublished: unpublished events, leased to the caller for ten seconds.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/take_unpublished',
  'bf76c17536072d1bd665c4f941026fc4c62aca53888ecf52ec9b6b50cf33aded')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.trip_documents(trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select (select coalesce(jsonb_agg(bauhaus.document_json(d) order by d.uploaded_at, d.id),
      '[]'::jsonb) from bauhaus.documents d where d.trip_id = t.id)
    from bauhaus.trips t where t.id = trip_documents.trip_id
$$;

comment on function api.trip_documents is
  'ConversationDesk.documents; null where the agency has no such trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/trip_documents',
  '35dcc1a12af39d6321dda40a098a67276cd2d8165ebd108f6304469999406efd')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.trip_messages(trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select (select coalesce(jsonb_agg(bauhaus.message_row(n) order by n.seq), '[]'::jsonb)
    from bauhaus.notifications_log n where n.trip_id = t.id)
    from bauhaus.trips t where t.id = trip_messages.trip_id
$$;

comment on function api.trip_messages is
  'TripDesk.messages; null where the agency has no such trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/trip_messages',
  '805c949f3f10a6c0b4bd05c8ea0874cad3288f75128dc68a483510ad4dbacd75')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.trip_timeline(trip_id uuid) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  trip bauhaus.trips;
  entries jsonb;
begin
  select * into trip from bauhaus.trips x where x.id = trip_timeline.trip_id;
  if not found then
    return null;
  end if;
  with entry (at, position, kind, summary, detail) as (
    select h.recorded_at, 1, 'flight', concat_ws(' ', h.status, 'gate ' || h.gate_origin),
      jsonb_build_object(
      'status', h.status, 'gate', h.gate_origin, 'terminal', h.terminal_origin,
      'belt', h.baggage_claim, 'scheduledDeparture', h.scheduled_out,
      'departure', h.estimated_out, 'departed', h.actual_out, 'arrival', h.estimated_in,
      'landed', h.actual_in, 'divertedTo', h.diverted_to, 'source', h.source)
      from bauhaus.flight_status_history h where h.flight_key = trip.flight_key
    union all
    select d.at, 2, 'decision', concat_ws(' ', d.decision, d.subject || ':', d.rule),
      jsonb_build_object(
      'agent', d.agent, 'event', d.event_type, 'decision', d.decision, 'subject', d.subject,
      'rule', d.rule) || jsonb_build_object('detail', d.detail)
      from bauhaus.decisions d where d.trip_id = trip.id
    union all
    select coalesce(n.sent_at, n.created_at), 3,
      'message', concat_ws(' ', n.notification_type, lower(n.delivery_status)),
      bauhaus.message_row(n)
      from bauhaus.notifications_log n where n.trip_id = trip.id
    union all
    select k.opened_at, 4, 'task', concat_ws(' ', k.kind, k.state), bauhaus.task_row(k)
      from bauhaus.tasks k where k.trip_id = trip.id
    union all
    select c.at, 5, 'inbound',
      'the traveller wrote', jsonb_build_object('text', c.text,
        'media', jsonb_array_length(c.media))
      from bauhaus.conversation_threads h join bauhaus.conversations c on c.thread_id = h.id
     where h.agency_id = trip.agency_id and h.phone = trip.whatsapp and c.direction = 'in'
       and c.at >= trip.inserted_at)
  select coalesce(jsonb_agg(jsonb_build_object('at', e.at, 'kind', e.kind, 'summary', e.summary,
        'detail', e.detail) order by e.at, e.position), '[]'::jsonb)
    into entries from entry e;
  return entries;
end
$$;

comment on function api.trip_timeline is
  'TripDesk.timeline; null where the agency has no such trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/trip_timeline',
  '7f2ba75ba65743d2e271f92d3d0cd94ab2590c4da65b66af9aa5ab57083e71f7')
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
      perform api.take_over_conversation(thread.id, by_whom, until_when, at);
    end if;
  else
    update bauhaus.tasks x set state = to_state, updated_at = at, closed_by = by_whom,
      closed_at = at, closed_reason = 'done_by_agency' where x.id = task_id;
    if task.claimed_at >= thread.taken_over_at then
      perform api.give_conversation_back(thread.id, by_whom, at);
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
  '040bcf80194b90680d3ed3643f36b0bbeaa3845e79f6d452cf1265d5ae985ff7')
on conflict (name) do update set checksum = excluded.checksum;

-- Looked up by key only: a condition on next_attempt_at would let Postgres choose the index of all
-- waiting messages of all agencies.
create or replace function api.waiting_effects(ids uuid[], keys text[]) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'agencyId', n.agency_id,
          'at', n.next_attempt_at) order by n.next_attempt_at), '[]'::jsonb)
      from bauhaus.notifications_log n
     where (n.id = any (ids) or n.agency_id = bauhaus.current_agency()
       and n.effect_key = any (keys)) and n.delivery_status in ('PENDING', 'UNKNOWN'));
end
$$;

comment on function api.waiting_effects is
  'WaitingEffects.waitingEffects: of these messages, by id or by key, those that need another '
  'look, and when.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/waiting_effects',
  'fbfc0c802f45b1669f99288828bbff2164bafd4dbafe80431e52069ee252529b')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.withdraw_journey(
  journey_id uuid, notify boolean, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  journey bauhaus.journeys;
  trip bauhaus.trips;
begin
  select * into journey from bauhaus.journeys j where j.id = journey_id for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif journey.withdrawn_at is not null then
    return jsonb_build_object('kind', 'already', 'journey', bauhaus.journey_json(journey));
  end if;
  for trip in
    select * from bauhaus.trips t where t.journey_id = journey.id and t.status <> 'withdrawn'
     order by t.id for update
  loop
    perform bauhaus.withdraw_trip(trip, notify, at);
  end loop;
  update bauhaus.journeys j set withdrawn_at = at where j.id = journey.id;
  journey := bauhaus.emit_journey_changed(journey.id, '["state", "trips"]', notify, at);
  return jsonb_build_object('kind', 'withdrawn', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.withdraw_journey is
  'JourneyDesk.withdrawJourney: withdraws each trip of the journey.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/withdraw_journey',
  '80124a7282372ae40d6fb622436d79d433504f266f8a7bf55038b4afe454424e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.withdraw_leg(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  notify constant boolean := (request ->> 'notify')::boolean;
  leg constant uuid := (request ->> 'legId')::uuid;
  journey bauhaus.journeys;
  trip bauhaus.trips;
  is_withdrawn boolean := false;
begin
  select * into journey from bauhaus.journeys j
    where j.id = (request ->> 'journeyId')::uuid for update;
  if not found or not exists (select from bauhaus.legs l
    where l.id = leg and l.journey_id = journey.id) then
    return jsonb_build_object('kind', 'not-found');
  elsif journey.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  end if;
  for trip in
    select * from bauhaus.trips t where t.leg_id = leg and t.status <> 'withdrawn'
     order by t.id for update
  loop
    perform bauhaus.withdraw_trip(trip, notify, at);
    is_withdrawn := true;
  end loop;
  if not is_withdrawn then
    return jsonb_build_object('kind', 'unchanged', 'journey', bauhaus.journey_json(journey));
  end if;
  journey := bauhaus.emit_journey_changed(journey.id, '["trips"]', notify, at);
  return jsonb_build_object('kind', 'edited', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.withdraw_leg is 'JourneyDesk.withdrawLeg: withdraws each trip of a leg.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/withdraw_leg',
  '31c7774828d3951e245eb69fa3a57a1f541968f65641ab7346735d3ccb74ed74')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.write_group(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := (request ->> 'agencyId')::uuid;
  leader constant uuid := (request ->> 'leaderId')::uuid;
  present bauhaus.groups;
  other uuid;
begin
  if request ->> 'groupId' is not null then
    select * into present from bauhaus.groups g
      where g.id = (request ->> 'groupId')::uuid for update;
    if not found then
      return jsonb_build_object('kind', 'not-found');
    end if;
  end if;
  if leader is not null and not exists (select from bauhaus.contacts c where c.id = leader) then
    return jsonb_build_object('kind', 'unknown-leader');
  elsif present.name = request ->> 'name' and present.leader_id is not distinct from leader then
    return jsonb_build_object('kind', 'unchanged', 'group', bauhaus.group_json(present));
  end if;
  begin
    if present.id is null then
      insert into bauhaus.groups (id, agency_id, name, leader_id, inserted_at)
      values ((request ->> 'newId')::uuid, agency, request ->> 'name', leader,
        (request ->> 'now')::timestamptz)
      returning * into present;
    else
      update bauhaus.groups g set name = request ->> 'name', leader_id = leader
        where g.id = present.id returning * into present;
    end if;
  exception when unique_violation then
    select g.id into strict other from bauhaus.groups g
      where g.agency_id = agency and g.name = request ->> 'name';
    return jsonb_build_object('kind', 'name-taken', 'groupId', other);
  end;
  return jsonb_build_object('kind', 'written', 'group', bauhaus.group_json(present));
end
$$;

comment on function api.write_group is 'ContactDesk.writeGroup.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/write_group',
  '37525c3ec4a88f92d231da2fc7d0f674fcd7b4f75d11103a7532d0f1b2c0a0bb')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.write_to_traveller(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  thread bauhaus.conversation_threads;
  at constant timestamptz := (request ->> 'now')::timestamptz;
begin
  select * into thread from bauhaus.conversation_threads x
    where x.id = (request ->> 'conversationId')::uuid for update;
  if not found then
    return null;
  end if;
  insert into bauhaus.conversations (id, agency_id, thread_id, direction, text, provider_id, at)
  values ((request ->> 'messageId')::uuid, thread.agency_id, thread.id, 'out', request ->> 'text',
    'person:' || (request ->> 'messageId'), at)
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
  '1db0f15c2e54c9c1dc18102137de2f0db59d310beb66fa19fd7aebeed48c3c48')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.agency_json(a bauhaus.agencies) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', a.id, 'name', a.name, 'sender', a.sender,
    'emergencyPhone', a.emergency_phone)
$$;

comment on function bauhaus.agency_json is 'AgencyContext of shared/ports/turn-contexts.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/agency_json',
  '88230937db16001783bf3739a6e24ee9a8f9fe6ab26d6b02b7b2ff52af36fe2a')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.announce_failure(
  message_id uuid, agency_id uuid, trip_id uuid, message_type text, state text, permanent boolean,
  code text, attempts integer, causation_id uuid, correlation_id uuid, at timestamptz,
  occurrence integer default null
) returns void
language plpgsql as $$
begin
  perform bauhaus.emit('MessageFailed',
    bauhaus.uuid_v5(format('["MessageFailed","%s",%s,"%s"]', message_id,
      coalesce(occurrence, attempts), state)),
    agency_id, trip_id,
    jsonb_build_object('messageId', message_id, 'type', message_type, 'state', state,
      'permanent', permanent, 'code', code, 'attempts', attempts),
    at, correlation_id, causation_id);
end
$$;

comment on function bauhaus.announce_failure is
  'Emits MessageFailed; the same message, state and occurrence (by default the attempts) is one '
  'event.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/announce_failure',
  'cfffc99b15a193581087badc22cea87f8f0ac189ce00fa5f96d041a4d43bab5f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.apply_task(command jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  if command ->> 'op' = 'open' and command ->> 'tripId' is null then
    -- A task of a traveller without a trip: one open for each kind and conversation.
    update bauhaus.tasks t set reason = command ->> 'reason', facts = command -> 'facts',
      severity = command ->> 'severity', updated_at = at
     where t.agency_id = bauhaus.current_agency() and t.trip_id is null
       and t.kind = command ->> 'kind' and t.state <> 'done'
       and t.facts ->> 'conversationId' = command #>> '{facts,conversationId}';
    if not found then
      insert into bauhaus.tasks (agency_id, trip_id, kind, severity, reason, facts, opened_at,
        updated_at)
      values (bauhaus.current_agency(), null, command ->> 'kind', command ->> 'severity',
        command ->> 'reason', command -> 'facts', at, at);
    end if;
  elsif command ->> 'op' = 'open' then
    insert into bauhaus.tasks as t (agency_id, trip_id, kind, severity, reason, facts, opened_at,
      updated_at)
    select r.agency_id, r.id, command ->> 'kind', command ->> 'severity', command ->> 'reason',
      command -> 'facts', at, at
      from bauhaus.trips r where r.id = (command ->> 'tripId')::uuid
    on conflict (trip_id, kind) where state <> 'done' do update
       set reason = excluded.reason, facts = excluded.facts, severity = excluded.severity,
           updated_at = at;
  elsif command ->> 'tripId' is null then
    update bauhaus.tasks t set state = 'done', closed_reason = command ->> 'reason', closed_at = at,
      updated_at = at
     where t.agency_id = bauhaus.current_agency() and t.trip_id is null
       and t.kind = command ->> 'kind' and t.state <> 'done'
       and t.facts ->> 'conversationId' = command ->> 'conversationId';
  else
    update bauhaus.tasks t set state = 'done', closed_reason = command ->> 'reason', closed_at = at,
      updated_at = at
     where t.trip_id = (command ->> 'tripId')::uuid and t.kind = command ->> 'kind'
       and t.state <> 'done';
  end if;
end
$$;

comment on function bauhaus.apply_task is 'TaskCommand: opens or updates a task, or closes it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/apply_task',
  '235dd9dafed85cde5f90dd902346763e825d6ce124344e3d76aeafcdb4aeb0e0')
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
    update bauhaus.timers t set due = null, updated_at = at
     where t.agent = turn ->> 'agent' and t.actor_id = turn ->> 'actorId'
       and t.kind = command ->> 'kind'
    returning * into timer;
  else
    insert into bauhaus.timers as t (agent, actor_id, kind, generation, due, agency_id, trip_id,
      updated_at)
    values (turn ->> 'agent', turn ->> 'actorId', command ->> 'kind', 1,
      (command ->> 'due')::timestamptz, tenant,
      case when tenant is not null then (turn #>> '{event,tripId}')::uuid end, at)
    on conflict (agent, actor_id, kind) do update
       set generation = t.generation + 1, due = excluded.due,
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
  '7b1774c8f8ef647d16ea9ff95c45ea039b7d6305be8731842589d45d9c0c64ad')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.booking_conflict(request jsonb) returns jsonb
language plpgsql stable as $$
declare
  agency constant uuid := (request ->> 'agencyId')::uuid;
  booking constant jsonb := request -> 'trip';
  names constant text[] := array(
    select p ->> 'name' from jsonb_array_elements(request -> 'passengers') p);
  identity constant text := bauhaus.booking_identity(booking ->> 'whatsapp',
    booking ->> 'clientName', names, booking ->> 'flightNumber', booking ->> 'flightKey');
  entry bauhaus.trip_passengers;
  trip bauhaus.trips;
begin
  if request ->> 'idempotencyKey' is not null then
    select * into entry from bauhaus.trip_passengers b where b.agency_id = agency
      and b.idempotency_key = request ->> 'idempotencyKey';
    if found then
      select * into strict trip from bauhaus.trips t where t.id = entry.trip_id;
      return case when entry.booked_as = identity
        then jsonb_build_object('kind', 'same', 'trip', bauhaus.trip_json(trip))
        else jsonb_build_object('kind', 'key-reused', 'tripId', trip.id) end;
    end if;
  end if;
  if booking ->> 'reference' is not null then
    select * into entry from bauhaus.trip_passengers b where b.agency_id = agency
      and b.reference = booking ->> 'reference' and b.left_at is null;
    if found then
      select * into strict trip from bauhaus.trips t where t.id = entry.trip_id;
      return case
        when identity in (entry.booked_as, bauhaus.trip_identity(trip, entry))
        then jsonb_build_object('kind', 'same', 'trip', bauhaus.trip_json(trip))
        else jsonb_build_object('kind', 'reference-taken', 'tripId', trip.id) end;
    end if;
  end if;
  select t.* into trip
    from bauhaus.contacts c
    join bauhaus.trips t on t.contact_id = c.id
    join bauhaus.trip_passengers b on b.trip_id = t.id and b.left_at is null
    join bauhaus.passengers p on p.id = b.passenger_id
   where c.agency_id = agency and c.phone = booking ->> 'whatsapp'
     and t.flight_number = booking ->> 'flightNumber'
     and t.local_departure_date = split_part(booking ->> 'flightKey', '/', 3)
     and t.status <> 'withdrawn'
     and (t.role <> request ->> 'role'
       or p.passenger_key = any (array(select bauhaus.passenger_key(n) from unnest(names) n)))
   limit 1;
  return case when found then jsonb_build_object('kind', 'duplicate', 'tripId', trip.id) end;
end
$$;

comment on function bauhaus.booking_conflict is
  'The BookResult of an earlier booking that prevents this one; null where there is none.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/booking_conflict',
  '2223556a1c0ce07432b089db96035e7ef999589f81917e8c844c9bc625b7c51e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.booking_identity(
  phone text, client_name text, passengers text[], flight text, key text
) returns text
language sql immutable as $$
  select concat_ws('|',
    coalesce(phone, 'name:' || bauhaus.passenger_key(client_name)),
    (select string_agg(bauhaus.passenger_key(p), ',' order by bauhaus.passenger_key(p))
      from unnest(passengers) p),
    flight, split_part(key, '/', 3))
$$;

comment on function bauhaus.booking_identity is
  'What makes two requests the same booking: contact (by phone, else by name), passengers, flight '
  'number and local date.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/booking_identity',
  '24fc487dd71ead34fb64bad65a603b4635b17c2c1243647343517ec437bf5eee')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.breaker_row(b bauhaus.circuit_breakers) returns jsonb
language sql immutable as $$
  select jsonb_build_object('service', b.service, 'version', b.version, 'state', jsonb_build_object(
    'failures', b.failures, 'failingSince', b.failing_since, 'openings', b.openings,
    'openedAt', b.opened_at,
    'openUntil', b.open_until, 'probeUntil', b.probe_until))
$$;

comment on function bauhaus.breaker_row is 'StoredBreaker of shared/ports/circuit-breakers.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/breaker_row',
  '7e4a033827efccf034ae85e9db90369f9c13d83a46c14b5ab9610fa447ce3a19')
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
    gate = new_trip.gate, terminal = new_trip.terminal, fa_flight_id = new_trip.fa_flight_id,
    next_check_at = new_trip.next_check_at
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
  '05369b2b6f8b0e216008643c55010c17fa5417331b8f86a7f2f30144050723e0')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.changed_fields(
  old_trip bauhaus.trips, new_trip bauhaus.trips
) returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(f.name order by f.position), '[]'::jsonb) from (values
    (1, 'clientName', old_trip.client_name is distinct from new_trip.client_name),
    (2, 'whatsapp', old_trip.whatsapp is distinct from new_trip.whatsapp),
    (3, 'language', old_trip.language is distinct from new_trip.language),
    (4, 'flightNumber', old_trip.flight_number is distinct from new_trip.flight_number),
    (5, 'originIata', old_trip.origin_iata is distinct from new_trip.origin_iata),
    (6, 'destinationIata', old_trip.destination_iata is distinct from new_trip.destination_iata),
    (7, 'departure', old_trip.departure_date is distinct from new_trip.departure_date),
    (8, 'stay', old_trip.stay is distinct from new_trip.stay),
    (9, 'returnDate', old_trip.return_date is distinct from new_trip.return_date),
    (10, 'clientDescription',
      old_trip.client_description is distinct from new_trip.client_description),
    (11, 'metadata', old_trip.metadata is distinct from new_trip.metadata)
  ) f (position, name, differs)
   where f.differs
$$;

comment on function bauhaus.changed_fields is
  'Names of the fields in which two versions of a trip differ, without those derived from others '
  '(flight key, zones).';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/changed_fields',
  '8c0c79a27e54d46419f07667a7995d54ff97429080953477c8190e0d2ef41df9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.claim(ids uuid[], at timestamptz) returns jsonb
language plpgsql as $$
declare
  message bauhaus.notifications_log;
  claim jsonb;
  claimed jsonb := '[]';
begin
  for message in
    select * from bauhaus.notifications_log where id = any (ids) and next_attempt_at <= at
     order by critical desc, due_at, seq for update skip locked
  loop
    claim := bauhaus.claim_one(message, at);
    if claim is not null then
      claimed := claimed || claim;
    end if;
  end loop;
  return claimed;
end
$$;

comment on function bauhaus.claim is
  'Claims those messages that are due, critical ones first; rows locked by others are left to '
  'them.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/claim',
  '2faa2cca2002347f199443b8041f1637e7742e4a8be0b4e2485f43032f4e2bb7')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.claim_one(
  message bauhaus.notifications_log, at timestamptz
) returns jsonb
language plpgsql as $$
declare
  changed bauhaus.notifications_log;
begin
  if message.delivery_status in ('SENDING', 'UNKNOWN') then
    update bauhaus.notifications_log
       set delivery_status = 'UNKNOWN', fence = fence + 1,
           lease_until = at + rules.reconcile_lease(),
           next_attempt_at = at + rules.reconcile_lease(), updated_at = at
     where id = message.id returning * into message;
    return bauhaus.claimed_effect(message, 'reconcile');
  end if;
  changed := bauhaus.claim_or_defer(message, at);
  loop
    begin
      update bauhaus.notifications_log
         set delivery_status = changed.delivery_status, error_message = changed.error_message,
             next_attempt_at = changed.next_attempt_at, fence = changed.fence,
             lease_until = changed.lease_until, slot_at = changed.slot_at,
             waits_for_pair = changed.waits_for_pair, first_tried_at = changed.first_tried_at,
             last_tried_at = changed.last_tried_at, try_order = changed.try_order,
             address = changed.address, updated_at = at
       where id = message.id;
      return case when changed.delivery_status = 'SENDING'
        then bauhaus.claimed_effect(changed, 'send') end;
    exception when unique_violation then
      if changed.delivery_status <> 'SENDING' then
        raise;
      end if;
      changed := bauhaus.defer_behind_other_agency(message, at);
    end;
  end loop;
end
$$;

comment on function bauhaus.claim_one is
  'Claims one locked message that is due and returns it as ClaimedEffect; null where it was '
  'deferred or dropped instead.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/claim_one',
  '7ccc199f030be406ab868cd3e3ffc7a57bd7466e8f6e72c431a3283a6a296c72')
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

  if pg_try_advisory_xact_lock(hashtextextended(message.sender || ' ' || message.recipient, 0)) then
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
  '0df7c3b747edc401f27e0fe3b35f2a5c486839323ef65a85c7447f2c738e68ad')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.claim_waiting(
  from_number text, to_phone text, at timestamptz
) returns jsonb
language plpgsql as $$
declare
  message bauhaus.notifications_log;
  claim jsonb;
begin
  if exists (select from bauhaus.notifications_log
              where sender = from_number and recipient = to_phone
                and delivery_status in ('SENDING', 'UNKNOWN')) then
    return null;
  end if;
  for message in
    select * from bauhaus.notifications_log
     where sender = from_number and recipient = to_phone and delivery_status = 'PENDING'
       and due_at <= at and (waits_for_pair or next_attempt_at <= at)
     order by critical desc, due_at, seq limit rules.most_waiting_tried() for update skip locked
  loop
    claim := bauhaus.claim_one(message, at);
    if claim is not null then
      return claim;
    end if;
  end loop;
  return null;
end
$$;

comment on function bauhaus.claim_waiting is
  'Claims the next message from a number to a phone, after one has been settled; null where none '
  'can be.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/claim_waiting',
  '75d6dd9c7d0bf93e790029441550ecc19a03de4f4b9f961895013b3f2e094a62')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.claimed_effect(
  n bauhaus.notifications_log, mode text
) returns jsonb
language plpgsql stable as $$
begin
  return (select jsonb_build_object(
    'id', n.id, 'fence', n.fence, 'mode', mode, 'agencyId', n.agency_id, 'tripId', n.trip_id,
    'type', n.notification_type, 'from', n.sender, 'to', coalesce(n.address, n.recipient),
    'content', n.content, 'critical', n.critical, 'attempts', n.attempts,
    'emptyLists', n.empty_lists,
    'firstTriedAt', n.first_tried_at, 'lastTriedAt', n.last_tried_at, 'expiresAt', n.expires_at,
    'leaseUntil', n.lease_until,
    'retryLimits', (select s.setting_value from bauhaus.agencies_settings s
      where s.agency_id = n.agency_id and s.setting_key = 'retry_limits'),
    'accountedFor', case when mode = 'send' then '[]'::jsonb
      else to_jsonb(n.former_provider_ids) || (
       select coalesce(jsonb_agg(accounted.id order by accounted.at), '[]'::jsonb) from (
         select unnest(o.former_provider_ids || o.provider_id) as id, o.sent_at as at
           from bauhaus.notifications_log o
          where o.recipient = n.recipient and o.sender = n.sender and o.id <> n.id
            and o.sent_at >= n.last_tried_at - rules.accounted_before()) accounted
        where accounted.id is not null) end));
end
$$;

comment on function bauhaus.claimed_effect is
  'ClaimedEffect; `mode` is send or reconcile. `accountedFor` are ids of messages at the provider '
  'that are not this one.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/claimed_effect',
  '2755c74d0d022f795e699354b8f2215356851ccd7db6c4501359b5518a6f401c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.close_tasks_of_unsent(
  trip uuid, tried_at timestamptz, at timestamptz
) returns void
language plpgsql as $$
begin
  update bauhaus.tasks k
     set state = 'done', closed_at = at, updated_at = at, closed_reason = 'message_got_through'
   where k.trip_id = trip and k.state <> 'done'
     and (k.kind = 'unreachable' and not exists (
            select from bauhaus.notifications_log n where n.trip_id = trip and n.permanent
              and n.last_tried_at > tried_at)
          or k.kind = 'critical_unsent' and not exists (
            select from bauhaus.notifications_log n
             where n.trip_id = trip
               and (n.critical or rules.alerts_agency_on_failure(n.notification_type))
               and (n.delivery_status = 'UNKNOWN'
                    or n.delivery_status in ('PENDING', 'SENDING')
                    and (n.attempts > 0 or n.error_code is not null)
                    or n.delivery_status = 'FAILED' and not exists (
                         select from bauhaus.notifications_log l
                          where l.trip_id = trip and rules.is_arrival(l.provider_status)
                            and l.last_tried_at > n.last_tried_at
                            and rules.supersedes(l.notification_type, n.notification_type)))));
end
$$;

comment on function bauhaus.close_tasks_of_unsent is
  'Closes tasks about unsent messages of a trip after one tried at `tried_at` has arrived; a newer '
  'failure keeps its task open.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/close_tasks_of_unsent',
  'bab757f9e17bae55ec805130ecf02416cec10331afc9a98ff8c2ec149639de67')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.contact_for(
  agency uuid, journey uuid, booking jsonb, consent jsonb, at timestamptz
) returns uuid
language plpgsql as $$
declare
  found_id uuid;
begin
  if booking ->> 'whatsapp' is null then
    select c.id into found_id from bauhaus.trips t
      join bauhaus.contacts c on c.id = t.contact_id
     where t.journey_id = journey and c.phone is null
       and bauhaus.passenger_key(c.name) = bauhaus.passenger_key(booking ->> 'clientName')
     limit 1;
  end if;
  if found_id is null then
    insert into bauhaus.contacts (agency_id, name, call_name, phone, email, language,
      inserted_at, updated_at)
    values (agency, booking ->> 'clientName', booking ->> 'callName', booking ->> 'whatsapp',
      booking ->> 'email', booking ->> 'language', at, at)
    on conflict do nothing
    returning id into found_id;
  end if;
  if found_id is null then
    -- Locked, so that the passengers of one contact are booked one after the other.
    select c.id into strict found_id from bauhaus.contacts c
      where c.agency_id = agency and c.phone = booking ->> 'whatsapp' for update;
  end if;
  insert into bauhaus.contact_consents (agency_id, contact_id, consent, inserted_at)
    values (agency, found_id, consent, at);
  return found_id;
end
$$;

comment on function bauhaus.contact_for is
  'The contact of a booking, found by its phone or, without one, by name within the journey; else '
  'a new one. Adds the consent that the booking states.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/contact_for',
  'fc81445982d88f8a1bcc3275173da49e421c6731b9330e06f8927f732ab92c7e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.contact_json(c bauhaus.contacts) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', c.id, 'name', c.name, 'callName', c.call_name, 'phone', c.phone,
    'email', c.email, 'language', c.language, 'revision', c.revision)
$$;

comment on function bauhaus.contact_json is 'Contact of shared/domain/contact.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/contact_json',
  '138def55d62228a0d84e3dddada631ab072a5311bb3cbbc40bdd2d1f92c0b32f')
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
    'lastInboundAt', (select max(c.last_inbound_at) from bauhaus.conversation_threads c
      where c.agency_id = agency.id and c.phone = thread.phone),
    'takenOverUntil', thread.taken_over_until,
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
  'bae71aac3a6b2b40364e36cc063bdfeca01b70ee4fb2610f236d24ef26352de6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.conversation_json(h bauhaus.conversation_threads) returns jsonb
language plpgsql stable as $$
begin
  return jsonb_build_object(
    'id', h.id, 'sender', h.sender, 'phone', h.phone, 'lastInboundAt', h.last_inbound_at,
    'takenOverUntil', h.taken_over_until, 'takenOverBy', h.taken_over_by,
    'optedOut', bauhaus.is_suppressed(h.sender, h.phone),
    'tripIds', (select coalesce(jsonb_agg(t.id order by t.departure_date, t.id), '[]'::jsonb)
      from bauhaus.trips t
      where t.agency_id = h.agency_id and t.whatsapp = h.phone and t.status <> 'withdrawn'));
end
$$;

comment on function bauhaus.conversation_json is
  'ConversationRow of shared/ports/conversation-desk.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/conversation_json',
  '5a6cec41310298316e323565f99784cfe38dbdb1a49e7c128fbb214d2d8c8ace')
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
         set phone = new_phone, reach = 'unknown', revision = c.revision + 1, updated_at = at
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
  '08ad5f1b75d86a543290cad1d6e6f78a30dece84fb8602e344874202525416a8')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.current_agency() returns uuid
language sql stable parallel safe as $$
  select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'agency_id')::uuid
$$;

comment on function bauhaus.current_agency is
  'The agency of this request, from its token; null for system.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/current_agency',
  '5bc171e3a3e6c71d2296157c205ed07dc2e701dc203c32c6a4f9d25a1af66a19')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.defer_behind_other_agency(
  message bauhaus.notifications_log, at timestamptz
) returns bauhaus.notifications_log
language plpgsql immutable as $$
begin
  message.next_attempt_at := at + rules.pair_delay();
  message.waits_for_pair := true;
  message.slot_at := coalesce(message.slot_at, at);
  return message;
end
$$;

comment on function bauhaus.defer_behind_other_agency is
  'Defers a message by a second because another agency that shares its number has a message to the '
  'same phone under way, which this one cannot see. It keeps its rate slot.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/defer_behind_other_agency',
  '9471e3d7d63b44561d13d058c4e9ca121c60e977f32c73d73c4b256441e402e8')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.departs_from(alias text, bound text) returns text
language sql immutable as $$
  -- By a date the trips of that day at the origin count; its instants are within two days of it.
  select case when length(bound) = 10
    then format('%1$s.local_departure_date >= %2$L and %1$s.departure_date >= %2$L::date - 2',
      alias, bound)
    else format('%s.departure_date >= %L::timestamptz', alias, bound) end
$$;

comment on function bauhaus.departs_from is
  'The condition that a trip departs at an instant, or on a local date, or later.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/departs_from',
  '7aefd6ea773b2299ba38d38b207a1f68a5212a5a00e0ceba237f1a831c5cc027')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.departs_to(alias text, bound text) returns text
language sql immutable as $$
  select case when length(bound) = 10
    then format('%1$s.local_departure_date <= %2$L and %1$s.departure_date <= %2$L::date + 3',
      alias, bound)
    else format('%s.departure_date <= %L::timestamptz', alias, bound) end
$$;

comment on function bauhaus.departs_to is
  'The condition that a trip departs at an instant, or on a local date, or earlier.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/departs_to',
  '7cd3b0e90e3747fbf0a7c93d3b787cfdcc4d861b4e2fc8b96a1dac5bbb92dd52')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.document_entry(d bauhaus.documents) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', d.id, 'type', d.type, 'fileName', d.file_name,
    'path', d.file_path, 'uploadedAt', d.uploaded_at, 'uploadedByType', d.uploaded_by_type)
$$;

comment on function bauhaus.document_entry is 'A document as a TripContext lists it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/document_entry',
  'd945eb0b21a0297d18708d6670fd77f07071efc03b7f5b271f9efbf6a52fe815')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.document_json(d bauhaus.documents) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', d.id, 'tripId', d.trip_id, 'type', d.type, 'path', d.file_path,
    'fileName', d.file_name, 'contentType', d.content_type,
    'bytes', d.bytes, 'uploadedBy', d.uploaded_by, 'uploadedByType', d.uploaded_by_type,
    'uploadedAt', d.uploaded_at)
$$;

comment on function bauhaus.document_json is 'FiledDocument of shared/domain/document.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/document_json',
  'd99292d715c6a7f61ddd259363858d9d6b8b19a009f1ff5b9d7a66b0979938e4')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.drop_dependent_messages(trip uuid, at timestamptz) returns void
language plpgsql as $$
begin
  -- An answer in a conversation is decided by nobody again.
  update bauhaus.notifications_log n
     set delivery_status = 'DROPPED', error_message = 'overtaken', next_attempt_at = null,
         waits_for_pair = false, updated_at = at
   where n.trip_id = trip and n.delivery_status = 'PENDING'
     and not rules.is_conversational(n.notification_type);
end
$$;

comment on function bauhaus.drop_dependent_messages is
  'Drops the waiting messages of a trip after a message that turns had counted as told was not '
  'sent. MessageFailed makes the agent decide them again.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/drop_dependent_messages',
  'c4c43eff08cea0e30e97e2e2b860ccae6415b1924d6da70b23e753f827b159e7')
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
  select jsonb_build_object('kind', 'duplicate', 'tripId', x.id,
      'leg', t.nth_leg - 1, 'contact', t.nth_contact - 1)
    into earlier
    from bauhaus.trips_of_request(request) t
    join bauhaus.contacts c on c.agency_id = agency and c.phone = t.contact ->> 'phone'
    join bauhaus.trips x on x.contact_id = c.id and x.flight_number = t.leg ->> 'flightNumber'
     and x.local_departure_date = split_part(t.leg ->> 'flightKey', '/', 3)
     and x.status <> 'withdrawn' and not x.is_kept_apart
   order by t.nth_leg, t.nth_contact
   limit 1;
  return earlier;
end
$$;

comment on function bauhaus.earlier_journey is
  'The BookJourneyResult of an earlier booking that prevents this one; null where there is none.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/earlier_journey',
  'dd361b54297d9647e00d0acbff524b27d96c8b274b08bd3564b777e861c5f303')
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
  values (event_id, agency_id, event_type, jsonb_build_object(
    'id', event_id, 'type', event_type, 'version', 1, 'time', time, 'agencyId', agency_id,
    'tripId', trip_id, 'correlationId', coalesce(correlation_id, event_id),
    'causationId', causation_id, 'data', data),
    time::timestamptz)
  on conflict (id) do nothing;
end
$$;

comment on function bauhaus.emit is
  'Writes an event to the outbox; the same id again changes nothing. Without a correlation id the '
  'event begins a chain of its own.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/emit',
  '862c598c3c5e882157d923cd010ab7b959989e50f51c78ccd122ed9ba2f26754')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.emit_journey_booked(
  journey_id uuid, agency_id uuid, at timestamptz
) returns void
language plpgsql as $$
begin
  perform bauhaus.emit('JourneyBooked',
    bauhaus.uuid_v5(format('["JourneyBooked","%s"]', journey_id)), agency_id, null,
    jsonb_build_object('journeyId', journey_id, 'revision', 1,
      'legs', bauhaus.live_legs(journey_id)), at);
end
$$;

comment on function bauhaus.emit_journey_booked is 'Emits JourneyBooked for a new journey.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/emit_journey_booked',
  'c934be3436564da6897d7241923dd713234a0b494ed170ba3762df0894e2b5b8')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.emit_journey_changed(
  journey_id uuid, fields jsonb, notify boolean, at timestamptz
) returns bauhaus.journeys
language plpgsql as $$
declare
  journey bauhaus.journeys;
begin
  update bauhaus.journeys j set revision = j.revision + 1, updated_at = at
    where j.id = emit_journey_changed.journey_id returning * into strict journey;
  perform bauhaus.emit('JourneyChanged',
    bauhaus.uuid_v5(format('["JourneyChanged","%s",%s]', journey.id, journey.revision)),
    journey.agency_id, null, jsonb_build_object('journeyId', journey.id,
      'revision', journey.revision, 'fields', fields, 'notify', notify,
      'legs', bauhaus.live_legs(journey.id)), at);
  return journey;
end
$$;

comment on function bauhaus.emit_journey_changed is
  'Counts up the revision of a journey and emits JourneyChanged; called once for each act, after '
  'all that it changes.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/emit_journey_changed',
  '7309d037be4b0c8661b4b807603b88e4f288f72d714c83f95df38bd96925f0b8')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.emit_trip_changed(
  old_trip bauhaus.trips, new_trip bauhaus.trips, fields jsonb, notify boolean, at timestamptz
) returns void
language plpgsql as $$
begin
  perform bauhaus.emit('TripChanged',
    bauhaus.uuid_v5(format('["TripChanged","%s",%s]', new_trip.id, new_trip.revision)),
    new_trip.agency_id, new_trip.id, jsonb_build_object(
      'revision', new_trip.revision, 'fields', fields, 'notify', notify,
      'journeyId', new_trip.journey_id,
      'before', jsonb_build_object('flightKey', old_trip.flight_key,
        'departure', bauhaus.instant(old_trip.departure_date)),
      'after', jsonb_build_object('flightKey', new_trip.flight_key,
        'departure', bauhaus.instant(new_trip.departure_date))), at);
end
$$;

comment on function bauhaus.emit_trip_changed is 'Emits TripChanged for a revision of a trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/emit_trip_changed',
  'a2ae4cd1a40953221dc5971f5743cc392df77a4afdfb77ad8fe7bea2f69ba2e7')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.enter_effect(
  command jsonb, agency uuid, event jsonb, at timestamptz, is_only_effect boolean
) returns bauhaus.notifications_log
language plpgsql as $$
declare
  message bauhaus.notifications_log;
  changed bauhaus.notifications_log;
begin
  message.id := gen_random_uuid();
  message.agency_id := agency;
  message.trip_id := command ->> 'tripId';
  message.effect_key := command ->> 'key';
  -- First 16 hex digits of sha256 over the canonical JSON (sorted keys, no blanks) of {trip_id,
  -- notification_type, extra_data}.
  message.idempotency_hash := left(encode(sha256(convert_to(format(
    '{"extra_data":{"effect_key":%s,"episode":%s},"notification_type":%s,"trip_id":%s}',
    command -> 'key', command -> 'episode', command -> 'type', command -> 'tripId'), 'UTF8')),
      'hex'), 16);
  message.notification_type := command ->> 'type';
  message.episode := command ->> 'episode';
  message.template_name := command #>> '{content,template}';
  message.sender := command ->> 'from';
  message.recipient := command ->> 'to';
  message.content := command -> 'content';
  message.told := command -> 'told';
  message.critical := command ->> 'critical';
  message.even_if_opted_out := command ->> 'evenIfOptedOut';
  message.due_at := command ->> 'dueAt';
  message.expires_at := command ->> 'expiresAt';
  message.event_id := event ->> 'id';
  message.correlation_id := event ->> 'correlationId';
  message.delivery_status := 'PENDING';
  message.next_attempt_at := message.due_at;
  message.fence := 0;
  message.waits_for_pair := false;
  changed := message;
  -- Several effects of a turn are claimed together (bauhaus.claim), in the order of their priority.
  if is_only_effect and message.due_at <= at
     and not exists (select from bauhaus.notifications_log n where n.agency_id = agency
       and n.effect_key = message.effect_key) then
    changed := bauhaus.claim_or_defer(message, at);
  end if;
  loop
    begin
      insert into bauhaus.notifications_log as n (
        id, agency_id, trip_id, effect_key, idempotency_hash, notification_type, episode,
        template_name, sender, recipient, content, told, critical, even_if_opted_out, due_at,
        expires_at, event_id, correlation_id, delivery_status, error_message, next_attempt_at,
        fence, lease_until, slot_at, waits_for_pair, first_tried_at, last_tried_at,
        try_order, address, created_at, updated_at)
      values (
        changed.id, agency, changed.trip_id, changed.effect_key, changed.idempotency_hash,
        changed.notification_type, changed.episode, changed.template_name, changed.sender,
        changed.recipient, changed.content, changed.told, changed.critical,
        changed.even_if_opted_out, changed.due_at, changed.expires_at, changed.event_id,
        changed.correlation_id, changed.delivery_status, changed.error_message,
        changed.next_attempt_at, changed.fence, changed.lease_until, changed.slot_at,
        changed.waits_for_pair, changed.first_tried_at, changed.last_tried_at,
        changed.try_order, changed.address, at, at)
      on conflict (agency_id, effect_key) do update
         set delivery_status = 'PENDING', content = excluded.content,
             template_name = excluded.template_name, told = excluded.told,
             critical = excluded.critical, even_if_opted_out = excluded.even_if_opted_out,
             sender = excluded.sender, recipient = excluded.recipient, due_at = excluded.due_at,
             next_attempt_at = excluded.next_attempt_at, expires_at = excluded.expires_at,
             error_message = null, slot_at = null, waits_for_pair = false, provider_id = null,
             provider_status = null, sent_at = null, updated_at = at,
             former_provider_ids = case when n.provider_id is null then n.former_provider_ids
               else n.former_provider_ids || n.provider_id end
       where n.delivery_status = 'DROPPED' or n.delivery_status = 'FAILED' and not n.permanent
      returning n.* into changed;
      return changed;
    exception when unique_violation then
      if changed.delivery_status <> 'SENDING' then
        raise;
      end if;
      changed := bauhaus.defer_behind_other_agency(message, at);
    end;
  end loop;
end
$$;

comment on function bauhaus.enter_effect is
  'EffectCommand: writes a message to the ledger and returns its row, all nulls where its key is '
  'there already. The only effect of a turn is claimed at once if it is due.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/enter_effect',
  'cd7ae1594ad2c6cd4fac789e6e6ae9e2b4535a869f1b4139f788e30c6635ddc7')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.enter_known_passengers(
  trip bauhaus.trips, passenger_ids jsonb, at timestamptz
) returns void
language plpgsql as $$
begin
  insert into bauhaus.trip_passengers (agency_id, trip_id, passenger_id, booked_as, joined_at)
  select trip.agency_id, trip.id, p.id,
      bauhaus.booking_identity(trip.whatsapp, trip.client_name, array[p.name], trip.flight_number,
        trip.flight_key), at
    from jsonb_array_elements_text(passenger_ids) with ordinality n
    join bauhaus.passengers p on p.id = n.value::uuid and p.journey_id = trip.journey_id
   order by n.ordinality
  on conflict (trip_id, passenger_id) do update set joined_at = excluded.joined_at, left_at = null
   where trip_passengers.left_at is not null;
end
$$;

comment on function bauhaus.enter_known_passengers is
  'Puts passengers of a journey on one of its trips; who left it flies on it again.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/enter_known_passengers',
  '39d8c09f23c2689c91f61dec12abbc04d87dd87f30182efce1bb6e83a7a276ae')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.enter_passengers(
  trip bauhaus.trips, request jsonb, at timestamptz
) returns void
language plpgsql as $$
declare
  booking constant jsonb := request -> 'trip';
  identity constant text := bauhaus.booking_identity(booking ->> 'whatsapp',
    booking ->> 'clientName', array(
      select p ->> 'name' from jsonb_array_elements(request -> 'passengers') p),
    booking ->> 'flightNumber', booking ->> 'flightKey');
  person record;
  found_id uuid;
begin
  for person in
    select p.value ->> 'name' as name, p.value ->> 'callName' as call_name,
      p.value ->> 'kind' as kind, p.ordinality = 1 as is_first
      from jsonb_array_elements(request -> 'passengers') with ordinality p
  loop
    -- On another leg of the journey the same name is the same passenger.
    select p.id into found_id from bauhaus.passengers p
     where p.journey_id = trip.journey_id
       and p.passenger_key = bauhaus.passenger_key(person.name)
       and not exists (select from bauhaus.trip_passengers b
         where b.passenger_id = p.id and b.trip_id = trip.id)
     order by p.seq limit 1;
    if not found then
      insert into bauhaus.passengers (agency_id, journey_id, name, call_name, kind, inserted_at)
        values (trip.agency_id, trip.journey_id, person.name, person.call_name, person.kind, at)
        returning id into found_id;
    end if;
    -- Reference and key are those of the booking: they stand with its first passenger.
    insert into bauhaus.trip_passengers (agency_id, trip_id, passenger_id, reference,
      idempotency_key, booked_as, joined_at)
    values (trip.agency_id, trip.id, found_id,
      case when person.is_first then booking ->> 'reference' end,
      case when person.is_first then request ->> 'idempotencyKey' end, identity, at);
  end loop;
end
$$;

comment on function bauhaus.enter_passengers is
  'Puts the passengers of a booking on its trip, new ones into the journey.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/enter_passengers',
  '7966ca97e92bf5e6a9e144dc7f27a4573747d987b25ca9987cd83d28d2d297fa')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.file_document(document jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  insert into bauhaus.documents (id, agency_id, trip_id, type, file_path, file_name, content_type,
    bytes, uploaded_by, uploaded_by_type, uploaded_at)
  select (document ->> 'id')::uuid, t.agency_id, t.id, document ->> 'type', document ->> 'path',
    document ->> 'fileName', document ->> 'contentType', (document ->> 'bytes')::bigint,
    document ->> 'uploadedBy', document ->> 'uploadedByType',
    (document ->> 'uploadedAt')::timestamptz
    from bauhaus.trips t where t.id = (document ->> 'tripId')::uuid
  on conflict (id) do nothing;
  if not found then
    return;
  end if;
  update bauhaus.tasks k
    set facts = jsonb_set(k.facts, '{types}', (k.facts -> 'types') - (document ->> 'type')),
        updated_at = at
   where k.trip_id = (document ->> 'tripId')::uuid and k.kind = 'missing_document'
     and k.state <> 'done' and k.facts -> 'types' ? (document ->> 'type');
  update bauhaus.tasks k set state = 'done', closed_reason = 'document_filed', closed_at = at,
    updated_at = at
   where k.trip_id = (document ->> 'tripId')::uuid and k.kind = 'missing_document'
     and k.state <> 'done' and k.facts -> 'types' = '[]'::jsonb;
end
$$;

comment on function bauhaus.file_document is
  'Files a document and closes the task that reported it missing; the same id again changes '
  'nothing.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/file_document',
  '27029549b8115c62b3f0dc835eb9ad4db74e9c19e3832e02b6a971c5cf698843')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.flight_beside(t bauhaus.trips, is_after boolean) returns jsonb
language plpgsql stable as $$
begin
  return (select jsonb_build_object('originIata', o.origin_iata,
      'destinationIata', o.destination_iata,
      'departure', coalesce(o.estimated_departure, o.scheduled_departure, o.departure_date))
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
  '37eb4525f0fae06055ea1b5c5c11313da4aaa89d25d58d8d5ab9b90059363aa7')
on conflict (name) do update set checksum = excluded.checksum;

-- In plpgsql, which caches the plan: SQL functions that are more than one expression are planned at
-- every call.
create or replace function bauhaus.flight_context(key text) returns jsonb
language plpgsql stable as $$
begin
  return (with followers as materialized (
    select t.id, t.agency_id, t.journey_id, t.departure_date,
      coalesce(t.rebooked_at, t.inserted_at) as booked_at, t.status, t.origin_zone,
      t.destination_zone
      from bauhaus.trips t where t.flight_key = key and t.status <> 'withdrawn'),
  settings as (
    select f.agency_id, bauhaus.settings_of(f.agency_id) as stored
      from (select distinct agency_id from followers) f)
  select jsonb_build_object(
    'followers', (
      select coalesce(jsonb_agg(jsonb_build_object('tripId', f.id, 'agencyId', f.agency_id,
      'journeyId', f.journey_id, 'departure', f.departure_date,
      'bookedAt', f.booked_at, 'status', f.status, 'originZone', f.origin_zone,
      'destinationZone', f.destination_zone) order by f.id),
      '[]'::jsonb) from followers f),
    'agencies', (select coalesce(jsonb_object_agg(s.agency_id, s.stored), '{}'::jsonb)
      from settings s)));
end
$$;

comment on function bauhaus.flight_context is
  'FlightContext: one query for any number of followers.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/flight_context',
  '3c6430a1ac4feaa9245ca6197fb10ff70b61bd902cd6f405b48f8825962bcbc9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.group_for(
  agency uuid, group_name text, at timestamptz
) returns uuid
language plpgsql as $$
declare
  found_id uuid;
begin
  if group_name is null then
    return null;
  end if;
  insert into bauhaus.groups (agency_id, name, inserted_at) values (agency, group_name, at)
    on conflict do nothing;
  select g.id into strict found_id from bauhaus.groups g
    where g.agency_id = agency and g.name = group_name;
  return found_id;
end
$$;

comment on function bauhaus.group_for is 'The group of that name, created if new; null for none.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/group_for',
  'f220d96b1d032f730fe9907bd3fbe5cb13d7cb7fafbd22e8909fd1e8d3c59dd7')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.group_json(g bauhaus.groups) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', g.id, 'name', g.name, 'leaderId', g.leader_id, 'journeys', (
    select count(*) from bauhaus.journeys j where j.group_id = g.id and j.withdrawn_at is null))
$$;

comment on function bauhaus.group_json is 'Group of shared/domain/contact.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/group_json',
  '40b5b907f69861f7eeaea60975960370d9b5dff83cddead2df5a15a37840fcc0')
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
      'last', (select jsonb_build_object('type', n.notification_type,
          'status', n.delivery_status, 'permanent', n.permanent,
          'departure', n.told -> 'departure', 'phase', n.told -> 'phase')
        from bauhaus.notifications_log n
       where n.trip_id = x.id and n.recipient = x.whatsapp and n.delivery_status <> 'DROPPED'
         and n.told ?| array['departure', 'phase']
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
  'c67b2ff6c0e6af063e0de60ec6b6e25479b726e0b02b1ab14054a29d8b0ea7d8')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.has_vectors() returns boolean
language sql stable as $$
  select exists (select from pg_catalog.pg_attribute a
    where a.attrelid = 'bauhaus.agency_places'::regclass and a.attname = 'embedding'
      and not a.attisdropped)
$$;

comment on function bauhaus.has_vectors is
  'Whether places have embeddings: the server has the extension vector.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/has_vectors',
  '889ab8b828d7ed386d3cba842714cbb356da01c8330d1e040544f9f477c488fe')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.have_common_passenger(a_trip uuid, other_trip uuid)
returns boolean
language plpgsql stable as $$
begin
  return exists (
    select from bauhaus.trip_passengers b
      join bauhaus.passengers p on p.id = b.passenger_id
      join bauhaus.trip_passengers c on c.trip_id = other_trip
      join bauhaus.passengers q on q.id = c.passenger_id and q.passenger_key = p.passenger_key
     where b.trip_id = a_trip
       -- Who left flies on it no more; a withdrawn trip keeps those who were on it to the end.
       and coalesce(b.left_at, 'infinity') = (select max(coalesce(o.left_at, 'infinity'))
         from bauhaus.trip_passengers o where o.trip_id = a_trip)
       and coalesce(c.left_at, 'infinity') = (select max(coalesce(o.left_at, 'infinity'))
         from bauhaus.trip_passengers o where o.trip_id = other_trip));
end
$$;

comment on function bauhaus.have_common_passenger is
  'Whether somebody flies on both trips, however the name is written.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/have_common_passenger',
  '8b17b7c083cbb44fb7f83bf2023ce3a55ad51713cfd9bfe8fef4ea6460bc26af')
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
    coalesce(trip.role, 'traveller'), trip.client_name, trip.whatsapp, trip.language,
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
  '186352a2caf8ee597c4ec6af0b6fa708415504c0af1d799e8c62b633c1c495f9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.instant(at timestamptz) returns text
language sql immutable as $$
  select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

comment on function bauhaus.instant is
  'An instant as ISO 8601 in UTC with milliseconds, as TypeScript writes it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/instant',
  '09b13fb87d967a1b82fcdc108e9a6b45a85b7c640a49da91a9f414e701dd709e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.is_suppressed(sender text, phone text) returns boolean
language plpgsql stable as $$
begin
  return exists (select from bauhaus.suppressed_recipients r
    where r.recipient_key = bauhaus.recipient_key(sender, phone) and r.opted_out);
end
$$;

comment on function bauhaus.is_suppressed is
  'Whether a phone has opted out of messages from a number, told to whichever agency.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/is_suppressed',
  'b43b3b2fde76f154e8bb2920f7b1fa41f94864f1d6a1906c2fbf3f199e0942de')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.itinerary_json(i bauhaus.itineraries) returns jsonb
language sql stable as $$
  select jsonb_build_object('version', i.version, 'status', i.status,
    'origin', i.parsed_itinerary -> 'origin', 'days', i.parsed_itinerary -> 'days',
    'generatedAt', i.generated_at)
$$;

comment on function bauhaus.itinerary_json is 'Itinerary of shared/domain/itinerary.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/itinerary_json',
  '6d850d958155065a0a1fee83ef754d062109db4865f906c02b7ed8cd54df75ce')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.journey_context(journey uuid) returns jsonb
language plpgsql stable as $$
begin
  return (select jsonb_build_object('id', j.id, 'agencyId', j.agency_id,
    'settings', bauhaus.settings_of(j.agency_id),
    'legs', (select coalesce(jsonb_agg(bauhaus.leg_json(l) order by l.departure_date, l.id),
        '[]'::jsonb)
      from bauhaus.trips l where l.journey_id = j.id and l.status <> 'withdrawn'),
    'tasks', (select coalesce(jsonb_agg(jsonb_build_object('tripId', k.trip_id, 'kind', k.kind)
        order by k.opened_at, k.kind), '[]'::jsonb)
      from bauhaus.trips l join bauhaus.tasks k on k.trip_id = l.id and k.state <> 'done'
     where l.journey_id = j.id))
    from bauhaus.journeys j where j.id = journey);
end
$$;

comment on function bauhaus.journey_context is
  'JourneyContext: what a turn about a journey is decided on; null where the agency has none such.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/journey_context',
  '30c6c0972cc607ba0b79bfb7bf030b24cc419cd672fa280452a23126ee781f62')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.journey_core(j bauhaus.journeys) returns jsonb
language plpgsql stable as $$
begin
  return jsonb_build_object(
    'id', j.id, 'agencyId', j.agency_id, 'revision', j.revision, 'reference', j.reference,
    'title', j.title, 'owner', j.owner,
    'group', (select g.name from bauhaus.groups g where g.id = j.group_id),
    'state', case when j.withdrawn_at is null then 'live' else 'withdrawn' end,
    'notes', j.notes, 'metadata', j.metadata, 'insertedAt', j.inserted_at,
    'passengers', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name,
        'callName', p.call_name, 'kind', p.kind) order by p.seq), '[]'::jsonb)
      from bauhaus.passengers p where p.journey_id = j.id),
    'legs', (select coalesce(jsonb_agg(jsonb_build_object('id', l.id,
        'flightNumber', l.flight_number, 'originIata', l.origin_iata,
        'destinationIata', l.destination_iata, 'departure', l.departure_date,
        'flightKey', l.flight_key) order by l.departure_date, l.flight_key), '[]'::jsonb)
      from bauhaus.legs l where l.journey_id = j.id
       and exists (select from bauhaus.trips t where t.leg_id = l.id)),
    'contacts', (select coalesce(
        jsonb_agg(bauhaus.contact_json(c) order by c.name, c.id), '[]'::jsonb)
      from bauhaus.contacts c where c.id in (
        select t.contact_id from bauhaus.trips t where t.journey_id = j.id)));
end
$$;

comment on function bauhaus.journey_core is 'JourneySummary of shared/domain/journey.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/journey_core',
  '27df216d116b376d1da876e0265a04ba786300b1eb7e9c2baf0344cbaf763463')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.journey_for(
  agency uuid, journey_reference text, at timestamptz
) returns uuid
language plpgsql as $$
declare
  found_id uuid;
begin
  insert into bauhaus.journeys (agency_id, reference, inserted_at, updated_at)
    values (agency, journey_reference, at, at)
    on conflict do nothing
    returning id into found_id;
  if found_id is null then
    -- Locked, so that its pieces are booked one after the other.
    select j.id into strict found_id from bauhaus.journeys j where j.agency_id = agency
      and j.reference = journey_reference and j.withdrawn_at is null for update;
  end if;
  return found_id;
end
$$;

comment on function bauhaus.journey_for is
  'The id of the live journey of that reference, or of a new one; without a reference always a new '
  'one.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/journey_for',
  '6d542bbe2fb4ea57c9279812865925699efa5eba74d8f2ec8c5d6a744f4d3984')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.journey_json(j bauhaus.journeys) returns jsonb
language plpgsql stable as $$
begin
  return bauhaus.journey_core(j) || jsonb_build_object('trips', (
    select coalesce(jsonb_agg(bauhaus.trip_json(t) order by t.departure_date, t.id), '[]'::jsonb)
      from bauhaus.trips t where t.journey_id = j.id));
end
$$;

comment on function bauhaus.journey_json is 'Journey of shared/domain/journey.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/journey_json',
  '1080ee6a33f5758f3aa6a2e4cfa81a238f4b054f5c3e3bd94a775c037b381bb1')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.journey_of_trip(t bauhaus.trips) returns jsonb
language plpgsql stable as $$
begin
  return (select jsonb_build_object('id', t.journey_id,
    'comesInPieces', (select j.reference is not null and j.booked_as is null
      from bauhaus.journeys j where j.id = t.journey_id),
    'legs', coalesce(jsonb_agg(bauhaus.leg_json(l) order by l.departure_date, l.id), '[]'::jsonb))
    from bauhaus.trips l
   where l.journey_id = t.journey_id and l.contact_id = t.contact_id
     and (l.status <> 'withdrawn' or l.id = t.id));
end
$$;

comment on function bauhaus.journey_of_trip is
  'The legs of a journey as the contact of a trip lives them, by departure.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/journey_of_trip',
  '65e8e8757478ec713ddb76ec07171030af579084d5fa9f0cd59bd1b35ab1dbd9')
on conflict (name) do update set checksum = excluded.checksum;

-- `arrived` means delivered or read: a provider accepts messages to numbers that cannot be reached.
create or replace function bauhaus.ledger_entry(n bauhaus.notifications_log) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'id', n.id, 'key', n.effect_key, 'tripId', n.trip_id, 'to', n.recipient,
    'type', n.notification_type,
    'episode', n.episode, 'status', n.delivery_status, 'told', n.told, 'critical', n.critical,
    'createdAt', n.created_at, 'dueAt', n.due_at, 'sentAt', n.sent_at,
    'tryOrder', coalesce(n.try_order, 0),
    'arrived', rules.is_arrival(n.provider_status), 'attempts', n.attempts,
    'permanent', n.permanent, 'errorCode', n.error_code, 'reason', n.error_message)
$$;

comment on function bauhaus.ledger_entry is 'LedgerEntry of shared/domain/message.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/ledger_entry',
  '60be7c2a86eec818befd7bfa12187e97427d4779fa34fbe907b0bab1f6166b0a')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.leg_for(
  agency uuid, journey uuid, trip bauhaus.trips, at timestamptz
) returns uuid
language plpgsql as $$
declare
  found_id uuid;
begin
  insert into bauhaus.legs (agency_id, journey_id, flight_number, origin_iata, destination_iata,
    departure_date, flight_key, inserted_at)
  values (agency, journey, trip.flight_number, trip.origin_iata, trip.destination_iata,
    trip.departure_date, trip.flight_key, at)
  on conflict (journey_id, flight_key) do update set departure_date = excluded.departure_date
  returning id into found_id;
  return found_id;
end
$$;

comment on function bauhaus.leg_for is 'The leg of a journey that a trip flies, created if new.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/leg_for',
  'bcc13c0a16328b58e82e55b5be65c15bd14b70882d4ef15590d48b845b9edba1')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.leg_json(t bauhaus.trips) returns jsonb
language sql stable as $$
  select jsonb_build_object('tripId', t.id, 'flightNumber', t.flight_number,
    'originIata', t.origin_iata, 'destinationIata', t.destination_iata,
    'originZone', t.origin_zone, 'destinationZone', t.destination_zone,
    'departure', t.departure_date, 'flightKey', t.flight_key, 'status', t.status, 'stay', t.stay,
    'role', t.role, 'contactId', t.contact_id, 'revision', t.revision, 'insertedAt', t.inserted_at,
    'flight', (select f.facts from bauhaus.flights f where f.flight_key = t.flight_key))
$$;

comment on function bauhaus.leg_json is
  'JourneyLeg: a leg of a journey as one contact lives it, with what is known of its flight.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/leg_json',
  'c9bf171dc4300df4bfae17f2a0e2543bdc6a7e9eae14d0b72f42cd943ddefe64')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.live_legs(journey_id uuid) returns jsonb
language plpgsql stable as $$
declare
  legs jsonb;
begin
  select jsonb_agg(jsonb_build_object('legId', l.id, 'flightKey', l.flight_key,
      'departure', bauhaus.instant(l.departure_date)) order by l.departure_date, l.flight_key)
    into legs
    from bauhaus.legs l
   where l.journey_id = live_legs.journey_id
     and exists (select from bauhaus.trips t where t.leg_id = l.id and t.status <> 'withdrawn');
  return coalesce(legs, '[]');
end
$$;

comment on function bauhaus.live_legs is
  'The legs of a journey that somebody flies, as its events name them.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/live_legs',
  '28db4c33a1b97bd071824ec906d17017158671c4e99327ee04a57236b16315a4')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.lock_journey_of_trip(trip_id uuid) returns void
language plpgsql as $$
begin
  perform from bauhaus.journeys j
    where j.id = (select t.journey_id from bauhaus.trips t where t.id = trip_id)
    for no key update;
end
$$;

comment on function bauhaus.lock_journey_of_trip is
  'Locks the journey of a trip, always before the trip: acts on one journey follow each other.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/lock_journey_of_trip',
  '93a79aeacbf240a4dace0d86f2974db773f5c3b71210f12c3b298f2dbf40c7e9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.message_evidence(n bauhaus.notifications_log) returns jsonb
language sql stable as $$
  select jsonb_build_object('messageId', n.id, 'tripId', n.trip_id, 'type', n.notification_type,
    'at', coalesce(n.sent_at, n.last_tried_at), 'state', coalesce(n.provider_status, 'failed'),
    'errorCode', n.error_code)
$$;

comment on function bauhaus.message_evidence is
  'What a message tells about whether its recipient is reached.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/message_evidence',
  'dd81cd8afbc488d6b088c5a6877673c565891a4a975610cdc22134de75ac3c99')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.message_row(n bauhaus.notifications_log) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'id', n.id, 'tripId', n.trip_id, 'type', n.notification_type, 'status', n.delivery_status,
    'providerStatus', n.provider_status, 'template', n.template_name, 'text', n.content ->> 'text',
    'content', n.content, 'to', n.recipient, 'createdAt', n.created_at, 'dueAt', n.due_at,
    'sentAt', n.sent_at, 'attempts', n.attempts, 'errorCode', n.error_code,
    'reason', n.error_message)
$$;

comment on function bauhaus.message_row is 'MessageRow of shared/ports/trip-desk.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/message_row',
  'ea877c16c3953a58a3456bab0de3006cd0b218605ad34096a7bf73d7e1c17e8a')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.messages_per_minute(agency uuid) returns integer
language plpgsql stable as $$
begin
  return rules.messages_per_minute((
    select case when jsonb_typeof(s.setting_value -> 'messages_per_minute') = 'number'
                then (s.setting_value ->> 'messages_per_minute')::numeric end
      from bauhaus.agencies_settings s where s.agency_id = agency
        and s.setting_key = 'rate_limiting'));
end
$$;

comment on function bauhaus.messages_per_minute is
  'The rate that an agency has set, in messages a minute.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/messages_per_minute',
  '5ad6c1a3f6bdc8e28be6924e91107afcf29a682f2f43f3e5666011b545b8fdaf')
on conflict (name) do update set checksum = excluded.checksum;

-- Without the extension vector it returns no rows.
do $do$
begin
  if not exists (select from pg_catalog.pg_extension where extname = 'vector') then
    create or replace function bauhaus.nearest_places(
      city_keys jsonb, near jsonb, query_embedding jsonb, at_most integer
    ) returns table (id uuid, distance double precision)
    language sql stable as $$
      select null::uuid, null::double precision where false
    $$;
    return;
  end if;
  execute format($f$
    create or replace function bauhaus.nearest_places(
      city_keys jsonb, near jsonb, query_embedding jsonb, at_most integer
    ) returns table (id uuid, distance double precision)
    language sql stable as $$
      select p.id, p.embedding operator(%1$s.<=>) (query_embedding::text)::%1$s.vector
        from bauhaus.agency_places p
       where p.agency_id = bauhaus.current_agency() and p.embedding is not null
         and bauhaus.place_is_at(p, city_keys, near)
       order by p.embedding operator(%1$s.<=>) (query_embedding::text)::%1$s.vector limit at_most
    $$
  $f$, (select extnamespace::regnamespace from pg_catalog.pg_extension where extname = 'vector'));
end
$do$;

comment on function bauhaus.nearest_places is
  'Places at a city, nearest first by cosine distance to an embedding.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/nearest_places',
  'f4377be4fae1cac8f21472a8e3f4cd78cce8be3cc4d48b9e119aac86dc7f47d3')
on conflict (name) do update set checksum = excluded.checksum;

-- The agency's bucket is always taken before the sender's, so two transactions never wait for each
-- other.
create or replace function bauhaus.next_rate_slot(
  message bauhaus.notifications_log, at timestamptz
) returns timestamptz
language plpgsql as $$
declare
  per_minute constant integer := bauhaus.messages_per_minute(message.agency_id);
  agency_slot timestamptz;
begin
  agency_slot := bauhaus.reserve_slot('agency:' || message.agency_id, message.agency_id, at,
    per_minute, interval '1 minute', rules.agency_burst(per_minute), message.critical);
  return greatest(agency_slot,
    bauhaus.reserve_slot('sender:' || message.sender, null, at, rules.sender_limit(),
      rules.sender_window(), rules.sender_burst(), message.critical));
end
$$;

comment on function bauhaus.next_rate_slot is
  'When the rates of agency and sender let this message go.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/next_rate_slot',
  '6c35355f1b792efaf2d10eb922b02d40c2de5aa1292f1d97135467aac05bd9a7')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.note_rebooking() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.rebooked_at := new.updated_at;
  return new;
end
$$;

comment on function bauhaus.note_rebooking is
  'Keeps when a trip was put on its flight, on which the look before its reminder depends.';

create or replace trigger trips_rebooked
  before update of flight_key, departure_date on bauhaus.trips
  for each row
  when ((old.flight_key, old.departure_date) is distinct from (new.flight_key, new.departure_date))
  execute function bauhaus.note_rebooking();

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/note_rebooking',
  'f0e414bb1ee9de1782e3251c4c6195c57d39d82eef47614adcea377f852987a6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.passenger_key(name text) returns text
language sql immutable strict parallel safe as $$
  select btrim(
    regexp_replace(lower(regexp_replace(normalize(name, NFD), '[\u0300-\u036f]', '', 'g')), '\s+',
      ' ', 'g'))
$$;

comment on function bauhaus.passenger_key is
  'A passenger name without case, accents and extra blanks, equal for spellings of one person.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/passenger_key',
  '407d206da98c2099c1f7db454e05c1e92a46ceafb5efcc5d18b6839068abfe3a')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.people_of_trip(
  trip uuid, out first_reference text, out list jsonb
)
language plpgsql stable as $$
begin
  select (array_agg(b.reference order by b.joined_at, b.seq)
        filter (where b.reference is not null))[1],
      coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'callName', p.call_name,
        'kind', p.kind, 'reference', b.reference, 'joinedAt', b.joined_at)
        order by b.joined_at, b.seq), '[]'::jsonb)
    into first_reference, list
    from bauhaus.trip_passengers b join bauhaus.passengers p on p.id = b.passenger_id
   where b.trip_id = trip
     and coalesce(b.left_at, 'infinity') = (
       select max(coalesce(o.left_at, 'infinity')) from bauhaus.trip_passengers o
        where o.trip_id = trip);
end
$$;

comment on function bauhaus.people_of_trip is
  'The passengers a trip is for, in the order in which they joined, and the first of their '
  'references; of a trip that is withdrawn, those it was for.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/people_of_trip',
  '138d69060a0aee4bcecd2cdfeaa6a198f84242fcd4dc2bb7116e24632cd2da78')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.place_is_at(
  p bauhaus.agency_places, city_keys jsonb, near jsonb
) returns boolean
language sql stable as $$
  select city_keys ? p.city_key or coalesce(
    rules.earth_radius_km() * acos(least(1, greatest(-1,
      sin(radians(p.lat)) * sin(radians((near ->> 'lat')::double precision))
      + cos(radians(p.lat)) * cos(radians((near ->> 'lat')::double precision))
        * cos(radians(p.lng - (near ->> 'lng')::double precision))))) <= rules.nearby_km(), false)
$$;

comment on function bauhaus.place_is_at is
  'Whether a place is in a city by the city''s name, or near it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/place_is_at',
  '8e7d37af6c0607eda97cf3e2a4a328c9e6d614c49bcdbfa9ac98b9f0fa231e6d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.place_json(p bauhaus.agency_places) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', p.id, 'name', p.name, 'type', p.type, 'city', p.city,
    'country', p.country, 'address', p.address, 'lat', p.lat,
    'lng', p.lng, 'rating', p.rating, 'openingHours', p.opening_hours, 'tags', p.tags,
    'description', p.description)
$$;

comment on function bauhaus.place_json is 'Place of shared/domain/place.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/place_json',
  '5626a6b03b05801c713d3bdf58f7b957b3d22c389ed0ea9c7920c7859522511a')
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
    from bauhaus.trips t join bauhaus.notifications_log n on n.trip_id = t.id
   where t.contact_id = c.id and n.recipient = c.phone and n.delivery_status = 'FAILED'
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
  '12c83ddd70aec30f8d6958e1847f3ae3d3caa731d5ffa2a5e47e7da9dd4c8495')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.recent_messages(
  agency uuid, traveller_phone text, at_most integer
) returns jsonb
language plpgsql stable as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('direction', m.direction, 'text', m.text,
          'at', m.at) order by m.at), '[]'::jsonb)
    from (
      (select c.direction, c.text, c.at
         from bauhaus.conversation_threads h join bauhaus.conversations c on c.thread_id = h.id
        where h.agency_id = agency and h.phone = traveller_phone and c.direction = 'in'
          order by c.at desc limit at_most)
      union all
      (select 'out', n.content ->> 'text', n.sent_at
         from bauhaus.notifications_log n
        where n.agency_id = agency and n.recipient = traveller_phone and n.sent_at is not null
          and n.delivery_status = 'SENT'
        order by n.sent_at desc limit at_most)
      order by 3 desc limit at_most) m);
end
$$;

comment on function bauhaus.recent_messages is
  'The latest messages of both directions between an agency and a phone, oldest first.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/recent_messages',
  'd8a9d008b078313bb41f63aeb2a8a5f0732a5306be8cb8a739b60acbf64980c8')
on conflict (name) do update set checksum = excluded.checksum;

-- In plpgsql: convert_to is not immutable to the planner, so as SQL it would not be inlined but
-- parsed at each call, at ten times the cost.
create or replace function bauhaus.recipient_key(sender text, phone text) returns text
language plpgsql immutable as $$
begin
  return encode(sha256(convert_to(sender || ' ' || phone, 'UTF8')), 'hex');
end
$$;

comment on function bauhaus.recipient_key is
  'The digest under which the opt-outs of a phone from a number are shared by agencies.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/recipient_key',
  '1b03eff45cdecf788f0ff07f2430d1e03eea5d8faf3404d7c2a8d8810494a3f0')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.record_document(record jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  perform bauhaus.file_document(record -> 'document', at);
end
$$;

comment on function bauhaus.record_document is 'RecordCommand of kind document.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/record_document',
  '487534c083989d54aae8142b4316ff478ea92c8de3c5bb1b5e4822af06b338e9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.record_flight(record jsonb, at timestamptz) returns void
language plpgsql as $$
declare
  key constant text := record ->> 'flightKey';
  facts constant jsonb := nullif(record -> 'facts', 'null'::jsonb);
  new_status constant text := record ->> 'status';
  next_check constant timestamptz := (record ->> 'nextCheckAt')::timestamptz;
begin
  insert into bauhaus.flights as f (flight_key, flight_number, flight_date, facts, status,
    fa_flight_id, alert_id, next_check_at, raw_data, updated_at)
  values (key, split_part(key, '/', 1), split_part(key, '/', 3)::date, facts, new_status,
    facts ->> 'faFlightId', record ->> 'alertId', next_check,
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
      facts ->> 'gate', facts ->> 'terminal', facts ->> 'belt',
      (facts ->> 'scheduledDeparture')::timestamptz, (facts ->> 'departure')::timestamptz,
      case when facts ->> 'phase' in ('departed', 'landed')
        then (facts ->> 'departure')::timestamptz end,
      (facts ->> 'arrival')::timestamptz, (facts ->> 'landedAt')::timestamptz,
        facts #>> '{divertedTo,iata}', facts ->> 'source', at);
  end if;

  -- Copies what is known of the flight to its trips, never over what the agency entered; a null
  -- erases nothing.
  update bauhaus.trips t
     set status = coalesce(new_status, t.status),
         scheduled_departure = coalesce(t.scheduled_departure,
           (facts ->> 'scheduledDeparture')::timestamptz),
         estimated_departure = coalesce((facts ->> 'departure')::timestamptz,
           t.estimated_departure),
         estimated_arrival = coalesce((facts ->> 'arrival')::timestamptz, t.estimated_arrival),
         gate = coalesce(facts ->> 'gate', t.gate),
         terminal = coalesce(facts ->> 'terminal', t.terminal),
         fa_flight_id = coalesce(facts ->> 'faFlightId', t.fa_flight_id),
         next_check_at = next_check, updated_at = at
   where t.flight_key = key and t.status <> 'withdrawn';
end
$$;

comment on function bauhaus.record_flight is
  'RecordCommand of kind flight: keeps the facts, adds a change to the history, updates the trips '
  'on the flight.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/record_flight',
  '07f02d3365ea86f1a7d56c59cdd27229e3399b9d169964ebaf30b509ccae6f13')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.record_itinerary(record jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  insert into bauhaus.itineraries (agency_id, journey_id, stay, version, status, parsed_itinerary,
    generated_at)
  select j.agency_id, j.id, record ->> 'stay', (record #>> '{itinerary,version}')::integer,
    record #>> '{itinerary,status}',
    jsonb_build_object('origin', record #> '{itinerary,origin}',
      'days', record #> '{itinerary,days}'),
    (record #>> '{itinerary,generatedAt}')::timestamptz
    from bauhaus.journeys j where j.id = (record ->> 'journeyId')::uuid;
end
$$;

comment on function bauhaus.record_itinerary is 'RecordCommand of kind itinerary: a new version.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/record_itinerary',
  '4fada60db6a0990961725bc2f9064638614a363288e6d09dedd93ff5141dedd1')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.record_place_gap(record jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  insert into bauhaus.place_gaps (agency_id, city, country, city_keys, near, noted_at)
  values (bauhaus.current_agency(), record ->> 'city', record ->> 'country', record -> 'cityKeys',
    nullif(record -> 'near', 'null'::jsonb), at)
  on conflict (agency_id, city) do nothing;
end
$$;

comment on function bauhaus.record_place_gap is
  'RecordCommand of kind place_gap: notes once that there is nothing to recommend in a city.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/record_place_gap',
  '3b17f0a13c6f82ee1578ee698c8c69f457919ac3aaecdaa90742b031fb54dc65')
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
  insert into bauhaus.suppressed_recipients as r (recipient_key, opted_out, changed_at)
  select bauhaus.recipient_key(h.sender, h.phone), (record ->> 'optedOut')::boolean,
    (record ->> 'at')::timestamptz
    from bauhaus.conversation_threads h where h.id = (record ->> 'conversationId')::uuid
  on conflict (recipient_key) do update
     set opted_out = excluded.opted_out, changed_at = excluded.changed_at
   where r.changed_at <= excluded.changed_at;
end
$$;

comment on function bauhaus.record_suppression is
  'RecordCommand of kind suppression: an opt-out or opt-in; an older one than recorded changes '
  'nothing.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/record_suppression',
  '81bd8771569c5becf0430d65fca26d6765f6a5912ec009890c493f96e23224af')
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
       revision = c.revision + 1, updated_at = at
   where c.id = new_trip.contact_id
     and bauhaus.passenger_key(c.name) = bauhaus.passenger_key(old_trip.client_name);
end
$$;

comment on function bauhaus.rename_client is
  'Gives the contact of a trip, and the passenger of the same name, the name that was corrected.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/rename_client',
  'b1032ef123eb3746e8c333c88df3aec549c607aa518ca9767a779a52b09d118d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.replace_with_template() returns trigger
language plpgsql set search_path = '' as $$
begin
  if new.error_code is distinct from rules.window_closed_code() then
    return new;
  end if;
  new.content := old.content -> 'outsideWindow';
  new.template_name := new.content ->> 'template';
  new.delivery_status := 'PENDING';
  new.due_at := new.updated_at;
  new.next_attempt_at := new.updated_at;
  new.attempts := old.attempts;
  new.sent_at := null;
  new.permanent := false;
  new.former_provider_ids := old.former_provider_ids || new.provider_id;
  new.provider_id := null;
  new.provider_status := null;
  return new;
end
$$;

comment on function bauhaus.replace_with_template is
  'Repeats free text that the provider accepted and then refused because the 24-hour window is '
  'closed, as the template that it carries. A trigger, since callbacks run as system, '
  'which may not read the content.';

create or replace trigger notifications_log_window_closed
  before update of error_code on bauhaus.notifications_log
  for each row
  when (new.delivery_status = 'FAILED' and old.content ? 'outsideWindow')
  execute function bauhaus.replace_with_template();

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/replace_with_template',
  'e8140f98f6cb2fc19fc641756c62ceb39a033584b8c7a3c651f60a6207aee49f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.reserve_slot(
  bucket_name text, agency uuid, at timestamptz, per_window integer, span interval, burst integer,
  is_critical boolean
) returns timestamptz
language plpgsql as $$
declare
  -- In whole milliseconds, as instants are told: who is told one and comes then is not too early.
  spacing constant interval := ceil(extract(epoch from span) * 1000 / (per_window - burst + 1))
    * interval '1 millisecond';
  arrival timestamptz;
begin
  insert into bauhaus.rate_limits as r (bucket, agency_id, tat, critical_tat)
  values (bucket_name, agency, at + spacing, case when is_critical then at + spacing else at end)
  on conflict (bucket) do update
     set tat = greatest(r.tat, at) + spacing,
         critical_tat = case when is_critical then greatest(r.critical_tat, at) + spacing
           else r.critical_tat end
  returning case when is_critical then r.critical_tat else r.tat end into arrival;
  return greatest(at, arrival - spacing * burst);
end
$$;

comment on function bauhaus.reserve_slot is
  'A rate slot (GCRA): at most `per_window` messages in any `span`, up to `burst` of them at once. '
  'Returns when the message may go. Critical messages use up the ordinary allowance but never wait '
  'for it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/reserve_slot',
  '830f26fd3d615fb49cdbfdb26267fa056d9726373c90d2b077ed7ce8bcf0009a')
on conflict (name) do update set checksum = excluded.checksum;

-- Without the extension vector it does nothing.
do $do$
begin
  if not exists (select from pg_catalog.pg_extension where extname = 'vector') then
    create or replace function bauhaus.set_embedding(place uuid, new_embedding jsonb) returns void
    language sql as '';
    return;
  end if;
  execute format($f$
    create or replace function bauhaus.set_embedding(place uuid, new_embedding jsonb) returns void
    language sql as $$
      update bauhaus.agency_places p set embedding = (new_embedding::text)::%1$s.vector
       where p.id = place;
      insert into bauhaus.place_embedding_texts (place_id, agency_id, search_text)
      select p.id, p.agency_id, p.search_text from bauhaus.agency_places p where p.id = place
      on conflict (place_id) do update set search_text = excluded.search_text;
    $$
  $f$, (select extnamespace::regnamespace from pg_catalog.pg_extension where extname = 'vector'));
end
$do$;

comment on function bauhaus.set_embedding is
  'Stores the embedding of a place and the text that it was made of.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/set_embedding',
  '2ae130a139118a495fd1bbbd51417d0ee2e36be89e38ce9e22291a35b88e26f5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.settings_of(agency uuid) returns jsonb
language plpgsql stable as $$
begin
  return (select coalesce(jsonb_object_agg(s.setting_key, s.setting_value), '{}'::jsonb)
    from bauhaus.agencies_settings s where s.agency_id = agency);
end
$$;

comment on function bauhaus.settings_of is
  'The stored settings of an agency by key, without defaults.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/settings_of',
  '5a888573cdf4356942b4e0e5432603c15783649674cf3537c3c42c5b4653b34f')
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
  if not found then
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
  '58c135c97ec954dc3454cb02b192ad13ccb2195e1daaa3940496f8c9cf54de7c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.stay_plan_json(p bauhaus.stay_plans) returns jsonb
language sql stable as $$
  select jsonb_build_object('stay', p.stay, 'revision', p.revision, 'plan', p.plan,
    'updatedAt', p.updated_at)
$$;

comment on function bauhaus.stay_plan_json is 'StoredPlan of shared/domain/stay-plan.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/stay_plan_json',
  '5137e2297406a5cd88f72754674e9fd1239a9b87c3a7d8c184bf2f284cfab945')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.stays_json(j bauhaus.journeys) returns jsonb
language plpgsql stable as $$
begin
  return (with own as materialized (
    select t.* from bauhaus.trips t where t.journey_id = j.id and t.status <> 'withdrawn')
  select jsonb_build_object(
    'journeyId', j.id, 'agencyId', j.agency_id, 'agencyName', a.name,
    'emergencyPhone', a.emergency_phone, 'settings', bauhaus.settings_of(j.agency_id),
    'trips', (select coalesce(jsonb_agg(bauhaus.trip_json(t::bauhaus.trips)
        order by t.departure_date, t.id), '[]'::jsonb) from own t),
    'flights', (select coalesce(jsonb_object_agg(f.flight_key, f.facts), '{}'::jsonb)
      from bauhaus.flights f
     where f.flight_key in (select t.flight_key from own t) and f.facts is not null),
    'beside', (select coalesce(jsonb_object_agg(t.id, jsonb_build_object(
        'before', bauhaus.flight_beside(t::bauhaus.trips, false),
        'after', bauhaus.flight_beside(t::bauhaus.trips, true))), '{}'::jsonb) from own t),
    'plans', (select coalesce(jsonb_agg(bauhaus.stay_plan_json(p) order by p.stay), '[]'::jsonb)
      from bauhaus.stay_plans p where p.journey_id = j.id and p.plan is not null),
    'itineraries', (select coalesce(jsonb_agg(jsonb_build_object('stay', v.stay,
        'newestVersion', v.newest, 'shown', (select bauhaus.itinerary_json(i)
          from bauhaus.itineraries i
         where i.journey_id = j.id and i.stay = v.stay and i.status = 'approved'
         order by i.version desc limit 1)) order by v.stay), '[]'::jsonb)
      from (select i.stay, max(i.version) as newest from bauhaus.itineraries i
             where i.journey_id = j.id group by i.stay) v))
    from bauhaus.agencies a where a.id = j.agency_id);
end
$$;

comment on function bauhaus.stays_json is
  'JourneyStays of shared/ports/itineraries.ts: what the stays of a journey are made of.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/stays_json',
  '7696d6dd964fa7e16747984d754507424e0be907af9e4f2edf7a0c8dabea8315')
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
  '16c8f03e10a8d6fed2857460453595155a07eca194a62d18cc9a47d23204bbba')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.take_over(
  conversation uuid, by_whom text, until_when timestamptz, at timestamptz
) returns bauhaus.conversation_threads
language plpgsql as $$
declare
  thread bauhaus.conversation_threads;
begin
  update bauhaus.conversation_threads x
     set taken_over_at = case when x.taken_over_until > at then x.taken_over_at else at end,
         taken_over_until = until_when, taken_over_by = by_whom
   where x.id = conversation returning * into thread;
  update bauhaus.tasks k set state = 'claimed', claimed_by = by_whom, claimed_at = at,
    updated_at = at
   where k.agency_id = thread.agency_id and k.kind = 'handoff' and k.state = 'open'
     and k.facts ->> 'conversationId' = conversation::text;
  return thread;
end
$$;

comment on function bauhaus.take_over is
  'Gives a conversation to a person until an instant and claims its open handoff.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/take_over',
  '365ef83a8abdb1e29ef4210260e035f31d267b0b67e884cfa83163ad597f8649')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.task_row(k bauhaus.tasks) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', k.id, 'tripId', k.trip_id, 'kind', k.kind, 'severity', k.severity,
    'state', k.state, 'reason', k.reason,
    'facts', k.facts, 'openedAt', k.opened_at, 'updatedAt', k.updated_at,
    'closedReason', k.closed_reason)
$$;

comment on function bauhaus.task_row is 'TaskRow of shared/ports/trip-desk.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/task_row',
  '0f433cf0d80ace314901bce7107b1f70d8317f69d33ae925a007cd6308a8f49f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.timer_json(m bauhaus.timers) returns jsonb
language sql stable as $$
  select jsonb_build_object('agent', m.agent, 'actorId', m.actor_id, 'kind', m.kind,
    'generation', m.generation, 'due', m.due,
    'agencyId', m.agency_id, 'tripId', m.trip_id)
$$;

comment on function bauhaus.timer_json is 'TimerRow of shared/ports/actor-store.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/timer_json',
  'ae4269aa4a66f0f987ef16877c358ae00b3cee0fc8a8d8f27631ec7872e10b12')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.trip_context(trip uuid) returns jsonb
language plpgsql stable as $$
declare
  core constant jsonb := bauhaus.trip_core(trip);
begin
  return core || jsonb_build_object(
    'documents', (select coalesce(jsonb_agg(bauhaus.document_entry(d) order by d.uploaded_at, d.id),
        '[]'::jsonb)
        from bauhaus.documents d where d.trip_id = trip),
    'recentMessages', bauhaus.recent_messages((core #>> '{trip,agencyId}')::uuid,
      core #>> '{trip,whatsapp}', rules.recent_messages_limit()),
    'stays', (select bauhaus.stays_json(j) from bauhaus.journeys j
      where j.id = (core #>> '{trip,journeyId}')::uuid));
end
$$;

comment on function bauhaus.trip_context is
  'CompleteTripContext: trip_core with the documents, the latest messages and the stays.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_context',
  '9fea2a5fba49330a7d7e3e12adfa8bb1e3d03b9627a7cdae5ae1fc6cbc311528')
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
    'optedOut', coalesce(r.opted_out, false),
    -- Opted out by telling another agency: the agency's own record is missing, different or older.
    'optedOutElsewhere', coalesce(r.opted_out, false) and not exists (
       select from bauhaus.suppressions s
        where s.agency_id = t.agency_id and s.sender = a.sender and s.phone = t.whatsapp
          and s.opted_out and s.changed_at = r.changed_at),
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
    left join bauhaus.suppressed_recipients r
      on r.recipient_key = bauhaus.recipient_key(a.sender, t.whatsapp)
   where t.id = trip);
end
$$;

comment on function bauhaus.trip_core is
  'TripContext: what a turn about a trip is decided on; null where the agency has no such trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_core',
  'c5e098c31418ffcbf20e9416efc9fd4dc703617cf0b1dd984b8e170ef3ab92fe')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.trip_identity(
  trip bauhaus.trips, b bauhaus.trip_passengers
) returns text
language sql stable as $$
  select bauhaus.booking_identity(trip.whatsapp, trip.client_name,
    array(select p.name from bauhaus.trip_passengers x
      join bauhaus.passengers p on p.id = x.passenger_id
     where x.trip_id = trip.id and x.booked_as = b.booked_as), trip.flight_number, trip.flight_key)
$$;

comment on function bauhaus.trip_identity is
  'The booking_identity of the passengers booked together with this one, as their trip now is.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_identity',
  'abe474599060336690100d87e7bd9ad28e3f199544932be17e7676ec5ca402a9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.trip_in_the_way(
  old_trip bauhaus.trips, new_trip bauhaus.trips
) returns uuid
language plpgsql stable as $$
declare
  contact uuid := old_trip.contact_id;
begin
  if new_trip.whatsapp is distinct from old_trip.whatsapp then
    contact := coalesce((select c.id from bauhaus.contacts c
      where c.agency_id = old_trip.agency_id and c.phone = new_trip.whatsapp), contact);
  end if;
  return (select t.id from bauhaus.trips t
    where t.contact_id = contact and t.id <> old_trip.id and t.status <> 'withdrawn'
      and ((t.flight_number, t.local_departure_date)
          = (new_trip.flight_number, split_part(new_trip.flight_key, '/', 3))
        -- The other legs of the journey go to the contact of a corrected number as well.
        or contact <> old_trip.contact_id and exists (select from bauhaus.trips o
          where o.contact_id = old_trip.contact_id and o.journey_id = old_trip.journey_id
            and o.id <> old_trip.id and o.status <> 'withdrawn'
            and (o.flight_number, o.local_departure_date)
              = (t.flight_number, t.local_departure_date)))
    order by (t.flight_number, t.local_departure_date)
      = (new_trip.flight_number, split_part(new_trip.flight_key, '/', 3)) desc, t.departure_date
    limit 1);
end
$$;

comment on function bauhaus.trip_in_the_way is
  'The trip of a contact that makes an edit a duplicate: on the flight that the edit asks for, or '
  'on a leg that the edit gives to the contact.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_in_the_way',
  '54ab382938a31e2d440d0a6286867ab189c172641330eda0f802f1808517aaca')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.trip_json(t bauhaus.trips) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'id', t.id, 'agencyId', t.agency_id, 'revision', t.revision, 'clientName', t.client_name,
    'whatsapp', t.whatsapp, 'language', t.language, 'flightNumber', t.flight_number,
    'originIata', t.origin_iata, 'destinationIata', t.destination_iata, 'originZone', t.origin_zone,
    'destinationZone', t.destination_zone, 'departure', t.departure_date, 'flightKey', t.flight_key,
    'status', t.status, 'scheduledDeparture', t.scheduled_departure,
    'estimatedDeparture', t.estimated_departure, 'estimatedArrival', t.estimated_arrival,
    'gate', t.gate, 'terminal', t.terminal, 'faFlightId', t.fa_flight_id,
    'nextCheckAt', t.next_check_at, 'stay', t.stay)
  || jsonb_build_object(
    'returnDate', to_char(t.return_date, 'YYYY-MM-DD'), 'clientDescription', t.client_description,
    'metadata', t.metadata, 'consent', t.consent, 'insertedAt', t.inserted_at,
    'journeyId', t.journey_id, 'legId', t.leg_id, 'contactId', t.contact_id, 'role', t.role)
  || (select jsonb_build_object(
      'callName', c.call_name, 'reference', people.first_reference, 'passengers', people.list)
    from bauhaus.contacts c, bauhaus.people_of_trip(t.id) people where c.id = t.contact_id)
$$;

comment on function bauhaus.trip_json is 'Trip of shared/domain/trip.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_json',
  'bb48bae8243d4918802ecfa455a91f8d897f025c04b27cdc6f47b09bf18ac5c5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.trip_of_contact(
  contact uuid, flight text, key text
) returns bauhaus.trips
language plpgsql as $$
declare
  trip bauhaus.trips;
begin
  select t.* into trip from bauhaus.trips t
   where t.contact_id = contact and t.flight_number = flight
     and t.local_departure_date = split_part(key, '/', 3)
     and t.status <> 'withdrawn' and not t.is_kept_apart
     for update;
  return trip;
end
$$;

comment on function bauhaus.trip_of_contact is
  'The trip that a contact has on that flight and local date, locked; all nulls where there is '
  'none.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_of_contact',
  'dac2146e22db888660373a490e1e6fc5349cc88c602e5c626ef2cf4860c8da01')
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
  trip.next_check_at := null;
  return trip;
end
$$;

comment on function bauhaus.trip_on_another_flight is
  'A trip of whose flight nothing is known yet; nothing is written.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_on_another_flight',
  'f336d794b0774d9c9d2b82fc3db207522bfb594eee27318b7972b3e58820e1e5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.trip_with_changes(
  trip bauhaus.trips, changes jsonb
) returns bauhaus.trips
language plpgsql stable as $$
begin
  if changes ? 'clientName' then
    trip.client_name := changes ->> 'clientName';
  end if;
  if changes ? 'whatsapp' then
    trip.whatsapp := changes ->> 'whatsapp';
  end if;
  if changes ? 'language' then
    trip.language := changes ->> 'language';
  end if;
  if changes ? 'flightNumber' then
    trip.flight_number := changes ->> 'flightNumber';
  end if;
  if changes ? 'originIata' then
    trip.origin_iata := changes ->> 'originIata';
  end if;
  if changes ? 'destinationIata' then
    trip.destination_iata := changes ->> 'destinationIata';
  end if;
  if changes ? 'originZone' then
    trip.origin_zone := changes ->> 'originZone';
  end if;
  if changes ? 'destinationZone' then
    trip.destination_zone := changes ->> 'destinationZone';
  end if;
  if changes ? 'departure' then
    trip.departure_date := (changes ->> 'departure')::timestamptz;
  end if;
  if changes ? 'flightKey' then
    trip.flight_key := changes ->> 'flightKey';
  end if;
  if changes ? 'stay' then
    trip.stay := changes ->> 'stay';
  end if;
  if changes ? 'returnDate' then
    trip.return_date := (changes ->> 'returnDate')::date;
  end if;
  if changes ? 'clientDescription' then
    trip.client_description := changes ->> 'clientDescription';
  end if;
  if changes ? 'metadata' then
    trip.metadata := changes -> 'metadata';
  end if;
  return trip;
end
$$;

comment on function bauhaus.trip_with_changes is
  'A trip with the changes of an edit request; nothing is written.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_with_changes',
  'f906d39939a3d1e7acd02cecbaf8b17f3bddd3c39650be42bf43de220340d0c5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.trips_of_request(request jsonb)
returns table (id uuid, leg jsonb, nth_leg integer, contact jsonb, nth_contact integer)
language sql immutable as $$
  select (request #>> array['tripIds', (l.ordinality - 1)::text, (c.ordinality - 1)::text])::uuid,
      l.value, l.ordinality::integer, c.value, c.ordinality::integer
    from jsonb_array_elements(request -> 'legs') with ordinality l,
      jsonb_array_elements(request -> 'contacts') with ordinality c
$$;

comment on function bauhaus.trips_of_request is
  'The trips of a journey that is to be booked: each leg for each contact.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trips_of_request',
  'a095ff920149bc8c7ed509561e8370df1884d7d4aad2a421b26ed79431d22148')
on conflict (name) do update set checksum = excluded.checksum;

-- The schema of the extension differs between servers.
do $do$
declare
  home constant regnamespace not null := (
    select extnamespace from pg_catalog.pg_extension where extname = 'uuid-ossp');
begin
  execute format($f$
    create or replace function bauhaus.uuid_v5(parts text) returns uuid
    language sql immutable strict parallel safe as $$
      select %s.uuid_generate_v5('7c1d0a9e-4b6f-4f0d-9a55-3e2f86b1c0d7'::uuid, parts)
    $$
  $f$, home);
end
$do$;

comment on function bauhaus.uuid_v5 is
  'The same ids as uuidV5 of shared/actor/uuid-v5.ts; `parts` is the compact JSON array that names '
  'the thing.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/uuid_v5',
  'c4fe2d0f71914228c754b19cd1cc576c2d4ea57cc0bbadf3a9d78204e7797659')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.withdraw_trip(
  trip bauhaus.trips, notify boolean, at timestamptz
) returns bauhaus.trips
language plpgsql as $$
begin
  update bauhaus.trips x set status = 'withdrawn', next_check_at = null, updated_at = at
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
  '3a5a3e9ab1fa9396ed79c5a66d7aab84de42ae0a285e490775b6710c1e7f1da0')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.accounted_before() returns interval
language sql immutable parallel safe as $$
  select interval '60 seconds'
$$;

comment on function rules.accounted_before is
  'How long before a try messages count that a reconciliation must leave out.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/accounted_before',
  '4c654f46ea116970e9650875f2061694304c2df2d86229f06e12222c5a2bdf38')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.agency_burst(messages_per_minute integer) returns integer
language sql immutable parallel safe as $$
  select greatest(messages_per_minute / 6, 1)
$$;

comment on function rules.agency_burst is
  'How many messages an agency may send at once.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/agency_burst',
  'dd815c72447184408569fb98d8379e7fd83c705564bab96806479ede1f655786')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.alerts_agency_on_failure(message_type text) returns boolean
language sql immutable parallel safe as $$
  select message_type in ('delayed', 'departure_moved_earlier', 'back_on_time',
    'gate_change', 'boarding', 'cancelled',
    'reinstated', 'diverted', 'connection_at_risk',
    'connection_missed', 'connection_restored', 'trip_changed',
    'trip_cancelled')
$$;

comment on function rules.alerts_agency_on_failure is
  'Whether the agency hears of such a message where it does not get through.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/alerts_agency_on_failure',
  '91e71b6a36efe14dd192e7e5d1477a371c69bf5dbc3eba1e8710675e2ee27d1f')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.appears_within() returns interval
language sql immutable parallel safe as $$
  select interval '120 seconds'
$$;

comment on function rules.appears_within is
  'How long after its lease a message may still appear at the provider.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/appears_within',
  'ec3a17dd9387358d902310c7c74859689ff8a6bf6876dee71d3d0c57f6d8ff9b')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.earth_radius_km() returns integer
language sql immutable parallel safe as $$
  select 6371
$$;

comment on function rules.earth_radius_km is
  'The mean radius of the earth.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/earth_radius_km',
  '5dbd9de9fedd9ca874092199df33f0aa0df23870af5a99c5fe33f0d5f626e919')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_arrival(status text) returns boolean
language sql immutable parallel safe as $$
  select coalesce(status in ('delivered', 'read'), false)
$$;

comment on function rules.is_arrival is
  'Whether the phone has the message.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/is_arrival',
  'aa69ee15f0054748e1f10c86ac88ff44e61f2accc34070ad1577d4a1aa250dca')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_conversational(message_type text) returns boolean
language sql immutable parallel safe as $$
  select message_type in ('opt_out_ack', 'opt_out_question', 'opt_out_notice',
    'opt_in_ack', 'reply', 'agency_reply')
$$;

comment on function rules.is_conversational is
  'Whether such a message answers what was said in a conversation.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/is_conversational',
  '8eee8ccac1b30422edfe5c66611718abc3c624376766e1c8d75903687cedbeab')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_held_by_takeover(message_type text) returns boolean
language sql immutable parallel safe as $$
  select message_type in ('reply')
$$;

comment on function rules.is_held_by_takeover is
  'Whether such a message is dropped while a person has the conversation.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/is_held_by_takeover',
  'ce18aa02728850238d77d1f63bbfb3384e9345546672fddfb9d9739eebecbb2f')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_provider_failure(status text) returns boolean
language sql immutable parallel safe as $$
  select coalesce(status in ('undelivered', 'failed', 'canceled'), false)
$$;

comment on function rules.is_provider_failure is
  'Whether the provider has given the message up.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/is_provider_failure',
  '91cbdd23815d73119b52f034b7e36e9ba0e82ec40cb5a92d5813b132b5ace095')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_sent_after_withdrawal(message_type text) returns boolean
language sql immutable parallel safe as $$
  select message_type in ('trip_cancelled')
$$;

comment on function rules.is_sent_after_withdrawal is
  'Whether such a message is sent although its trip was withdrawn.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/is_sent_after_withdrawal',
  'b60eef35ffca937454ed0212e9cfe42dc56b2355a96966166d670b3fae1979fd')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.messages_per_minute(setting numeric) returns integer
language sql immutable parallel safe as $$
  select least(greatest(coalesce(setting, 60), 1),
    100000)::integer
$$;

comment on function rules.messages_per_minute is
  'The rate of an agency by its setting; null: it has none.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/messages_per_minute',
  '1f1a3982f700953d7a338593fcb9aa9af4b389ca0f30d9308aeab7802c923799')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.most_waiting_tried() returns integer
language sql immutable parallel safe as $$
  select 20
$$;

comment on function rules.most_waiting_tried is
  'How many messages that wait for a phone are tried in turn once it is free.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/most_waiting_tried',
  'e303017c2633779c59350a36ebccf74dcbbe357e9cd97ec1fa92c6731aa795ea')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.nearby_km() returns integer
language sql immutable parallel safe as $$
  select 60
$$;

comment on function rules.nearby_km is
  'A place so near belongs to the city.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/nearby_km',
  '1cdd37e3a6a81bdfcdb7d2a5a412065f4e3fd714bd649a109bf51f83600c3521')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.pair_delay() returns interval
language sql immutable parallel safe as $$
  select interval '1 seconds'
$$;

comment on function rules.pair_delay is
  'How long after the message under way the next to the same phone is looked at.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/pair_delay',
  'eaabcd0cb214e99809b932acd756959b0e8dcfa5bd3ef4e158874a082c35e495')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.provider_rank(status text) returns integer
language sql immutable parallel safe as $$
  select case status
    when 'accepted' then 1
    when 'scheduled' then 1
    when 'queued' then 1
    when 'sending' then 2
    when 'sent' then 3
    when 'delivered' then 4
    when 'read' then 5
    when 'undelivered' then 9
    when 'failed' then 9
    when 'canceled' then 9
    else 0 end
$$;

comment on function rules.provider_rank is
  'How far the provider has come: a status replaces only one of lower rank.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/provider_rank',
  'e3f20b155d52a466bffd92c1206e0c6977a4ba4f22fc86d94e92d4bf4b9576a0')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.publish_grace() returns interval
language sql immutable parallel safe as $$
  select interval '10 seconds'
$$;

comment on function rules.publish_grace is
  'An event that is so old was not published by whoever committed it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/publish_grace',
  '712b7176350860e990288fc38f62622b66414a165bf898b51d1b5bddeadb382c')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.recent_messages_limit() returns integer
language sql immutable parallel safe as $$
  select 20
$$;

comment on function rules.recent_messages_limit is
  'How many of the last messages whoever talks with a traveller sees.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/recent_messages_limit',
  'b178bf70f6f14a704617ca1bb448a6cafae200290fd0c53e2fdbd2527396f2f7')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.reconcile_lease() returns interval
language sql immutable parallel safe as $$
  select interval '60 seconds'
$$;

comment on function rules.reconcile_lease is
  'How long a worker has for finding out what became of a message.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/reconcile_lease',
  'd1f0abd69ba1f9f1c3f80e47cc0790d422be4827db3126fbe32e302f13473c02')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.relay_lease() returns interval
language sql immutable parallel safe as $$
  select interval '10 seconds'
$$;

comment on function rules.relay_lease is
  'How long nobody else takes an event that a relay has taken.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/relay_lease',
  '7b18837e0c1b1659c44ed7063f9634abe1808bf2fa84046cdac2dacb2c9ed555')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.send_lease(content jsonb) returns interval
language sql immutable parallel safe as $$
  select case when content ? 'mediaUrl' then interval '90 seconds'
    else interval '60 seconds' end
$$;

comment on function rules.send_lease is
  'How long a worker has for the request that sends a message.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/send_lease',
  '9c5a927ee6a0abed3f218e75e01bea1c02b02e809e444febc314e9fe99765557')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.sender_burst() returns integer
language sql immutable parallel safe as $$
  select 8
$$;

comment on function rules.sender_burst is
  'How many messages one number may send at once.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/sender_burst',
  '24d3da9f480a72a14d47abe2f38288f50e7aee39273815d7259a140fcec1b2e9')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.sender_limit() returns integer
language sql immutable parallel safe as $$
  select 80
$$;

comment on function rules.sender_limit is
  'How many messages one number may send in rules.sender_window().';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/sender_limit',
  '5e35bdc2fda750f26900693a7e5940fe6c1821967e77e7908662bb245a7db5db')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.sender_window() returns interval
language sql immutable parallel safe as $$
  select interval '1 seconds'
$$;

comment on function rules.sender_window is
  'The window of rules.sender_limit().';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/sender_window',
  '29fc3c8f5532e07a83ce9f3b5a2682211cc883442afc0495b4ee8d2c3a085e55')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.supersedes(later text, failed text) returns boolean
language sql immutable parallel safe as $$
  select later in ('landing', 'trip_changed', 'trip_cancelled')
    or later in ('24h_reminder', 'delayed', 'departure_moved_earlier',
    'back_on_time', 'gate_change', 'boarding',
    'cancelled', 'reinstated', 'diverted',
    'connection_at_risk', 'connection_missed', 'connection_restored')
    and failed not in ('trip_changed', 'trip_cancelled')
$$;

comment on function rules.supersedes is
  'Whether a message that got through makes up for an earlier one that did not.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/supersedes',
  'e74e9eb8de1b28fc440b5d4afdf7a7a061a7903911450c81498047c83d949975')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.sweep_pause(sweeps integer) returns interval
language sql immutable parallel safe as $$
  select least(interval '60 seconds' * (1 << least(sweeps - 1, 6)),
    interval '3600 seconds')
$$;

comment on function rules.sweep_pause is
  'How long a timer that was fired so often, and is still there, waits.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/sweep_pause',
  'c31dda5e392294e632227585449679c82d08ca63b808fd401097255344ed68e7')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.timer_grace() returns interval
language sql immutable parallel safe as $$
  select interval '90 seconds'
$$;

comment on function rules.timer_grace is
  'A timer that is so late was not fired by its schedule.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/timer_grace',
  '25f841ae26e4daf51639a3c4df985181b11e6d1a866ed9e10d0a46c63a9e1b76')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.window_closed_code() returns text
language sql immutable parallel safe as $$
  select '63016'
$$;

comment on function rules.window_closed_code is
  'The code of the provider for free text outside the 24-hour window.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/window_closed_code',
  'c2370cc7b6abdbd3447dfa212c29a37d3dc0db7a1f4e7fe627a030f59525ae81')
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
  'c1ac1f7d4ff50ee37f4a3b81c463cdee5ca306bdfed37ac6e0265fe502b84d7c')
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
  api.commit_turn, api.load_turn, api.ping, api.quarantine_event
  to agent, system;
grant execute on function
  api.add_document, api.add_places, api.add_to_journey, api.approve_itinerary, api.book_journey,
  api.book_trip, api.cancel_trip, api.claim_effects, api.edit_contact, api.edit_journey,
  api.edit_leg, api.edit_passenger, api.edit_trip, api.get_complete_trip_context, api.get_contact,
  api.get_conversation, api.get_journey, api.get_place, api.get_settings, api.get_trip,
  api.give_conversation_back, api.has_places, api.journey_stays, api.leave_trip, api.list_contacts,
  api.list_conversations, api.list_groups, api.list_journeys, api.list_places, api.list_tasks,
  api.list_trips, api.model_budget, api.move_passenger, api.nearest_departure, api.place_gaps,
  api.places_without_embedding, api.put_place_embeddings, api.put_setting, api.put_stay_plan,
  api.receive_inbound, api.record_model_call, api.remove_place, api.replace_place,
  api.request_itinerary, api.search_places, api.settle_effects, api.stay_itineraries,
  api.take_over_conversation, api.trip_documents, api.trip_messages, api.trip_timeline,
  api.update_task, api.waiting_effects, api.withdraw_journey, api.withdraw_leg, api.write_group,
  api.write_to_traveller
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
  bauhaus.booking_conflict, bauhaus.booking_identity, bauhaus.change_trip, bauhaus.changed_fields,
  bauhaus.claim, bauhaus.claim_one, bauhaus.claim_or_defer, bauhaus.claim_waiting,
  bauhaus.claimed_effect, bauhaus.close_tasks_of_unsent, bauhaus.contact_for, bauhaus.contact_json,
  bauhaus.conversation_context, bauhaus.correct_phone, bauhaus.current_agency,
  bauhaus.defer_behind_other_agency, bauhaus.departs_from, bauhaus.departs_to,
  bauhaus.drop_dependent_messages, bauhaus.earlier_journey, bauhaus.emit,
  bauhaus.emit_journey_booked, bauhaus.emit_journey_changed, bauhaus.emit_trip_changed,
  bauhaus.enter_effect, bauhaus.enter_known_passengers, bauhaus.enter_passengers,
  bauhaus.flight_context, bauhaus.group_for, bauhaus.group_json, bauhaus.group_on_flight,
  bauhaus.have_common_passenger, bauhaus.insert_trip, bauhaus.instant, bauhaus.is_suppressed,
  bauhaus.itinerary_json, bauhaus.journey_context, bauhaus.journey_core, bauhaus.journey_for,
  bauhaus.journey_json, bauhaus.journey_of_trip, bauhaus.ledger_entry, bauhaus.leg_for,
  bauhaus.leg_json, bauhaus.live_legs, bauhaus.lock_journey_of_trip, bauhaus.message_evidence,
  bauhaus.message_row, bauhaus.messages_per_minute, bauhaus.next_rate_slot, bauhaus.passenger_key,
  bauhaus.people_of_trip, bauhaus.reachability, bauhaus.recent_messages, bauhaus.recipient_key,
  bauhaus.record_flight, bauhaus.record_suppression, bauhaus.rename_client, bauhaus.reserve_slot,
  bauhaus.settings_of, bauhaus.settle_one, bauhaus.suppression_reason, bauhaus.task_row,
  bauhaus.timer_json, bauhaus.trip_context, bauhaus.trip_core, bauhaus.trip_identity,
  bauhaus.trip_in_the_way, bauhaus.trip_json, bauhaus.trip_of_contact,
  bauhaus.trip_on_another_flight, bauhaus.trip_with_changes, bauhaus.trips_of_request,
  bauhaus.uuid_v5, bauhaus.withdraw_trip
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
  '74505d81c9cb24c23cffb15116a4f87bca1229f7e7b80959359b3203a4b0c77f')
on conflict (name) do update set checksum = excluded.checksum;

reset check_function_bodies;
