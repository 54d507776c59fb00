create or replace function api.report_news(span jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  since constant timestamptz := bauhaus.report_start(span);
  until constant timestamptz := bauhaus.report_end(span);
  types constant text[] := array(select jsonb_array_elements_text(span -> 'newsTypes'));
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('type', r.type, 'messages', r.messages,
        'delivered', r.delivered, 'held', r.held, 'p50Seconds', round(r.p50),
        'p90Seconds', round(r.p90))
        order by r.type nulls first), '[]')
      from (
        select m.type, count(*) as messages, count(m.delivered_at) as delivered,
            count(*) filter (where m.held) as held,
            percentile_cont(0.5) within group (order by m.seconds) filter (where not m.held) as p50,
            percentile_cont(0.9) within group (order by m.seconds) filter (where not m.held) as p90
          from (
            select n.notification_type as type, n.delivered_at,
                extract(epoch from n.delivered_at - h.recorded_at) as seconds,
                n.created_at > h.recorded_at + interval '5 minutes' as held
              from bauhaus.notifications_log n
              join bauhaus.trips t on t.id = n.trip_id
             cross join lateral (
               select s.recorded_at from bauhaus.flight_status_history s
                where s.flight_key = t.flight_key and s.recorded_at <= n.created_at
                order by s.recorded_at desc limit 1) h
             where n.agency_id = agency and n.sent_at >= since and n.sent_at < until
               and n.notification_type = any (types)) m
         group by grouping sets ((m.type), ())) r
     where r.messages > 0);
end
$$;

comment on function api.report_news is
  'Reports.read of `news`: from the latest reading before the decision to the phone.';
