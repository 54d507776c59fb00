create or replace function api.agency_of_trip(trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(t.agency_id) from bauhaus.trips t
   where t.id = agency_of_trip.trip_id and t.forgotten_at is null
$$;

comment on function api.agency_of_trip is 'Itineraries.agencyOfTrip.';
