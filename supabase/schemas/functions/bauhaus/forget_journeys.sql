create or replace function bauhaus.forget_journeys(
  ids uuid[], agency uuid, at timestamptz
) returns jsonb
language plpgsql as $$
declare
  passenger_count integer;
  itinerary_count integer;
  plan_count integer;
  journey_count integer;
begin
  update bauhaus.passengers p set name = '•••', call_name = ''
   where p.journey_id = any (ids) and p.name <> '•••';
  get diagnostics passenger_count = row_count;
  delete from bauhaus.itineraries i where i.journey_id = any (ids);
  get diagnostics itinerary_count = row_count;
  delete from bauhaus.stay_plans s where s.journey_id = any (ids);
  get diagnostics plan_count = row_count;
  delete from bauhaus.sending_brakes b
   where b.agency_id = agency and b.scope = 'journey' and b.subject = any (ids::text[]);
  update bauhaus.journeys j
     set reference = null, title = null, owner = null, group_id = null, notes = null,
         metadata = '{}', idempotency_key = null, booked_as = null, forgotten_at = at,
         updated_at = at
   where j.id = any (ids) and j.forgotten_at is null;
  get diagnostics journey_count = row_count;
  perform bauhaus.forget_states('{itinerary,connections}', ids, agency, at);
  return jsonb_build_object('journeys', journey_count, 'passengers', passenger_count,
    'itineraries', itinerary_count, 'plans', plan_count);
end
$$;

comment on function bauhaus.forget_journeys is
  'Takes what is personal out of journeys nobody is left on: names, notes, what was sold and '
  'planned. Legs stay. Answers the counts.';
