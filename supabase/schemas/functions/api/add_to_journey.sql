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
          array[trip.id], case when notify
            then jsonb_strip_nulls(jsonb_build_object('confirmFrom', request -> 'confirmFrom'))
            else '{"notify": false}' end, at);
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
