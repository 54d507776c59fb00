-- Consents that follow the person, the operator's bounds, and uploads that end. On large tables the
-- indexes of trips and documents are built by hand with `concurrently` before, by these names.
-- squawk-ignore-file require-concurrent-index-creation
set lock_timeout = '10s';
set statement_timeout = '60s';

alter table bauhaus.contacts add column last_void_consent bigint;
comment on column bauhaus.contacts.last_void_consent is
  'The last consent of before number or name became those of now: it and earlier ones do not hold.';

alter table bauhaus.agencies
  add column trips_per_day integer check (trips_per_day >= 1),
  add column flights_per_day integer check (flights_per_day >= 1),
  add column storage_mb integer check (storage_mb >= 1);
comment on column bauhaus.agencies.trips_per_day is
  'What the operator allows this agency, up to what all are allowed; null: no more than that.';
alter table bauhaus.platform_ceilings
  add column trips_per_day integer check (trips_per_day >= 1),
  add column flights_per_day integer check (flights_per_day >= 1),
  add column storage_mb integer check (storage_mb >= 1);
create index if not exists trips_booked on bauhaus.trips (agency_id, inserted_at);

create table bauhaus.followed_flights (
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  flight_key text not null,
  since timestamptz not null,
  primary key (agency_id, flight_key)
);
comment on table bauhaus.followed_flights is
  'When an agency put somebody on a flight where it had nobody; counted, and kept for two days.';
alter table bauhaus.followed_flights enable row level security;
create index followed_flights_since on bauhaus.followed_flights (agency_id, since);
create index followed_flights_age on bauhaus.followed_flights (since);

create index if not exists documents_agency on bauhaus.documents (agency_id) include (bytes);
alter table bauhaus.files_to_remove add column until timestamptz;
comment on table bauhaus.files_to_remove is
  'Files whose row is gone, and uploads a day after they began: a transaction cannot remove them, '
  'the retention job does.';
comment on column bauhaus.files_to_remove.until is
  'Until then the file may be put once more, and is removed again.';
