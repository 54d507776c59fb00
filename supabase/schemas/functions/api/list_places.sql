create or replace function api.list_places(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  last bauhaus.agency_places;
begin
  select * into last from bauhaus.agency_places p where p.id = (filter ->> 'after')::uuid;
  return (select coalesce(jsonb_agg(bauhaus.place_json(p) order by p.city_key, p.name, p.id),
      '[]'::jsonb) from (
    select x.* from bauhaus.agency_places x
     where x.agency_id = bauhaus.current_agency()
       and (filter ->> 'cityKey' is null or x.city_key = filter ->> 'cityKey')
       and (last.id is null or (x.city_key, x.name, x.id) > (last.city_key, last.name, last.id))
     order by x.city_key, x.name, x.id limit (filter ->> 'limit')::integer) p);
end
$$;

comment on function api.list_places is 'Places.list, by city and name.';
