create or replace function bauhaus.trip_in_the_way(
  old_trip bauhaus.trips, new_trip bauhaus.trips
) returns uuid
language plpgsql stable as $$
declare
  contact uuid := old_trip.contact_id;
begin
  if new_trip.whatsapp is distinct from old_trip.whatsapp then
    contact := coalesce((select c.id from bauhaus.contacts c
      where c.agency_id = old_trip.agency_id and c.phone = new_trip.whatsapp), contact);
  end if;
  return (select t.id from bauhaus.trips t
    where t.contact_id = contact and t.id <> old_trip.id and t.status <> 'withdrawn'
      and ((t.flight_number, t.local_departure_date)
          = (new_trip.flight_number, split_part(new_trip.flight_key, '/', 3))
        -- The other legs of the journey go to the contact of a corrected number as well.
        or contact <> old_trip.contact_id and exists (select from bauhaus.trips o
          where o.contact_id = old_trip.contact_id and o.journey_id = old_trip.journey_id
            and o.id <> old_trip.id and o.status <> 'withdrawn'
            and (o.flight_number, o.local_departure_date)
              = (t.flight_number, t.local_departure_date)))
    order by (t.flight_number, t.local_departure_date)
      = (new_trip.flight_number, split_part(new_trip.flight_key, '/', 3)) desc, t.departure_date
    limit 1);
end
$$;

comment on function bauhaus.trip_in_the_way is
  'The trip of a contact that makes an edit a duplicate: on the flight that the edit asks for, or '
  'on a leg that the edit gives to the contact.';
