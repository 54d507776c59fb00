create or replace function api.add_knowledge(entries jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  insert into bauhaus.knowledge (id, agency_id, question, answers, airline, destination, hotel,
    destination_key, hotel_key, identity, search_text)
  select e.id, (select bauhaus.current_agency()), e.question, e.answers, e.airline, e.destination,
      e.hotel, e."destinationKey", e."hotelKey", e.identity, e."searchText"
    from jsonb_to_recordset(entries) as e (id uuid, question text, answers jsonb, airline text,
      destination text, hotel text, "destinationKey" text, "hotelKey" text, identity text,
      "searchText" text)
  on conflict (agency_id, identity) do nothing;
  return (
    select coalesce(jsonb_agg(k.id order by g.position), '[]'::jsonb)
      from jsonb_array_elements(entries) with ordinality g (entry, position)
      left join bauhaus.knowledge k
        on k.agency_id = (select bauhaus.current_agency())
       and k.identity = g.entry ->> 'identity');
end
$$;

comment on function api.add_knowledge is
  'Knowledge.addAll: for each entry the id under which it is there; where it is not its own id, '
  'the entry is a duplicate.';
