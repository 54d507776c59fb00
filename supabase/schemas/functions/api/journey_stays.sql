create or replace function api.journey_stays(journey_id uuid, trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.stays_json(j) from bauhaus.journeys j
   where j.id = coalesce(journey_stays.journey_id,
     (select t.journey_id from bauhaus.trips t where t.id = journey_stays.trip_id))
$$;

comment on function api.journey_stays is
  'Itineraries.journeyStays, of a journey or of the journey of a trip.';
