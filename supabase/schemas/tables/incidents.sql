create table bauhaus.incidents (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  kind text not null check (kind in ('flight', 'journey', 'conversation', 'agency')),
  subject text not null,
  state text not null default 'open' check (state in ('open', 'claimed', 'done')),
  severity text not null check (severity in ('urgent', 'normal')),
  urgent_from timestamptz,
  deadline timestamptz,
  people integer not null default 0,
  unreached integer not null default 0,
  minors integer not null default 0,
  tasks_open integer not null default 0,
  kinds text[] not null default '{}',
  owner_id uuid references bauhaus.members,
  owner_name text,
  claimed_at timestamptz,
  snoozed_until timestamptz,
  opened_at timestamptz not null,
  updated_at timestamptz not null,
  closed_at timestamptz,
  closed_by text,
  closed_reason text,
  alert text constraint incidents_alert_check
    check (alert in ('asked', 'unanswered', 'unreachable')),
  unique (agency_id, id)
);
comment on table bauhaus.incidents is
  'What somebody at the agency has to look after: one for each flight, journey or conversation in '
  'trouble, made of its tasks in the commit that opens them.';
comment on column bauhaus.incidents.subject is
  'The key of the flight, the id of the journey or the conversation.';
comment on column bauhaus.incidents.urgent_from is
  'From then on it is urgent whatever its tasks are: people are not reached, or children fly.';
comment on column bauhaus.incidents.deadline is 'The first departure that it is about.';
comment on column bauhaus.incidents.alert is
  'What became of telling somebody of the agency; null: nobody was to be told yet.';
alter table bauhaus.incidents enable row level security;
create unique index incidents_one_open on bauhaus.incidents (agency_id, kind, subject)
  where state <> 'done';
create index incidents_open on bauhaus.incidents (agency_id, severity, deadline)
  where state <> 'done';
create index incidents_done on bauhaus.incidents (agency_id, closed_at desc, id)
  where state = 'done';
create index incidents_closed on bauhaus.incidents (closed_at) where state = 'done';
create index incidents_newest on bauhaus.incidents (agency_id, opened_at desc, id desc);

create table bauhaus.incident_notes (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null,
  incident_id uuid not null,
  text text not null,
  by_whom text not null,
  at timestamptz not null,
  foreign key (agency_id, incident_id) references bauhaus.incidents (agency_id, id)
    on delete cascade
);
comment on table bauhaus.incident_notes is 'What staff write down for each other; never sent.';
alter table bauhaus.incident_notes enable row level security;
create index incident_notes_incident on bauhaus.incident_notes (incident_id, at);
