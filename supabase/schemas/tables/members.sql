create table bauhaus.members (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  user_id uuid not null,
  name text not null,
  email text not null,
  role text not null check (role in ('owner', 'agent', 'duty', 'limited')),
  groups uuid[] not null default '{}',
  joined_at timestamptz not null,
  left_at timestamptz,
  phone text,
  phone_consented_at timestamptz,
  languages text[] not null default '{}',
  sees text not null default 'all' check (sees in ('all', 'own'))
);
comment on table bauhaus.members is
  'Who works at an agency. Who has left stays as a row, for the trail of what they did.';
comment on column bauhaus.members.user_id is 'Whom the provider of identities knows by this id.';
comment on column bauhaus.members.groups is 'What a limited member sees: nothing else.';
comment on column bauhaus.members.phone is
  'Where the duty desk writes to, and from where an alert is answered.';
comment on column bauhaus.members.phone_consented_at is
  'Since when they agree to be written to there as staff; null: they do not.';
comment on column bauhaus.members.languages is 'What they are written to in, the best first.';
comment on column bauhaus.members.sees is
  'Whether an agent works with all journeys of the agency, or with those alone that they keep.';
alter table bauhaus.members enable row level security;
create unique index members_user on bauhaus.members (user_id, agency_id) where left_at is null;
create index members_agency on bauhaus.members (agency_id);

create table bauhaus.invitations (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  name text not null,
  email text not null,
  role text not null check (role in ('owner', 'agent', 'duty', 'limited')),
  groups uuid[] not null default '{}',
  invited_by text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  sees text not null default 'all' check (sees in ('all', 'own'))
);
alter table bauhaus.invitations enable row level security;
create index invitations_agency on bauhaus.invitations (agency_id);

create table bauhaus.sessions (
  token_hash text primary key check (token_hash ~ '^[0-9a-f]{64}$'),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  member_id uuid not null references bauhaus.members on delete cascade,
  sign_in_id text unique,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
comment on column bauhaus.sessions.sign_in_id is
  'Of a link that signs in once: a second session cannot be made with it.';
alter table bauhaus.sessions enable row level security;
create index sessions_member on bauhaus.sessions (member_id);
create index sessions_ended on bauhaus.sessions (expires_at);

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
