set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table bauhaus.push_subscriptions (
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  member_id uuid not null references bauhaus.members on delete cascade,
  subscription text not null,
  created_at timestamptz not null,
  confirmed_at timestamptz not null,
  primary key (agency_id, digest)
);
comment on table bauhaus.push_subscriptions is
  'Browsers of members that take push messages, until they refuse them or the member leaves.';
comment on column bauhaus.push_subscriptions.digest is
  'SHA-256 of the endpoint: a browser is of one member of an agency.';
alter table bauhaus.push_subscriptions enable row level security;
create index push_subscriptions_member on bauhaus.push_subscriptions (member_id, confirmed_at);
create index push_subscriptions_confirmed on bauhaus.push_subscriptions (confirmed_at);
