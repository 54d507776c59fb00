create or replace function bauhaus.have_common_passenger(a_trip uuid, other_trip uuid)
returns boolean
language plpgsql stable as $$
begin
  return exists (
    select from bauhaus.trip_passengers b
      join bauhaus.passengers p on p.id = b.passenger_id
      join bauhaus.trip_passengers c on c.trip_id = other_trip
      join bauhaus.passengers q on q.id = c.passenger_id and q.passenger_key = p.passenger_key
     where b.trip_id = a_trip
       -- Who left flies on it no more; a withdrawn trip keeps those who were on it to the end.
       and coalesce(b.left_at, 'infinity') = (select max(coalesce(o.left_at, 'infinity'))
         from bauhaus.trip_passengers o where o.trip_id = a_trip)
       and coalesce(c.left_at, 'infinity') = (select max(coalesce(o.left_at, 'infinity'))
         from bauhaus.trip_passengers o where o.trip_id = other_trip));
end
$$;

comment on function bauhaus.have_common_passenger is
  'Whether somebody flies on both trips, however the name is written.';
