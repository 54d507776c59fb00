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
