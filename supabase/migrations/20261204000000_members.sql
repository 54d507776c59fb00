set local lock_timeout = '5s';
set local statement_timeout = '60s';

-- Nothing ever wrote to it: members come with this version.
-- squawk-ignore ban-drop-table
drop table bauhaus.agency_members;
create table bauhaus.members (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  user_id uuid not null,
  name text not null,
  email text not null,
  role text not null check (role in ('owner', 'agent', 'duty', 'limited')),
  groups uuid[] not null default '{}',
  joined_at timestamptz not null,
  left_at timestamptz
);
comment on table bauhaus.members is
  'Who works at an agency. Who has left stays as a row, for the trail of what they did.';
comment on column bauhaus.members.user_id is 'Whom the provider of identities knows by this id.';
comment on column bauhaus.members.groups is 'What a limited member sees: nothing else.';
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
  revoked_at timestamptz
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
