-- On a large table the indexes are built by hand with `concurrently` before, under the same names.
-- squawk-ignore-file require-concurrent-index-creation
set local lock_timeout = '5s';
set local statement_timeout = '60s';

alter table bauhaus.notifications_log add column delivered_at timestamptz;
alter table bauhaus.notifications_log add column read_at timestamptz;
comment on column bauhaus.notifications_log.delivered_at is
  'When the phone first had it, as the provider reported; kept since reports count by it.';
create index if not exists notifications_log_of_agency
  on bauhaus.notifications_log (agency_id, sent_at) where sent_at is not null;
create index if not exists notifications_log_unsent
  on bauhaus.notifications_log (agency_id, coalesce(last_tried_at, created_at))
  where delivery_status = 'FAILED' and sent_at is null;

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
