set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table bauhaus.sending_brakes (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid references bauhaus.agencies on delete cascade,
  scope text not null check (scope in ('platform', 'agency', 'journey', 'contact', 'type')),
  subject text,
  state text not null check (state in ('live', 'test', 'shadow', 'paused')),
  reason text,
  lifts_at timestamptz,
  phones jsonb not null default '[]',
  set_by text,
  set_at timestamptz not null,
  unique nulls not distinct (agency_id, scope, subject)
);
comment on table bauhaus.sending_brakes is
  'How messages leave, where that was ever said: the strictest row about a message decides when it '
  'is claimed. A row of no agency is the operator’s, over all.';
comment on column bauhaus.sending_brakes.lifts_at is
  'From then on the row is as if it said live; null: until somebody lifts it.';
comment on column bauhaus.sending_brakes.phones is
  'In a test: the numbers of staff that get what is for others, each as {phone}.';
alter table bauhaus.sending_brakes enable row level security;

alter table bauhaus.notifications_log add column is_test boolean not null default false;
comment on column bauhaus.notifications_log.is_test is
  'Its last try was in a test: it went to address, a phone of the staff, and says nothing about '
  'the recipient.';

-- It was never written nor read.
-- squawk-ignore ban-drop-column
alter table bauhaus.journeys drop column sending;

-- Empty at first: no row has these reasons yet.
-- squawk-ignore require-concurrent-index-creation
create index notifications_log_held on bauhaus.notifications_log (agency_id)
  where error_message = 'sending_paused';
-- squawk-ignore require-concurrent-index-creation
create index notifications_log_shadow on bauhaus.notifications_log (agency_id, last_tried_at)
  where error_message = 'shadow';
