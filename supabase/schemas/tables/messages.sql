-- The order of tries, which tells what a traveller heard last; instants cannot, since the clocks of
-- workers differ. Only one message to a phone is under way, so this is also the phone's order.
create sequence bauhaus.tries;

create table bauhaus.notifications_log (
  id uuid primary key default gen_random_uuid(),
  seq bigint generated always as identity,
  agency_id uuid not null,
  trip_id uuid,
  effect_key text not null,
  idempotency_hash varchar(16) not null,
  notification_type text not null,
  episode integer not null,
  template_name text,
  sender text not null,
  recipient text not null,
  content jsonb not null,
  told jsonb not null,
  critical boolean not null,
  even_if_opted_out boolean not null,
  delivery_status text not null default 'PENDING',
  provider_id text,
  former_provider_ids text[] not null default '{}',
  provider_status text,
  attempts integer not null default 0,
  empty_lists integer not null default 0,
  fence integer not null default 0,
  lease_until timestamptz,
  slot_at timestamptz,
  waits_for_pair boolean not null default false,
  due_at timestamptz not null,
  next_attempt_at timestamptz,
  expires_at timestamptz,
  first_tried_at timestamptz,
  last_tried_at timestamptz,
  sent_at timestamptz,
  permanent boolean not null default false,
  error_code text,
  error_message text,
  event_id uuid not null,
  correlation_id uuid not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  assumed_delivered boolean not null default false,
  try_order bigint,
  address text,
  forgotten_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  is_test boolean not null default false,
  unique (effect_key, agency_id),
  -- Both columns: a message can only be about a trip of its own agency.
  foreign key (agency_id, trip_id) references bauhaus.trips (agency_id, id) on delete cascade,
  -- One check, not two: every statement that writes parses each check again.
  constraint notifications_log_states check (
    case when next_attempt_at is null then delivery_status in ('SENT', 'FAILED', 'DROPPED')
      else delivery_status in ('PENDING', 'SENDING', 'UNKNOWN') end)
)
-- A row is updated several times within a second: with room on its page, updates are HOT and leave
-- the indexes alone.
with (fillfactor = 70);
comment on table bauhaus.notifications_log is
  'The ledger of messages: one row for each effect key, from decision to delivery.';
comment on column bauhaus.notifications_log.former_provider_ids is
  'Ids of earlier tries that failed after the provider had accepted them: a late callback about '
  'one of them is ignored.';
comment on column bauhaus.notifications_log.slot_at is
  'The rate slot reserved for its next try.';
comment on column bauhaus.notifications_log.waits_for_pair is
  'Another message from the same number to the same phone is under way.';
comment on column bauhaus.notifications_log.next_attempt_at is
  'When the row needs another look, whatever its status; null once it is final.';
comment on column bauhaus.notifications_log.error_message is
  'Why it was dropped or failed, as a code; never text of the message.';
comment on column bauhaus.notifications_log.assumed_delivered is
  'A turn counted it as told while it was under way.';
comment on column bauhaus.notifications_log.try_order is
  'The place of its last try among all tries; null if never tried.';
comment on column bauhaus.notifications_log.address is
  'The writing of the recipient that its last try was sent to; null: the recipient as it stands.';
comment on column bauhaus.notifications_log.forgotten_at is
  'When recipient and words were taken out; what is left counts.';
comment on column bauhaus.notifications_log.delivered_at is
  'When the phone first had it, as the provider reported; kept since reports count by it.';
comment on column bauhaus.notifications_log.is_test is
  'Its last try was in a test: it went to address, a phone of the staff, and says nothing about '
  'the recipient.';
alter table bauhaus.notifications_log enable row level security;
create unique index notifications_log_sent_once
  on bauhaus.notifications_log (trip_id, notification_type, idempotency_hash)
  where delivery_status = 'SENT';
create unique index notifications_log_one_under_way
  on bauhaus.notifications_log (sender, bauhaus.number_token(recipient))
  where delivery_status in ('SENDING', 'UNKNOWN');
-- For look-ups: row-level security lets no index be searched by a function of a column.
create index notifications_log_under_way on bauhaus.notifications_log (sender, recipient)
  where delivery_status in ('SENDING', 'UNKNOWN');
create index notifications_log_trip on bauhaus.notifications_log (trip_id, seq);
create index notifications_log_next on bauhaus.notifications_log (next_attempt_at)
  where next_attempt_at is not null;
create index notifications_log_waiting on bauhaus.notifications_log (sender, recipient, due_at)
  where delivery_status = 'PENDING';
create index notifications_log_phone on bauhaus.notifications_log (recipient, sent_at desc)
  where sent_at is not null;
-- Few rows: what can never get through.
create index notifications_log_refused on bauhaus.notifications_log (recipient)
  where delivery_status = 'FAILED' and permanent;
create index notifications_log_sent_at on bauhaus.notifications_log (sent_at)
  where sent_at is not null;
create index notifications_log_of_agency
  on bauhaus.notifications_log (agency_id, sent_at) where sent_at is not null;
create index notifications_log_unsent
  on bauhaus.notifications_log (agency_id, coalesce(last_tried_at, created_at))
  where delivery_status = 'FAILED' and sent_at is null;
create index notifications_log_without_trip on bauhaus.notifications_log (agency_id, created_at)
  where trip_id is null and forgotten_at is null;
create index notifications_log_held on bauhaus.notifications_log (agency_id)
  where error_message = 'sending_paused';
create index notifications_log_shadow on bauhaus.notifications_log (agency_id, last_tried_at)
  where error_message = 'shadow';
create index notifications_log_unknown on bauhaus.notifications_log (last_tried_at)
  where delivery_status = 'UNKNOWN';

create table bauhaus.suppressions (
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  sender text not null,
  phone text not null,
  opted_out boolean not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (agency_id, sender, phone)
);
alter table bauhaus.suppressions enable row level security;

-- An opt-out holds between a number and a phone, for all agencies that write from the number. They
-- share one bit under a digest, so an agency can ask about a phone that it knows, and cannot list
-- the travellers of others.
create table bauhaus.suppressed_recipients (
  recipient_key text primary key,
  opted_out boolean not null,
  changed_at timestamptz not null
);
comment on table bauhaus.suppressed_recipients is
  'Whether a phone has opted out of a number, whichever agency writes from it; suppressions holds '
  'which agency it told.';
alter table bauhaus.suppressed_recipients enable row level security;

create table bauhaus.rate_limits (
  bucket text primary key,
  agency_id uuid,
  tat timestamptz not null,
  critical_tat timestamptz not null
)
with (fillfactor = 50);
comment on table bauhaus.rate_limits is
  'Theoretical arrival times (GCRA) per agency and per sender, with a lane for critical messages. '
  'A sender may serve several agencies, so its row belongs to none.';
alter table bauhaus.rate_limits enable row level security;

create table bauhaus.message_attempts (
  message_id uuid not null references bauhaus.notifications_log on delete cascade,
  fence integer not null,
  agency_id uuid not null,
  tried_at timestamptz not null,
  settled_at timestamptz not null,
  outcome text not null,
  provider_id text,
  error_code text,
  digest text not null,
  primary key (message_id, fence)
);
comment on table bauhaus.message_attempts is
  'Each attempt of a message with its outcome. Only ever inserted into.';
comment on column bauhaus.message_attempts.digest is
  'SHA-256 of recipient and content as they stood: shows whether the ledger was rewritten since.';
alter table bauhaus.message_attempts enable row level security;
