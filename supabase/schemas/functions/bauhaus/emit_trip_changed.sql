create or replace function bauhaus.emit_trip_changed(
  old_trip bauhaus.trips, new_trip bauhaus.trips, fields jsonb, notify boolean, at timestamptz
) returns void
language plpgsql as $$
begin
  perform bauhaus.emit('TripChanged',
    bauhaus.uuid_v5(format('["TripChanged","%s",%s]', new_trip.id, new_trip.revision)),
    new_trip.agency_id, new_trip.id, jsonb_build_object(
      'revision', new_trip.revision, 'fields', fields, 'notify', notify,
      'journeyId', new_trip.journey_id,
      'before', jsonb_build_object('flightKey', old_trip.flight_key,
        'departure', bauhaus.instant(old_trip.departure_date)),
      'after', jsonb_build_object('flightKey', new_trip.flight_key,
        'departure', bauhaus.instant(new_trip.departure_date))), at);
end
$$;

comment on function bauhaus.emit_trip_changed is 'Emits TripChanged for a revision of a trip.';
