-- What the kernel keeps of its turns (shared/actor). A null agency_id is a turn of the system,
-- since a flight belongs to no agency. No foreign keys here: every turn would take a share lock on
-- its agency's one row, and these rows have their own retention.

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
-- A row is updated several times within a second: with room on its page, updates are HOT and leave
-- the indexes alone.
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
create index inbox_age on bauhaus.inbox (taken_at);

create table bauhaus.outbox (
  id uuid primary key,
  agency_id uuid,
  type text not null,
  event jsonb not null,
  emitted_at timestamptz not null,
  published_at timestamptz,
  leased_at timestamptz
);
comment on table bauhaus.outbox is 'Events to publish; a row has the id of its event.';
comment on column bauhaus.outbox.leased_at is 'When a relay last leased it for publishing.';
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
  is_far boolean not null default false,
  primary key (agent, actor_id, kind)
)
with (fillfactor = 70);
comment on column bauhaus.timers.due is
  'Null: not set. The row stays, so that its generation goes on counting.';
comment on column bauhaus.timers.is_far is
  'Set so far ahead that it has no schedule on AWS yet; the sweeper makes it the day before.';
alter table bauhaus.timers enable row level security;
create index timers_due on bauhaus.timers (due) where due is not null;
create index timers_far on bauhaus.timers (due) where is_far;
create index timers_idle on bauhaus.timers (updated_at) where due is null;

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
  'Why a traveller did or did not get a message. No personal data and no foreign key on the trip, '
  'since it outlives an erasure.';
alter table bauhaus.decisions enable row level security;
create index decisions_trip on bauhaus.decisions (trip_id, id);
create index decisions_age on bauhaus.decisions (at);

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

-- The states of shared/domain/circuit-breaker.ts, changed by compare-and-set on the version.
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
