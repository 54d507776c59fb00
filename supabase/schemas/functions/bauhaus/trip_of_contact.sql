create or replace function bauhaus.trip_of_contact(
  contact uuid, flight text, key text
) returns bauhaus.trips
language plpgsql as $$
declare
  trip bauhaus.trips;
begin
  select t.* into trip from bauhaus.trips t
   where t.contact_id = contact and t.flight_number = flight
     and t.local_departure_date = split_part(key, '/', 3)
     and t.status <> 'withdrawn' and not t.is_kept_apart
     for update;
  return trip;
end
$$;

comment on function bauhaus.trip_of_contact is
  'The trip that a contact has on that flight and local date, locked; all nulls where there is '
  'none.';
