-- Personal data has an end: what is left of it, and files that are still to be removed.
-- squawk-ignore-file require-concurrent-index-creation
set local lock_timeout = '5s';
set local statement_timeout = '10min';

-- What is left of personal data that has ended, so that it does not come back, and files that are
-- still to be removed.

create table bauhaus.erasures (
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  person text not null,
  erased_at timestamptz not null,
  primary key (agency_id, person)
);
comment on table bauhaus.erasures is
  'Numbers whose person was erased (bauhaus.person_token), and when: what was said before then is '
  'not taken up again.';
alter table bauhaus.erasures enable row level security;
create index erasures_erased_at on bauhaus.erasures using brin (erased_at);

create table bauhaus.forgotten_messages (
  message_id uuid primary key,
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  forgotten_at timestamptz not null
);
comment on table bauhaus.forgotten_messages is
  'Ids of messages of travellers who were erased: a repeated webhook writes nothing.';
alter table bauhaus.forgotten_messages enable row level security;
create index forgotten_messages_forgotten_at on bauhaus.forgotten_messages
  using brin (forgotten_at);

create table bauhaus.files_to_remove (
  path text primary key,
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  since timestamptz not null
);
comment on table bauhaus.files_to_remove is
  'Files whose row is gone: a transaction cannot remove them, the retention job does.';
alter table bauhaus.files_to_remove enable row level security;

alter table bauhaus.notifications_log add column forgotten_at timestamptz;
comment on column bauhaus.notifications_log.forgotten_at is
  'When recipient and words were taken out; what is left counts.';
create index notifications_log_without_trip on bauhaus.notifications_log (agency_id, created_at)
  where trip_id is null and forgotten_at is null;
alter table bauhaus.trips add column forgotten_at timestamptz;
comment on column bauhaus.trips.forgotten_at is
  'When what is personal was taken out; links to it open no more.';
alter table bauhaus.contacts add column forgotten_at timestamptz;
comment on column bauhaus.contacts.forgotten_at is
  'Set where nobody is left here: it only holds trips together whose person was forgotten.';
alter table bauhaus.journeys add column forgotten_at timestamptz;
comment on column bauhaus.journeys.forgotten_at is
  'When what is personal was taken out; what is left counts.';
create index journeys_remembered on bauhaus.journeys (agency_id, inserted_at)
  where forgotten_at is null;
