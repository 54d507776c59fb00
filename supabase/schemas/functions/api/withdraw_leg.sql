create or replace function api.withdraw_leg(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  notify constant boolean := (request ->> 'notify')::boolean;
  leg constant uuid := (request ->> 'legId')::uuid;
  journey bauhaus.journeys;
  trip bauhaus.trips;
  is_withdrawn boolean := false;
begin
  select * into journey from bauhaus.journeys j
    where j.id = (request ->> 'journeyId')::uuid for update;
  if not found or not exists (select from bauhaus.legs l
    where l.id = leg and l.journey_id = journey.id) then
    return jsonb_build_object('kind', 'not-found');
  elsif journey.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  end if;
  for trip in
    select * from bauhaus.trips t where t.leg_id = leg and t.status <> 'withdrawn'
     order by t.id for update
  loop
    perform bauhaus.withdraw_trip(trip, notify, at);
    is_withdrawn := true;
  end loop;
  if not is_withdrawn then
    return jsonb_build_object('kind', 'unchanged', 'journey', bauhaus.journey_json(journey));
  end if;
  journey := bauhaus.emit_journey_changed(journey.id, '["trips"]', notify, at);
  return jsonb_build_object('kind', 'edited', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.withdraw_leg is 'JourneyDesk.withdrawLeg: withdraws each trip of a leg.';
