set lock_timeout = '10s';
set statement_timeout = '60s';

alter table bauhaus.contacts add column tested_at timestamptz;
comment on column bauhaus.contacts.tested_at is
  'When the agency last asked for a test message to them.';

create index notifications_log_refused on bauhaus.notifications_log (recipient)
  where delivery_status = 'FAILED' and permanent;
