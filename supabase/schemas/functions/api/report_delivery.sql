create or replace function api.report_delivery(span jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  since constant timestamptz := bauhaus.report_start(span);
  until constant timestamptz := bauhaus.report_end(span);
  zone constant text := span ->> 'zone';
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('day', r.day, 'type', r.type, 'sent', r.sent,
        'delivered', r.delivered, 'read', r.read, 'failed', r.failed,
        'unsent', r.unsent)
        order by r.day, r.type), '[]')
      from (
        select (m.at at time zone zone)::date as day, m.type,
            count(*) filter (where m.was_sent) as sent,
            count(*) filter (where m.was_sent and rules.is_arrival(m.provider_status)) as delivered,
            count(*) filter (where m.was_sent and m.provider_status = 'read') as read,
            count(*) filter (where m.status = 'FAILED') as failed,
            count(*) filter (where not m.was_sent) as unsent
          from (
            select n.sent_at as at, n.notification_type as type, n.delivery_status as status,
                n.provider_status, true as was_sent
              from bauhaus.notifications_log n
             where n.agency_id = agency and n.sent_at >= since and n.sent_at < until
            union all
            select coalesce(n.last_tried_at, n.created_at), n.notification_type, n.delivery_status,
                n.provider_status, false
              from bauhaus.notifications_log n
             where n.agency_id = agency and n.delivery_status = 'FAILED' and n.sent_at is null
               and coalesce(n.last_tried_at, n.created_at) >= since
               and coalesce(n.last_tried_at, n.created_at) < until) m
         group by 1, 2) r);
end
$$;

comment on function api.report_delivery is
  'Reports.read of `delivery`: messages by day and type, and how far they came.';
