create or replace function bauhaus.count_new_trips() returns trigger
language plpgsql as $$
declare
  added record;
begin
  for added in
    select n.agency_id as agency, max(n.inserted_at) as at, array_agg(n.flight_key) as flights
      from new_trips n group by n.agency_id
  loop
    perform bauhaus.follow_flights(added.agency, added.flights, added.at);
    continue when bauhaus.ceiling(added.agency, 'trips_per_day') is null;
    perform bauhaus.hold_ceiling(added.agency, 'trips_per_day', (
      select count(*) from bauhaus.trips t
       where t.agency_id = added.agency and t.inserted_at > added.at - interval '1 day'));
  end loop;
  return null;
end
$$;

comment on function bauhaus.count_new_trips is
  'Holds the ceilings of trips and flights a day, whichever way trips are made.';

create or replace trigger count_new_trips
  after insert on bauhaus.trips referencing new table as new_trips
  for each statement execute function bauhaus.count_new_trips();
