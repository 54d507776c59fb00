-- What a deployment needs whose bus and dashboards are outside the database.

alter table bauhaus.outbox add column handed_at timestamptz;
comment on column bauhaus.outbox.handed_at is 'When somebody last took it in order to carry it.';

create function api.take_uncarried(types text[], at timestamptz, at_most integer) returns jsonb language plpgsql set search_path = '' as $$
declare
  taken jsonb;
begin
  with waiting as (
    select o.id from bauhaus.outbox o
     where o.carried_at is null and o.type = any (types) and (o.handed_at is null or o.handed_at < at - interval '10 seconds')
     order by o.emitted_at limit at_most for update skip locked),
  handed as (
    update bauhaus.outbox o set handed_at = at from waiting w where o.id = w.id returning o.event, o.emitted_at)
  select coalesce(jsonb_agg(h.event order by h.emitted_at), '[]'::jsonb) into taken from handed h;
  return taken;
end
$$;
comment on function api.take_uncarried(text[], timestamptz, integer) is 'Outbox.takeUncarried: events that were not carried, lent to the caller for ten seconds.';

grant select (created_at, due_at, last_tried_at) on bauhaus.notifications_log to system;
create index if not exists notifications_log_sent_at on bauhaus.notifications_log (sent_at) where sent_at is not null;
create index if not exists notifications_log_unknown on bauhaus.notifications_log (last_tried_at) where delivery_status = 'UNKNOWN';

create function api.operations_report(at timestamptz) returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'outboxOldestSeconds', coalesce((select extract(epoch from at - min(o.emitted_at)) from bauhaus.outbox o where o.carried_at is null), 0),
    'timersLateSeconds', coalesce((select greatest(0, extract(epoch from at - min(t.due))) from bauhaus.timers t where t.due <= at), 0),
    'unknownEffects', (select count(*) from bauhaus.notifications_log n where n.delivery_status = 'UNKNOWN' and n.last_tried_at < at - interval '5 minutes'),
    'quarantined', (select count(*) from bauhaus.quarantine q where q.at > operations_report.at - interval '1 hour'),
    'urgentTasks', (select count(*) from bauhaus.tasks k where k.kind = 'critical_unsent' and k.state <> 'done'),
    'eventToSendP95Seconds', (
      select percentile_cont(0.95) within group (order by extract(epoch from n.sent_at - greatest(n.created_at, n.due_at)))
        from bauhaus.notifications_log n where n.sent_at > at - interval '5 minutes'))
$$;
comment on function api.operations_report(timestamptz) is 'Operations.report: ages and counts over all agencies, no personal data.';

revoke all on function api.take_uncarried(text[], timestamptz, integer), api.operations_report(timestamptz) from public;
grant execute on function api.take_uncarried(text[], timestamptz, integer), api.operations_report(timestamptz) to system;
