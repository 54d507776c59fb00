create or replace function api.settle_monthly_report(settlement jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  update bauhaus.monthly_reports r
     set lease_until = null, outcome = settlement ->> 'outcome',
         settled_at = case when settlement ->> 'outcome' is not null
           then (settlement ->> 'at')::timestamptz end
   where r.agency_id = bauhaus.current_agency() and r.month = (settlement ->> 'month')::date
     and r.member_id = (settlement ->> 'memberId')::uuid and r.settled_at is null;
  return to_jsonb(found);
end
$$;

comment on function api.settle_monthly_report is
  'MonthlyReports.settle: without an outcome it may be claimed again at once.';
