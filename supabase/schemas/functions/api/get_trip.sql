create or replace function api.get_trip(trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.trip_json(t) from bauhaus.trips t where t.id = trip_id
$$;

comment on function api.get_trip is 'TripDesk.trip.';
