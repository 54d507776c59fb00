-- Called as system.
create or replace function api.take_far_timers(at timestamptz, at_most integer) returns jsonb
language sql set search_path = '' as $$
  with near as (
    select t.agent, t.actor_id, t.kind from bauhaus.timers t
     where t.is_far and t.due <= at + rules.scheduled_within()
     order by t.due limit at_most for update skip locked),
  taken as (
    update bauhaus.timers t set is_far = false
      from near n where t.agent = n.agent and t.actor_id = n.actor_id and t.kind = n.kind
    returning t.*)
  select coalesce(jsonb_agg(bauhaus.timer_json(k) order by k.due), '[]'::jsonb) from taken k
$$;

comment on function api.take_far_timers is
  'FarTimers.takeFarTimers: each timer once; one whose schedule is not made is fired late by the '
  'sweeper.';
