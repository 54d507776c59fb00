create or replace function api.put_stay_plan(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  new_plan constant jsonb := nullif(request -> 'plan', 'null'::jsonb);
  journey bauhaus.journeys;
  stored bauhaus.stay_plans;
begin
  -- Locked, so that two edits of a plan that is not there yet come one after the other.
  select * into journey from bauhaus.journeys j
   where j.id = (request ->> 'journeyId')::uuid and j.withdrawn_at is null for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  select * into stored from bauhaus.stay_plans p
   where p.journey_id = journey.id and p.stay = request ->> 'stay';
  if stored.plan is null and new_plan is null then
    return jsonb_build_object('kind', 'not-found');
  elsif request ->> 'revision' is not null
    and (stored.plan is null or stored.revision <> (request ->> 'revision')::integer) then
    return jsonb_build_object('kind', 'stale');
  elsif stored.plan = new_plan then
    return jsonb_build_object('kind', 'unchanged', 'stored', bauhaus.stay_plan_json(stored));
  end if;
  insert into bauhaus.stay_plans as p (agency_id, journey_id, stay, plan, updated_at)
    values (journey.agency_id, journey.id, request ->> 'stay', new_plan, at)
  on conflict (journey_id, stay) do update
    set plan = excluded.plan, revision = p.revision + 1, updated_at = at
  returning * into stored;
  perform bauhaus.emit('StayPlanChanged',
    bauhaus.uuid_v5(format('["StayPlanChanged","%s","%s",%s]', journey.id, stored.stay,
      stored.revision)),
    journey.agency_id, null, jsonb_build_object('journeyId', journey.id, 'stay', stored.stay,
      'revision', stored.revision), at);
  return case when new_plan is null then jsonb_build_object('kind', 'removed')
    else jsonb_build_object('kind', 'written', 'stored', bauhaus.stay_plan_json(stored)) end;
end
$$;

comment on function api.put_stay_plan is 'Itineraries.putPlan: emits StayPlanChanged.';
