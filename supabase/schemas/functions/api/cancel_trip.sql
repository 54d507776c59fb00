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
