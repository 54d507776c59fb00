create or replace function api.cancel_trip(
  trip_id uuid, notify boolean, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  trip bauhaus.trips;
begin
  select * into trip from bauhaus.trips x where x.id = trip_id for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif trip.status = 'withdrawn' then
    return jsonb_build_object('kind', 'already', 'trip', bauhaus.trip_json(trip));
  end if;
  update bauhaus.trips x set status = 'withdrawn', next_check_at = null, updated_at = at
    where x.id = trip_id returning * into trip;
  update bauhaus.tasks k set state = 'done', closed_at = at, updated_at = at,
    closed_reason = 'trip_withdrawn' where k.trip_id = trip.id and k.state <> 'done';
  perform bauhaus.emit('TripCancelled', bauhaus.uuid_v5(format('["TripCancelled","%s"]', trip_id)),
    trip.agency_id, trip.id, jsonb_build_object('flightKey', trip.flight_key, 'notify', notify),
    at);
  return jsonb_build_object('kind', 'cancelled', 'trip', bauhaus.trip_json(trip));
end
$$;

comment on function api.cancel_trip is
  'TripDesk.cancel: also closes the tasks of the trip and emits TripCancelled.';
