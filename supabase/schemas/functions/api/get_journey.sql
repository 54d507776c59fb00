create or replace function api.get_journey(journey_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.journey_json(j) from bauhaus.journeys j where j.id = journey_id
$$;

comment on function api.get_journey is 'JourneyDesk.journey.';
