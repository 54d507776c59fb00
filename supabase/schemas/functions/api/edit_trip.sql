create or replace function api.edit_trip(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  old_trip bauhaus.trips;
  new_trip bauhaus.trips;
  fields jsonb;
  event_id uuid;
begin
  select * into old_trip from bauhaus.trips x where x.id = (request ->> 'tripId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif old_trip.status = 'withdrawn' then
    return jsonb_build_object('kind', 'withdrawn');
  elsif old_trip.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  end if;
  new_trip := bauhaus.trip_with_changes(old_trip, request -> 'set');
  fields := bauhaus.changed_fields(old_trip, new_trip);
  if fields = '[]' and old_trip.flight_key = new_trip.flight_key
    and old_trip.origin_zone = new_trip.origin_zone
    and old_trip.destination_zone = new_trip.destination_zone then
    return jsonb_build_object('kind', 'unchanged', 'trip', bauhaus.trip_json(old_trip));
  end if;
  if old_trip.flight_key <> new_trip.flight_key
    or old_trip.departure_date <> new_trip.departure_date then
    -- Nothing is known of the new flight yet.
    new_trip.status := 'booked';
    new_trip.scheduled_departure := null;
    new_trip.estimated_departure := null;
    new_trip.estimated_arrival := null;
    new_trip.gate := null;
    new_trip.terminal := null;
    new_trip.fa_flight_id := null;
    new_trip.next_check_at := null;
  end if;
  begin
    update bauhaus.trips x set
      revision = old_trip.revision + 1, updated_at = at, client_name = new_trip.client_name,
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
  exception when unique_violation then
    return jsonb_build_object('kind', 'duplicate', 'tripId', (
      select x.id from bauhaus.trips x
       where x.agency_id = old_trip.agency_id and x.whatsapp = new_trip.whatsapp
         and x.passenger_key = bauhaus.passenger_key(new_trip.client_name)
         and x.flight_number = new_trip.flight_number
         and x.local_departure_date = split_part(new_trip.flight_key, '/', 3)
         and x.status <> 'withdrawn' and x.id <> old_trip.id));
  end;
  event_id := bauhaus.uuid_v5(format('["TripChanged","%s",%s]', old_trip.id, new_trip.revision));
  perform bauhaus.emit('TripChanged', event_id, old_trip.agency_id, old_trip.id, jsonb_build_object(
    'revision', new_trip.revision, 'fields', fields, 'notify', request -> 'notify',
    'before', jsonb_build_object('flightKey', old_trip.flight_key,
      'departure', bauhaus.instant(old_trip.departure_date)),
    'after', jsonb_build_object('flightKey', new_trip.flight_key,
      'departure', bauhaus.instant(new_trip.departure_date))), at);
  return jsonb_build_object('kind', 'edited', 'trip', bauhaus.trip_json(new_trip),
    'fields', fields);
end
$$;

comment on function api.edit_trip is 'TripDesk.edit: emits TripChanged.';
