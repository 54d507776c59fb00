create or replace function api.edit_trip(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  t bauhaus.trips;
  n bauhaus.trips;
  fields jsonb;
  event_id uuid;
begin
  select * into t from bauhaus.trips x where x.id = (request ->> 'tripId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif t.status = 'withdrawn' then
    return jsonb_build_object('kind', 'withdrawn');
  elsif t.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  end if;
  n := bauhaus.edited(t, request -> 'set');
  fields := bauhaus.edited_fields(t, n);
  if fields = '[]' and t.flight_key = n.flight_key and t.origin_zone = n.origin_zone
    and t.destination_zone = n.destination_zone then
    return jsonb_build_object('kind', 'unchanged', 'trip', bauhaus.trip_json(t));
  end if;
  if t.flight_key <> n.flight_key or t.departure_date <> n.departure_date then
    -- Another flight: nothing is known of it yet.
    n.status := 'booked'; n.scheduled_departure := null; n.estimated_departure := null;
    n.estimated_arrival := null;
    n.gate := null; n.terminal := null; n.fa_flight_id := null; n.next_check_at := null;
  end if;
  begin
    update bauhaus.trips x set
      revision = t.revision + 1, updated_at = at, client_name = n.client_name,
      whatsapp = n.whatsapp, language = n.language, flight_number = n.flight_number,
      origin_iata = n.origin_iata, destination_iata = n.destination_iata,
      origin_zone = n.origin_zone, destination_zone = n.destination_zone,
      departure_date = n.departure_date, flight_key = n.flight_key, stay = n.stay,
      return_date = n.return_date, client_description = n.client_description, metadata = n.metadata,
      status = n.status, scheduled_departure = n.scheduled_departure,
      estimated_departure = n.estimated_departure, estimated_arrival = n.estimated_arrival,
      gate = n.gate, terminal = n.terminal, fa_flight_id = n.fa_flight_id,
      next_check_at = n.next_check_at
     where x.id = t.id returning * into n;
  exception when unique_violation then
    return jsonb_build_object('kind', 'duplicate', 'tripId', (
      select x.id from bauhaus.trips x
       where x.agency_id = t.agency_id and x.whatsapp = n.whatsapp
         and x.passenger_key = bauhaus.passenger_key(n.client_name)
         and x.flight_number = n.flight_number
         and x.local_departure_date = split_part(n.flight_key, '/', 3) and x.status <> 'withdrawn'
         and x.id <> t.id));
  end;
  event_id := bauhaus.uuid_v5(format('["TripChanged","%s",%s]', t.id, n.revision));
  perform bauhaus.emit('TripChanged', event_id, t.agency_id, t.id, jsonb_build_object(
    'revision', n.revision, 'fields', fields, 'notify', request -> 'notify',
    'before', jsonb_build_object('flightKey', t.flight_key,
      'departure', bauhaus.instant(t.departure_date)),
    'after', jsonb_build_object('flightKey', n.flight_key,
      'departure', bauhaus.instant(n.departure_date))), at);
  return jsonb_build_object('kind', 'edited', 'trip', bauhaus.trip_json(n), 'fields', fields);
end
$$;

comment on function api.edit_trip is 'TripDesk.edit.';
