create or replace function bauhaus.count_new_flight() returns trigger
language plpgsql as $$
begin
  perform bauhaus.follow_flights(new.agency_id, array[new.flight_key], new.updated_at);
  return null;
end
$$;

comment on function bauhaus.count_new_flight is
  'Holds the ceiling of flights a day where an edit puts a trip on another flight.';

create or replace trigger count_new_flight
  after update on bauhaus.trips for each row
  when (old.flight_key <> new.flight_key)
  execute function bauhaus.count_new_flight();
