set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table bauhaus.webhook_endpoints (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  name text not null,
  url text not null,
  types text[] not null check (types <> '{}'),
  secret text not null,
  former_secret text,
  former_until timestamptz,
  inserted_at timestamptz not null,
  failures integer not null default 0,
  failing_since timestamptz,
  last_delivered_at timestamptz,
  off_since timestamptz,
  off_because text check (off_because in ('owner', 'failing', 'gone')),
  unique (agency_id, id)
);
comment on table bauhaus.webhook_endpoints is
  'Systems of agencies to which events go, by the names of the catalogue; URL and secrets sealed.';
comment on column bauhaus.webhook_endpoints.former_secret is
  'Signs as well until `former_until`, while the agency changes secrets.';
comment on column bauhaus.webhook_endpoints.failures is 'In a row.';
alter table bauhaus.webhook_endpoints enable row level security;

create table bauhaus.webhook_deliveries (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null,
  endpoint_id uuid not null,
  event_id uuid not null,
  type text not null,
  event jsonb not null,
  state text not null default 'pending'
    check (state in ('pending', 'delivered', 'failed', 'dropped')),
  attempts jsonb not null default '[]',
  tries integer not null default 0,
  started_at timestamptz not null,
  next_attempt_at timestamptz,
  lease_until timestamptz,
  created_at timestamptz not null,
  unique (event_id, endpoint_id),
  foreign key (agency_id, endpoint_id) references bauhaus.webhook_endpoints (agency_id, id)
    on delete cascade
);
comment on table bauhaus.webhook_deliveries is
  'Events that are or were to be delivered, from the transaction that announces them. The event is '
  'kept with it, and has nothing personal but ids.';
comment on column bauhaus.webhook_deliveries.attempts is
  'DeliveryTry of shared/domain/webhook.ts for each, those before a resend too.';
comment on column bauhaus.webhook_deliveries.tries is 'Since `started_at`, which a resend moves.';
alter table bauhaus.webhook_deliveries enable row level security;
create index webhook_deliveries_due on bauhaus.webhook_deliveries (next_attempt_at)
  where state = 'pending';
create index webhook_deliveries_newest
  on bauhaus.webhook_deliveries (endpoint_id, created_at desc, id desc);
create index webhook_deliveries_under_way on bauhaus.webhook_deliveries (endpoint_id)
  where lease_until is not null;
create index webhook_deliveries_ended on bauhaus.webhook_deliveries (created_at)
  where state <> 'pending';
