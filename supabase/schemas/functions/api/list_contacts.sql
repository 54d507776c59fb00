create or replace function api.list_contacts(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  contacts jsonb;
begin
  if filter ->> 'phone' is not null then
    select coalesce(jsonb_agg(bauhaus.contact_json(c)), '[]') into contacts
      from bauhaus.contacts c
     where c.agency_id = bauhaus.current_agency() and c.phone = filter ->> 'phone'
       and (filter ->> 'name' is null or strpos(
         bauhaus.passenger_key(c.name), bauhaus.passenger_key(filter ->> 'name')) > 0);
    return contacts;
  end if;
  select coalesce(jsonb_agg(bauhaus.contact_json(p.c) order by (p.c).name collate "C", (p.c).id),
      '[]')
    into contacts
    from (select c from bauhaus.contacts c
           where c.agency_id = bauhaus.current_agency() and c.forgotten_at is null
             and (filter ->> 'name' is null or strpos(
               bauhaus.passenger_key(c.name), bauhaus.passenger_key(filter ->> 'name')) > 0)
             and (jsonb_typeof(filter -> 'after') is distinct from 'object'
               or (c.name collate "C", c.id)
                 > (filter #>> '{after,name}', (filter #>> '{after,id}')::uuid))
           order by c.name collate "C", c.id limit (filter ->> 'limit')::integer) p;
  return contacts;
end
$$;

comment on function api.list_contacts is 'ContactDesk.contacts, by name.';
