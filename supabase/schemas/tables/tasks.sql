create table bauhaus.tasks (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  trip_id uuid references bauhaus.trips on delete cascade,
  kind text not null,
  severity text not null check (severity in ('urgent', 'normal')),
  state text not null default 'open' check (state in ('open', 'claimed', 'done')),
  reason text not null,
  facts jsonb not null default '{}',
  opened_at timestamptz not null,
  updated_at timestamptz not null,
  claimed_by text,
  closed_by text,
  closed_at timestamptz,
  closed_reason text,
  claimed_at timestamptz,
  incident_id uuid,
  attempts jsonb not null default '[]',
  foreign key (agency_id, incident_id) references bauhaus.incidents (agency_id, id)
    on delete set null (incident_id)
);
comment on column bauhaus.tasks.attempts is
  'Calls in which nobody was reached, oldest first: {at, by, outcome}. They leave it open.';
alter table bauhaus.tasks enable row level security;
create unique index tasks_one_open on bauhaus.tasks (trip_id, kind) where state <> 'done';
create index tasks_agency on bauhaus.tasks (agency_id, state, opened_at desc);
create index tasks_trip on bauhaus.tasks (trip_id, opened_at);
create index tasks_conversation on bauhaus.tasks (agency_id, (facts ->> 'conversationId'))
  where state <> 'done' and kind = 'handoff';
create index tasks_incident on bauhaus.tasks (incident_id);
