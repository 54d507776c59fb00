create table bauhaus.monthly_reports (
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  month date not null check (extract(day from month) = 1),
  member_id uuid not null references bauhaus.members on delete cascade,
  lease_until timestamptz,
  settled_at timestamptz,
  outcome text check (outcome in ('sent', 'refused', 'empty')),
  primary key (agency_id, month, member_id)
);
comment on table bauhaus.monthly_reports is
  'To which owner the report of a month was mailed; a row is leased while it is sent.';
alter table bauhaus.monthly_reports enable row level security;
create index monthly_reports_member on bauhaus.monthly_reports (member_id);
create index monthly_reports_settled on bauhaus.monthly_reports (settled_at);
