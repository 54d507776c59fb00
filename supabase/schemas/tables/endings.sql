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
