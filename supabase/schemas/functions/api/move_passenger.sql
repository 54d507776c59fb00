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
