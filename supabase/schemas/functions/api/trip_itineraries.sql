create or replace function api.trip_itineraries(trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select (select coalesce(jsonb_agg(bauhaus.itinerary_json(i) order by i.version desc), '[]'::jsonb)
    from bauhaus.itineraries i where i.trip_id = t.id)
    from bauhaus.trips t where t.id = trip_itineraries.trip_id
$$;

comment on function api.trip_itineraries is
  'Itineraries.itineraries; null where the agency has no such trip.';
