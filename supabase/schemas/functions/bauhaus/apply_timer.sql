create or replace function bauhaus.apply_timer(
  command jsonb, turn jsonb, at timestamptz
) returns jsonb
language plpgsql as $$
declare
  timer bauhaus.timers;
  tenant constant uuid := (turn ->> 'agencyId')::uuid;
begin
  if command ->> 'due' is null then
    update bauhaus.timers t set due = null, is_far = false, updated_at = at
     where t.agent = turn ->> 'agent' and t.actor_id = turn ->> 'actorId'
       and t.kind = command ->> 'kind'
    returning * into timer;
  else
    insert into bauhaus.timers as t (agent, actor_id, kind, generation, due, is_far,
      agency_id, trip_id, updated_at)
    values (turn ->> 'agent', turn ->> 'actorId', command ->> 'kind', 1,
      (command ->> 'due')::timestamptz,
      (command ->> 'due')::timestamptz > at + rules.scheduled_within(), tenant,
      case when tenant is not null then (turn #>> '{event,tripId}')::uuid end, at)
    on conflict (agent, actor_id, kind) do update
       set generation = t.generation + 1, due = excluded.due, is_far = excluded.is_far,
           trip_id = coalesce(excluded.trip_id, t.trip_id), sweeps = 0, swept_at = null,
           updated_at = at
    returning * into timer;
  end if;
  return case when timer.agent is not null then bauhaus.timer_json(timer) end;
end
$$;

comment on function bauhaus.apply_timer is
  'TimerCommand: sets or clears a timer; null where there was nothing to clear. A cleared timer '
  'keeps its row, so that its generation goes on counting.';
