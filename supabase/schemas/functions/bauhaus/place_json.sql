create or replace function bauhaus.place_json(p bauhaus.agency_places) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', p.id, 'name', p.name, 'type', p.type, 'city', p.city,
    'country', p.country, 'address', p.address, 'lat', p.lat,
    'lng', p.lng, 'rating', p.rating, 'openingHours', p.opening_hours, 'tags', p.tags,
    'description', p.description)
$$;

comment on function bauhaus.place_json is 'Place of shared/domain/place.ts.';
