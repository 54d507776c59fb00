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
