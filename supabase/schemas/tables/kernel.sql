-- What the kernel keeps of its turns (shared/actor). A null agency_id is a turn of the system: a
-- flight belongs to no tenant. No foreign keys here: every turn would take a share lock on its
-- agency's one row, and these rows have retention of their own.

create table bauhaus.actors (
  agent text not null,
  actor_id text not null,
  agency_id uuid,
  version integer not null,
  schema_version integer not null,
  state jsonb not null,
  updated_at timestamptz not null,
  primary key (agent, actor_id)
)
-- A row is written several times within a second: room beside it keeps its indexes out of it.
with (fillfactor = 70);
alter table bauhaus.actors enable row level security;

create table bauhaus.inbox (
  agent text not null,
  actor_id text not null,
  event_id uuid not null,
  agency_id uuid,
  taken_at timestamptz not null,
  primary key (agent, actor_id, event_id)
);
alter table bauhaus.inbox enable row level security;
create index inbox_taken_at on bauhaus.inbox using brin (taken_at);

create table bauhaus.outbox (
  id uuid primary key,
  agency_id uuid,
  type text not null,
  event jsonb not null,
  emitted_at timestamptz not null,
  published_at timestamptz,
  leased_at timestamptz
);
comment on table bauhaus.outbox is 'One row, one event; its id is the event''s.';
comment on column bauhaus.outbox.leased_at is 'When somebody last leased it in order to publish it.';
alter table bauhaus.outbox enable row level security;
create index outbox_waiting on bauhaus.outbox (emitted_at) where published_at is null;
create index outbox_published on bauhaus.outbox (published_at) where published_at is not null;

create table bauhaus.timers (
  agent text not null,
  actor_id text not null,
  kind text not null,
  generation integer not null,
  due timestamptz,
  agency_id uuid,
  trip_id uuid,
  sweeps integer not null default 0,
  swept_at timestamptz,
  updated_at timestamptz not null,
  primary key (agent, actor_id, kind)
)
with (fillfactor = 70);
comment on column bauhaus.timers.due is
  'Null: not set. The row stays, so that the generation goes on counting.';
alter table bauhaus.timers enable row level security;
create index timers_due on bauhaus.timers (due) where due is not null;

create table bauhaus.decisions (
  id bigint generated always as identity primary key,
  agency_id uuid,
  trip_id uuid,
  agent text not null,
  actor_id text not null,
  event_id uuid not null,
  event_type text not null,
  decision text not null,
  subject text not null,
  rule text not null,
  detail jsonb not null,
  at timestamptz not null
);
comment on table bauhaus.decisions is
  'Why somebody did or did not get a message; no personal data, and no foreign key on the trip: it '
  'outlives an erasure.';
alter table bauhaus.decisions enable row level security;
create index decisions_trip on bauhaus.decisions (trip_id, id);
create index decisions_at on bauhaus.decisions using brin (at);

create table bauhaus.quarantine (
  id bigint generated always as identity primary key,
  agency_id uuid,
  agent text not null,
  actor_id text not null,
  event_id uuid not null,
  event jsonb not null,
  error text not null,
  at timestamptz not null,
  unique (agent, actor_id, event_id)
);
alter table bauhaus.quarantine enable row level security;
create index quarantine_at on bauhaus.quarantine (at);

-- What a state means and how it changes is decided in shared/domain/circuit-breaker.ts; here it is
-- only kept, and changed by whoever knows its newest version.
create table bauhaus.circuit_breakers (
  service text primary key,
  failures integer not null default 0,
  open_until timestamptz,
  updated_at timestamptz not null,
  version integer not null default 0,
  failing_since timestamptz,
  openings integer not null default 0,
  opened_at timestamptz,
  probe_until timestamptz
);
alter table bauhaus.circuit_breakers enable row level security;
