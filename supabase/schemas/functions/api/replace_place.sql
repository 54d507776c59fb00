create or replace function api.replace_place(place_id uuid, place jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  p bauhaus.agency_places;
begin
  update bauhaus.agency_places x set
    name = place ->> 'name', address = place ->> 'address', city = place ->> 'city',
    country = place ->> 'country', lat = (place ->> 'lat')::double precision,
    lng = (place ->> 'lng')::double precision, type = place ->> 'type',
    rating = (place ->> 'rating')::numeric, opening_hours = place ->> 'openingHours',
    tags = array(select jsonb_array_elements_text(place -> 'tags')),
    description = place ->> 'description', identity = place ->> 'identity',
    city_key = place ->> 'cityKey', search_text = place ->> 'searchText'
   where x.id = place_id returning * into p;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  return jsonb_build_object('kind', 'written', 'place', bauhaus.place_json(p));
exception when unique_violation then
  return jsonb_build_object('kind', 'duplicate', 'placeId', (
    select x.id from bauhaus.agency_places x where x.agency_id = bauhaus.current_agency()
      and x.identity = place ->> 'identity'));
end
$$;

comment on function api.replace_place is 'Places.replace.';
