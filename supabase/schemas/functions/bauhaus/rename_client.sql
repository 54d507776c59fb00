create or replace function bauhaus.rename_client(
  old_trip bauhaus.trips, new_trip bauhaus.trips, new_call_name text, at timestamptz
) returns void
language plpgsql as $$
begin
  update bauhaus.passengers p
     set name = new_trip.client_name, call_name = coalesce(new_call_name, p.call_name)
    from bauhaus.trip_passengers b
   where b.trip_id = old_trip.id and b.left_at is null and p.id = b.passenger_id
     and p.passenger_key = bauhaus.passenger_key(old_trip.client_name);
  update bauhaus.contacts c
     set name = new_trip.client_name, call_name = coalesce(new_call_name, c.call_name),
       last_void_consent = case when bauhaus.passenger_key(new_trip.client_name)
         = bauhaus.passenger_key(c.name) then c.last_void_consent
         else bauhaus.last_consent(c.id) end,
       revision = c.revision + 1, updated_at = at
   where c.id = new_trip.contact_id
     and bauhaus.passenger_key(c.name) = bauhaus.passenger_key(old_trip.client_name);
end
$$;

comment on function bauhaus.rename_client is
  'Gives the contact of a trip, and the passenger of the same name, the name that was corrected.';
