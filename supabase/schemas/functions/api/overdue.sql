-- Called as system: it sends nothing and reads no personal data.
create or replace function api.overdue(at timestamptz, at_most integer) returns jsonb
language plpgsql set search_path = '' as $$
declare
  late_timers jsonb;
begin
  -- A timer that is still due after it was fired is fired again after longer and longer pauses.
  with due as (
    select t.agent, t.actor_id, t.kind from bauhaus.timers t
     where t.due <= at - rules.timer_grace()
       and (t.swept_at is null or t.swept_at >= at
         or t.swept_at + rules.sweep_pause(t.sweeps) <= at)
     order by t.due limit at_most for update skip locked),
  swept as (
    update bauhaus.timers t set swept_at = at, sweeps = t.sweeps + 1
      from due where t.agent = due.agent and t.actor_id = due.actor_id and t.kind = due.kind
        returning t.*)
  select coalesce(jsonb_agg(jsonb_build_object('agent', s.agent, 'actorId', s.actor_id,
        'kind', s.kind, 'generation', s.generation, 'due', s.due,
        'agencyId', s.agency_id, 'tripId', s.trip_id) order by s.due), '[]'::jsonb) into late_timers
          from swept s;
  return jsonb_build_object(
    'timers', late_timers,
    'effects', (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'agencyId', n.agency_id)
          order by n.next_attempt_at), '[]'::jsonb)
          from (select l.id, l.agency_id, l.next_attempt_at from bauhaus.notifications_log l
                 where l.next_attempt_at <= at order by l.next_attempt_at limit at_most) n),
    'events', (select coalesce(jsonb_agg(o.event order by o.emitted_at), '[]'::jsonb)
                 from (select b.event, b.emitted_at from bauhaus.outbox b
                        where b.published_at is null and b.emitted_at <= at - rules.publish_grace()
                          order by b.emitted_at limit at_most) o));
end
$$;

comment on function api.overdue is
  'ActorStore.overdue: timers that are late, sends that are due, ended leases, events that nobody '
  'has published.';
