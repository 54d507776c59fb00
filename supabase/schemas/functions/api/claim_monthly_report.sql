create or replace function api.claim_monthly_report(claim jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (claim ->> 'at')::timestamptz;
begin
  insert into bauhaus.monthly_reports as r (agency_id, month, member_id, lease_until)
  select m.agency_id, (claim ->> 'month')::date, m.id, (claim ->> 'leaseUntil')::timestamptz
    from bauhaus.members m
   where m.id = (claim ->> 'memberId')::uuid and m.agency_id = bauhaus.current_agency()
     and m.left_at is null
  on conflict (agency_id, month, member_id) do update set lease_until = excluded.lease_until
   where r.settled_at is null and (r.lease_until is null or r.lease_until <= at);
  return to_jsonb(found);
end
$$;

comment on function api.claim_monthly_report is
  'MonthlyReports.claim: false where it was sent, is being sent, or they have left.';
