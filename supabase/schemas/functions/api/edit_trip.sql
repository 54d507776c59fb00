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
  new_trip := bauhaus.trip_with_changes(old_trip, request -> 'set');
  fields := bauhaus.changed_fields(old_trip, new_trip);
  if fields = '[]' and old_trip.flight_key = new_trip.flight_key
    and old_trip.origin_zone = new_trip.origin_zone
    and old_trip.destination_zone = new_trip.destination_zone then
    return jsonb_build_object('kind', 'unchanged', 'trip', bauhaus.trip_json(old_trip));
  end if;
  if old_trip.flight_key <> new_trip.flight_key
    or old_trip.departure_date <> new_trip.departure_date then
    new_trip := bauhaus.trip_on_another_flight(new_trip);
  end if;
  begin
    if old_trip.whatsapp is distinct from new_trip.whatsapp then
      new_trip.contact_id := bauhaus.correct_phone(old_trip, new_trip.whatsapp,
        request #>> '{set,callName}', notify, at);
    end if;
    if old_trip.client_name <> new_trip.client_name then
      perform bauhaus.rename_client(old_trip, new_trip, request #>> '{set,callName}', at);
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
  exception when unique_violation then
    return jsonb_build_object('kind', 'duplicate', 'tripId', (
      select t.id from bauhaus.contacts c join bauhaus.trips t on t.contact_id = c.id
       where c.agency_id = old_trip.agency_id
         and (c.id = new_trip.contact_id or c.phone = new_trip.whatsapp)
         and t.flight_number = new_trip.flight_number
         and t.local_departure_date = split_part(new_trip.flight_key, '/', 3)
         and t.status <> 'withdrawn' and t.id <> old_trip.id
       limit 1));
  end;
  perform bauhaus.emit_trip_changed(old_trip, new_trip, fields, notify, at);
  perform bauhaus.emit_journey_changed(new_trip.journey_id, fields, notify, at);
  return jsonb_build_object('kind', 'edited', 'trip', bauhaus.trip_json(new_trip),
    'fields', fields);
end
$$;

comment on function api.edit_trip is 'TripDesk.edit: emits TripChanged.';
