create or replace function bauhaus.emit_trip_booked(
  trip bauhaus.trips, more jsonb, at timestamptz
) returns void
language plpgsql as $$
begin
  perform bauhaus.emit('TripBooked', bauhaus.uuid_v5(format('["TripBooked","%s"]', trip.id)),
    trip.agency_id, trip.id, jsonb_build_object('flightKey', trip.flight_key,
      'departure', bauhaus.instant(trip.departure_date), 'journeyId', trip.journey_id) || more, at);
end
$$;

comment on function bauhaus.emit_trip_booked is
  'Emits TripBooked for a new trip; `more`: `movedFrom`, or `notify` where nobody is to be told.';
