create table bauhaus.notices (
  id uuid primary key,
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  texts jsonb not null,
  target jsonb not null,
  previewed_by text not null,
  previewed_by_id text not null,
  previewed_at timestamptz not null,
  expires_at timestamptz not null,
  confirmed_by text,
  confirmed_at timestamptz,
  stopped_by text,
  stopped_at timestamptz,
  unique (agency_id, id)
);
comment on table bauhaus.notices is
  'What people of an agency write to many at once: a preview and, once it is confirmed, what is '
  'sent.';
comment on column bauhaus.notices.texts is
  'The words by language; under `any` for all languages that have none.';
alter table bauhaus.notices enable row level security;
create index notices_agency on bauhaus.notices (agency_id, previewed_at);
create index notices_confirmed on bauhaus.notices (agency_id, confirmed_at)
  where confirmed_at is not null;

create table bauhaus.notice_recipients (
  notice_id uuid not null,
  agency_id uuid not null,
  contact_id uuid not null,
  contact_revision integer not null,
  trip_id uuid,
  language text not null check (language in ('es', 'en', 'pt')),
  message_id uuid not null,
  effect_key text,
  primary key (notice_id, contact_id),
  foreign key (agency_id, notice_id) references bauhaus.notices (agency_id, id) on delete cascade
);
comment on table bauhaus.notice_recipients is 'To whom a notice goes, as it was previewed.';
comment on column bauhaus.notice_recipients.effect_key is
  'The key of its message in the ledger; null: the notice was not confirmed.';
alter table bauhaus.notice_recipients enable row level security;
create index notice_recipients_message on bauhaus.notice_recipients (effect_key, agency_id)
  where effect_key is not null;
create index notice_recipients_contact on bauhaus.notice_recipients (agency_id, contact_id);
