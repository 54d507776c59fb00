create or replace function bauhaus.journey_json(j bauhaus.journeys) returns jsonb
language plpgsql stable as $$
begin
  return bauhaus.journey_core(j) || jsonb_build_object('trips', (
    select coalesce(jsonb_agg(bauhaus.trip_json(t) order by t.departure_date, t.id), '[]'::jsonb)
      from bauhaus.trips t where t.journey_id = j.id));
end
$$;

comment on function bauhaus.journey_json is 'Journey of shared/domain/journey.ts.';
