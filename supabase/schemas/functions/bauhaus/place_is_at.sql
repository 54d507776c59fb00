create or replace function bauhaus.place_is_at(
  p bauhaus.agency_places, city_keys jsonb, near jsonb
) returns boolean
language sql stable as $$
  select city_keys ? p.city_key or coalesce(
    rules.earth_radius_km() * acos(least(1, greatest(-1,
      sin(radians(p.lat)) * sin(radians((near ->> 'lat')::double precision))
      + cos(radians(p.lat)) * cos(radians((near ->> 'lat')::double precision))
        * cos(radians(p.lng - (near ->> 'lng')::double precision))))) <= rules.nearby_km(), false)
$$;

comment on function bauhaus.place_is_at is
  'Whether a place is in a city by the city''s name, or near it.';
