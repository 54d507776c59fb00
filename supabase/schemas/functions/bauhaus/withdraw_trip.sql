create or replace function bauhaus.withdraw_trip(
  trip bauhaus.trips, notify boolean, at timestamptz
) returns bauhaus.trips
language plpgsql as $$
begin
  update bauhaus.trips x set status = 'withdrawn', updated_at = at
    where x.id = trip.id returning * into trip;
  update bauhaus.trip_passengers b set left_at = at
    where b.trip_id = trip.id and b.left_at is null;
  perform bauhaus.lock_tasks(array[trip.id]);
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
