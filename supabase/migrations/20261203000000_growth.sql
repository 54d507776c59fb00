-- What grows is purged table by table, by an index on its age. On large tables the indexes are
-- built by hand with `concurrently` before, under the same names.
-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion
set local lock_timeout = '5s';
set local statement_timeout = '60s';
drop index if exists bauhaus.inbox_taken_at;
create index if not exists inbox_age on bauhaus.inbox (taken_at);
drop index if exists bauhaus.decisions_at;
create index if not exists decisions_age on bauhaus.decisions (at);
create index if not exists flight_status_history_recorded_at
  on bauhaus.flight_status_history (recorded_at);
create index if not exists timers_idle on bauhaus.timers (updated_at) where due is null;
alter table bauhaus.timers add column is_far boolean not null default false;
comment on column bauhaus.timers.is_far is
  'Set so far ahead that it has no schedule on AWS yet; the sweeper makes it the day before.';
create index timers_far on bauhaus.timers (due) where is_far;
