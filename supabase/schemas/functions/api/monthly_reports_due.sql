create or replace function api.monthly_reports_due(at timestamptz, at_most integer) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('agencyId', d.id,
      'month', to_char(d.month, 'YYYY-MM')) order by d.id), '[]')
    from (
      select a.id, m.month
        from bauhaus.agencies a
       cross join lateral (select at at time zone coalesce(a.zone, 'UTC') as local) l
       cross join lateral (
         select (date_trunc('month', l.local) - interval '1 month')::date as month) m
       where a.suspended_at is null
         and l.local >= date_trunc('month', l.local) + interval '8 hours'
         and l.local < date_trunc('month', l.local) + interval '10 days'
         and exists (
           select from bauhaus.members o
            where o.agency_id = a.id and o.role = 'owner' and o.left_at is null
              and o.joined_at < date_trunc('month', l.local) at time zone coalesce(a.zone, 'UTC')
              and not exists (
                select from bauhaus.monthly_reports r
                 where r.agency_id = a.id and r.month = m.month and r.member_id = o.id
                   and (r.settled_at is not null or r.lease_until > at)))
       order by a.id limit at_most) d
$$;

comment on function api.monthly_reports_due is
  'MonthlyReports.due: from eight in the morning of the first until the tenth, by the clock of '
  'each agency.';
