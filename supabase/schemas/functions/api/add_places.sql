create or replace function api.add_places(places jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  insert into bauhaus.agency_places (id, agency_id, name, address, city, country, lat, lng, type,
    rating, opening_hours, tags, description, identity, city_key, search_text)
  select p.id, (select bauhaus.current_agency()), p.name, p.address, p.city, p.country, p.lat,
      p.lng, p.type, p.rating, p."openingHours", p.tags, p.description, p.identity, p."cityKey",
      p."searchText"
    from jsonb_to_recordset(places) as p (id uuid, name text, address text, city text,
      country text, lat double precision, lng double precision, type text, rating numeric,
      "openingHours" text, tags text[], description text, identity text, "cityKey" text,
      "searchText" text)
  on conflict (agency_id, identity) do nothing;
  return (
    select coalesce(jsonb_agg(p.id order by g.position), '[]'::jsonb)
      from jsonb_array_elements(places) with ordinality g (place, position)
      left join bauhaus.agency_places p
        on p.agency_id = (select bauhaus.current_agency())
       and p.identity = g.place ->> 'identity');
end
$$;

comment on function api.add_places is
  'Places.add: for each place the id under which it is in the collection; where it is not its own '
  'id, the place is a duplicate.';
