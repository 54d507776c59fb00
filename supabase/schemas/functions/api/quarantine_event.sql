create or replace function api.quarantine_event(entry jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  event constant jsonb := entry -> 'event';
  at constant timestamptz := (entry ->> 'now')::timestamptz;
begin
  insert into bauhaus.inbox (agent, actor_id, event_id, agency_id, taken_at)
  values (entry ->> 'agent', entry ->> 'actorId', (event ->> 'id')::uuid, bauhaus.current_agency(),
    at) on conflict do nothing;
  insert into bauhaus.quarantine (agency_id, agent, actor_id, event_id, event, error, at)
  values (bauhaus.current_agency(), entry ->> 'agent', entry ->> 'actorId', (event ->> 'id')::uuid,
    event, left(entry ->> 'error', 2000), at) on conflict do nothing;
  -- Otherwise the sweeper would fire it forever.
  if event #>> '{data,generation}' is not null then
    update bauhaus.timers t set due = null, updated_at = at
     where t.agent = entry ->> 'agent' and t.actor_id = entry ->> 'actorId'
       and t.kind = event ->> 'type'
       and t.generation = (event #>> '{data,generation}')::integer;
  end if;
  return jsonb_build_object('quarantined', true);
end
$$;

comment on function api.quarantine_event is
  'ActorStore.quarantine: the event counts as taken and its timer as done.';
