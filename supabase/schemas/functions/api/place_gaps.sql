create or replace function api.place_gaps() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('city', g.city, 'country', g.country,
      'since', g.noted_at) order by g.city), '[]'::jsonb)
    from bauhaus.place_gaps g
   where g.agency_id = bauhaus.current_agency()
     and not exists (select from bauhaus.agency_places p
       where p.agency_id = g.agency_id and bauhaus.place_is_at(p, g.city_keys, g.near))
$$;

comment on function api.place_gaps is
  'Itineraries.placeGaps; a gap ends with the first place that is added there.';
