create or replace function bauhaus.trip_on_another_flight(trip bauhaus.trips) returns bauhaus.trips
language plpgsql immutable as $$
begin
  trip.status := 'booked';
  trip.scheduled_departure := null;
  trip.estimated_departure := null;
  trip.estimated_arrival := null;
  trip.gate := null;
  trip.terminal := null;
  trip.fa_flight_id := null;
  return trip;
end
$$;

comment on function bauhaus.trip_on_another_flight is
  'A trip of whose flight nothing is known yet; nothing is written.';
