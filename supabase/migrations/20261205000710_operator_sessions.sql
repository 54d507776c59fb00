set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table bauhaus.operator_sessions (
  token_hash text primary key check (token_hash ~ '^[0-9a-f]{64}$'),
  user_id uuid not null,
  sign_in_id text unique,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
comment on table bauhaus.operator_sessions is
  'Who operates the platform and is signed in. Which users may is configuration, looked at with '
  'every request.';
alter table bauhaus.operator_sessions enable row level security;
