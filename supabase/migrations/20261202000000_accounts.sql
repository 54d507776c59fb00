set local lock_timeout = '5s';
set local statement_timeout = '10min';

-- `operator`: those who run the platform make agencies and keys; nobody else may. `router`: what
-- travellers write to a number of several agencies, until they have said whose it is.
do $$
declare
  name text;
begin
  foreach name in array array['operator', 'router'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = name) then
      begin
        execute format('create role %I nologin noinherit', name);
      exception when duplicate_object or unique_violation then
        null; -- another database of the same server was being migrated at the same time
      end;
    end if;
  end loop;
end
$$;
grant operator, router to authenticator;
do $$
begin
  execute format('grant operator, router to %I', current_user);
end
$$;
grant usage on schema api, bauhaus, rules to operator, router;

alter table bauhaus.agencies
  add column suspended_at timestamptz,
  add column suspended_because text;
comment on column bauhaus.agencies.suspended_at is
  'Since then its keys are refused and its messages wait; null: it works.';

-- The table is small: an agency has a few keys.
-- squawk-ignore constraint-missing-not-valid
alter table bauhaus.agency_api_keys
  add column scopes text[] not null default '{book,read,care,admin}'
    check (scopes <@ '{book,read,care,admin}'::text[] and scopes <> '{}'),
  add column expires_at timestamptz,
  add column last_used_at timestamptz;
comment on column bauhaus.agency_api_keys.last_used_at is
  'Written at most once a minute.';

create table bauhaus.audit_log (
  id bigint generated always as identity primary key,
  agency_id uuid not null,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('key', 'member', 'operator', 'link', 'bus')),
  actor_id text,
  actor_name text,
  action text not null,
  object_kind text not null,
  object_id text not null,
  changes jsonb not null,
  request_id text not null
);
comment on table bauhaus.audit_log is
  'Who did what. Only ever inserted into; of personal fields it says only that they changed.';
alter table bauhaus.audit_log enable row level security;
create index audit_log_agency on bauhaus.audit_log (agency_id, id desc);
create index audit_log_object on bauhaus.audit_log (agency_id, object_id, id desc);
create index audit_log_at on bauhaus.audit_log (at);

create table bauhaus.agency_questions (
  sender text not null,
  phone text not null,
  choices jsonb not null,
  at timestamptz not null,
  agency_id uuid references bauhaus.agencies on delete cascade,
  answered_by text,
  held jsonb not null,
  primary key (sender, phone)
);
comment on table bauhaus.agency_questions is
  'Which of the agencies that share a number a traveller means, and what they wrote before they '
  'said so. Belongs to no agency, and none can read it.';
alter table bauhaus.agency_questions enable row level security;
create index agency_questions_at on bauhaus.agency_questions (at);

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
