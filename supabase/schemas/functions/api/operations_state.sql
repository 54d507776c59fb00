create or replace function api.operations_state(at timestamptz) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'events', (select coalesce(jsonb_agg(jsonb_build_object('type', e.type, 'count', e.count,
          'oldestAt', bauhaus.instant(e.oldest)) order by e.oldest), '[]')
        from (select o.type, count(*) as count, min(o.emitted_at) as oldest
                from bauhaus.outbox o where o.published_at is null group by o.type) e),
    'timers', (select coalesce(jsonb_agg(jsonb_build_object('agent', d.agent, 'count', d.count,
          'oldestAt', bauhaus.instant(d.oldest)) order by d.oldest), '[]')
        from (select t.agent, count(*) as count, min(t.due) as oldest
                from bauhaus.timers t where t.due <= at group by t.agent) d),
    'due', (select coalesce(jsonb_agg(jsonb_build_object('agencyId', a.id, 'agencyName', a.name,
          'count', m.count, 'oldestAt', bauhaus.instant(m.oldest)) order by m.oldest), '[]')
        from (select n.agency_id, count(*) as count, min(n.next_attempt_at) as oldest
                from bauhaus.notifications_log n
               where n.next_attempt_at <= at and n.delivery_status = 'PENDING'
               group by n.agency_id) m
        join bauhaus.agencies a on a.id = m.agency_id),
    'unknown', (select coalesce(jsonb_agg(jsonb_build_object('agencyId', a.id,
          'agencyName', a.name, 'count', m.count, 'oldestAt', bauhaus.instant(m.oldest))
          order by m.oldest), '[]')
        from (select n.agency_id, count(*) as count, min(n.last_tried_at) as oldest
                from bauhaus.notifications_log n where n.delivery_status = 'UNKNOWN'
               group by n.agency_id) m
        join bauhaus.agencies a on a.id = m.agency_id),
    'quarantine', (select coalesce(jsonb_agg(jsonb_build_object('agent', s.agent, 'type', s.type,
          'count', s.count, 'oldestAt', bauhaus.instant(s.oldest),
          'latestAt', bauhaus.instant(s.latest), 'error', s.error) order by s.oldest), '[]')
        from (select q.agent, q.event ->> 'type' as type, count(*) as count, min(q.at) as oldest,
                     max(q.at) as latest, (array_agg(q.error order by q.id desc))[1] as error
                from bauhaus.quarantine q group by q.agent, q.event ->> 'type') s))
$$;

comment on function api.operations_state is
  'Operations.operationsState: what waits, is not known or was set aside, no personal data.';
