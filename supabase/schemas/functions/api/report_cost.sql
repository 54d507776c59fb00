create or replace function api.report_cost(span jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  since constant timestamptz := bauhaus.report_start(span);
  until constant timestamptz := bauhaus.report_end(span);
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('category', r.category, 'purpose', r.purpose,
        'count', r.count, 'costMicros', r.micros) order by r.place, r.purpose), '[]')
      from (
        select 1 as place, case when n.template_name is null then 'reply' else 'template' end
              as category,
            null as purpose, count(*) as count, null::bigint as micros
          from bauhaus.notifications_log n
         where n.agency_id = agency and n.sent_at >= since and n.sent_at < until
         group by 2
        union all
        select 2, 'model', s.purpose, sum(s.calls), sum(s.cost_micros)::bigint
          from bauhaus.model_spend s
         where s.agency_id = agency
           and s.month >= date_trunc('month', (span ->> 'from')::date)
           and s.month <= (span ->> 'to')::date
         group by s.purpose) r);
end
$$;

comment on function api.report_cost is
  'Reports.read of `cost`: messages by what WhatsApp charges for, and the model by whole months.';
