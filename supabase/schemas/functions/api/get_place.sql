create or replace function api.get_place(place_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.place_json(p) from bauhaus.agency_places p where p.id = place_id
$$;

comment on function api.get_place is 'Places.place.';
