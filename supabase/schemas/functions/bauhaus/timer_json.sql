create or replace function bauhaus.timer_json(m bauhaus.timers) returns jsonb
language sql stable as $$
  select jsonb_build_object('agent', m.agent, 'actorId', m.actor_id, 'kind', m.kind,
    'generation', m.generation, 'due', m.due,
    'agencyId', m.agency_id, 'tripId', m.trip_id)
$$;

comment on function bauhaus.timer_json is 'TimerRow of shared/ports/actor-store.ts.';
