create or replace function api.stay_itineraries(journey_id uuid, stay text) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.itinerary_json(i) order by i.version desc), '[]'::jsonb)
    from bauhaus.itineraries i
   where i.journey_id = stay_itineraries.journey_id and i.stay = stay_itineraries.stay
$$;

comment on function api.stay_itineraries is 'Itineraries.itineraries.';
