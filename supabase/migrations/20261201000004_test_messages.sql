-- When a contact was last sent a test message, a short way to the trips of a contact, and one to
-- what can never get through.
-- No version writes messages meanwhile: it is released together with the journeys.
-- squawk-ignore-file require-concurrent-index-creation
set local lock_timeout = '5s';
set local statement_timeout = '10min';

alter table bauhaus.contacts add column tested_at timestamptz;
comment on column bauhaus.contacts.tested_at is
  'When the agency last asked for a test message to the number of now.';

create index trips_contact on bauhaus.trips (contact_id, agency_id, departure_date)
  where status <> 'withdrawn';

-- Few rows: what can never get through.
create index notifications_log_refused on bauhaus.notifications_log (recipient)
  where delivery_status = 'FAILED' and permanent;
