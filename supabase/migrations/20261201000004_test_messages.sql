-- When a contact was last sent a test message, and a short way to what can never get through.
-- No version writes messages meanwhile: it is released together with the journeys.
-- squawk-ignore-file require-concurrent-index-creation
set local lock_timeout = '5s';
set local statement_timeout = '10min';

alter table bauhaus.contacts add column tested_at timestamptz;
comment on column bauhaus.contacts.tested_at is
  'When the agency last asked for a test message to the number of now.';

-- Few rows: what can never get through.
create index notifications_log_refused on bauhaus.notifications_log (recipient)
  where delivery_status = 'FAILED' and permanent;
