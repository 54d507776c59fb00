-- Sets or clears; a cleared timer keeps its row, so that the generation goes on counting. Null:
-- there was nothing to clear.
create or replace function bauhaus.apply_timer(c jsonb, turn jsonb, at timestamptz) returns jsonb
language plpgsql as $$
declare
  m bauhaus.timers;
  tenant constant uuid := (turn ->> 'agencyId')::uuid;
begin
  if c ->> 'due' is null then
    update bauhaus.timers t set due = null, updated_at = at
     where t.agent = turn ->> 'agent' and t.actor_id = turn ->> 'actorId' and t.kind = c ->> 'kind'
       returning * into m;
  else
    insert into bauhaus.timers as t (agent, actor_id, kind, generation, due, agency_id, trip_id,
      updated_at)
    values (turn ->> 'agent', turn ->> 'actorId', c ->> 'kind', 1, (c ->> 'due')::timestamptz,
      tenant,
      case when tenant is not null then (turn #>> '{event,tripId}')::uuid end, at)
    on conflict (agent, actor_id, kind) do update
       set generation = t.generation + 1, due = excluded.due,
           trip_id = coalesce(excluded.trip_id, t.trip_id), sweeps = 0, swept_at = null,
           updated_at = at
    returning * into m;
  end if;
  return case when m.agent is not null then bauhaus.timer_json(m) end;
end
$$;
