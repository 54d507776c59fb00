create or replace function api.operations_report(at timestamptz) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'outboxOldestSeconds', coalesce((select extract(epoch from at - min(o.emitted_at))
        from bauhaus.outbox o where o.published_at is null), 0),
    'timersLateSeconds', coalesce((select greatest(0, extract(epoch from at - min(t.due)))
        from bauhaus.timers t where t.due <= at), 0),
    'unknownEffects', (select count(*) from bauhaus.notifications_log n
      where n.delivery_status = 'UNKNOWN' and n.last_tried_at < at - interval '5 minutes'),
    'quarantined', (select count(*) from bauhaus.quarantine q
      where q.at > operations_report.at - interval '1 hour'),
    'urgentTasks', (select count(*) from bauhaus.tasks k where k.kind = 'critical_unsent'
      and k.state <> 'done'),
    'untoldIncidents', (select count(*) from bauhaus.incidents i
      where i.state = 'open' and i.alert in ('unanswered', 'unreachable')),
    'eventToSendP95Seconds', (
      select percentile_cont(0.95) within group (order by extract(epoch
          from n.sent_at - greatest(n.created_at, n.due_at)))
        from bauhaus.notifications_log n where n.sent_at > at - interval '5 minutes'))
$$;

comment on function api.operations_report is
  'Operations.report: ages in seconds and counts over all agencies, no personal data.';
