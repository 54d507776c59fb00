create or replace function api.put_place(place_id uuid, place jsonb, is_new boolean) returns jsonb
language plpgsql set search_path = '' as $$
declare
  p bauhaus.agency_places;
begin
  begin
    if is_new then
      insert into bauhaus.agency_places (id, agency_id, name, address, city, country, lat, lng,
        type, rating, opening_hours, tags, description, identity, city_key, search_text)
      values (place_id, bauhaus.current_agency(), place ->> 'name', place ->> 'address',
        place ->> 'city', place ->> 'country',
        (place ->> 'lat')::double precision, (place ->> 'lng')::double precision, place ->> 'type',
        (place ->> 'rating')::numeric, place ->> 'openingHours',
        array(select jsonb_array_elements_text(place -> 'tags')), place ->> 'description',
          place ->> 'identity', place ->> 'cityKey', place ->> 'searchText')
      returning * into p;
    else
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
    end if;
  exception when unique_violation then
    return jsonb_build_object('kind', 'duplicate', 'placeId', (
      select x.id from bauhaus.agency_places x where x.agency_id = bauhaus.current_agency()
        and x.identity = place ->> 'identity'));
  end;
  return jsonb_build_object('kind', 'written', 'place', bauhaus.place_json(p));
end
$$;

comment on function api.put_place is 'Places.add and Places.replace.';
