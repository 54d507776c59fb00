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
