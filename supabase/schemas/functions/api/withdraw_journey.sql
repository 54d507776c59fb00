create or replace function api.withdraw_journey(
  journey_id uuid, notify boolean, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  journey bauhaus.journeys;
  trip bauhaus.trips;
begin
  select * into journey from bauhaus.journeys j where j.id = journey_id for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif journey.withdrawn_at is not null then
    return jsonb_build_object('kind', 'already', 'journey', bauhaus.journey_json(journey));
  end if;
  for trip in
    select * from bauhaus.trips t where t.journey_id = journey.id and t.status <> 'withdrawn'
     order by t.id for update
  loop
    perform bauhaus.withdraw_trip(trip, notify, at);
  end loop;
  update bauhaus.journeys j set withdrawn_at = at where j.id = journey.id;
  journey := bauhaus.emit_journey_changed(journey.id, '["state", "trips"]', notify, at);
  return jsonb_build_object('kind', 'withdrawn', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.withdraw_journey is
  'JourneyDesk.withdrawJourney: withdraws each trip of the journey.';
