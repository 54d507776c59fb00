create or replace function bauhaus.phones_of_contact(contact bauhaus.contacts) returns text[]
language sql stable as $$
  select coalesce(array_agg(distinct p.phone), '{}') from (
      select contact.phone
      union all select t.whatsapp from bauhaus.trips t where t.contact_id = contact.id
      union all select n.recipient from bauhaus.trips t
        join bauhaus.notifications_log n on n.trip_id = t.id where t.contact_id = contact.id
    ) p(phone)
   where p.phone <> '' and not exists (select from bauhaus.contacts o
     where o.agency_id = contact.agency_id and o.phone = p.phone and o.id <> contact.id)
$$;

comment on function bauhaus.phones_of_contact is
  'The numbers a contact has and had, without those that are another contact’s now.';
