create or replace function bauhaus.lock_journey_of_trip(trip_id uuid) returns void
language plpgsql as $$
begin
  perform from bauhaus.journeys j
    where j.id = (select t.journey_id from bauhaus.trips t where t.id = trip_id)
    for no key update;
end
$$;

comment on function bauhaus.lock_journey_of_trip is
  'Locks the journey of a trip, always before the trip: acts on one journey follow each other.';
