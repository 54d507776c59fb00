create or replace function bauhaus.own_passengers(contact bauhaus.contacts)
returns table (passenger_id uuid, journey_id uuid)
language sql stable as $$
  select distinct p.id, p.journey_id
    from bauhaus.trips t
    join bauhaus.trip_passengers b on b.trip_id = t.id and b.left_at is null
    join bauhaus.passengers p on p.id = b.passenger_id
   where t.contact_id = contact.id and t.status <> 'withdrawn'
     and (p.passenger_key = bauhaus.passenger_key(contact.name)
       or t.role = 'traveller' and p.call_name = contact.call_name and p.call_name <> ''
         and not exists (
           select from bauhaus.trip_passengers x join bauhaus.passengers o on o.id = x.passenger_id
            where x.trip_id = t.id and x.left_at is null and o.id <> p.id
              and (o.passenger_key = bauhaus.passenger_key(contact.name)
                or o.call_name = contact.call_name)))
$$;

comment on function bauhaus.own_passengers is
  'The passengers who are the contact: of the same name or, where a traveller’s ticket is written '
  'otherwise, the only one on the trip of the same call name.';
