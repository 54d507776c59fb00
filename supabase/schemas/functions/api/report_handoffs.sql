create or replace function api.report_handoffs(span jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  since constant timestamptz := bauhaus.report_start(span);
  until constant timestamptz := bauhaus.report_end(span);
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('reason', r.reason, 'handoffs', r.handoffs,
        'urgent', r.urgent, 'open', r.open, 'claimedP50Seconds', round(r.claimed))
        order by r.reason nulls first), '[]')
      from (
        select k.reason, count(*) as handoffs,
            count(*) filter (where k.severity = 'urgent') as urgent,
            count(*) filter (where k.state <> 'done') as open,
            percentile_cont(0.5) within group (
              order by extract(epoch from k.claimed_at - k.opened_at)) as claimed
          from bauhaus.tasks k
         where k.agency_id = agency and k.kind = 'handoff'
           and k.state = any ('{open,claimed,done}') and k.opened_at >= since
           and k.opened_at < until
         group by grouping sets ((k.reason), ())) r
     where r.handoffs > 0);
end
$$;

comment on function api.report_handoffs is
  'Reports.read of `handoffs`: conversations that were handed over, by the gravest reason.';
