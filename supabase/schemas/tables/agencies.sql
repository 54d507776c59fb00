create table bauhaus.agencies (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  sender text not null check (sender ~ '^\+[1-9]\d{6,14}$'),
  emergency_phone text,
  inserted_at timestamptz not null default now(),
  suspended_at timestamptz,
  suspended_because text,
  phone text,
  zone text,
  hours jsonb,
  languages text[] not null default '{}' check (languages <@ '{es,en,pt}'::text[]),
  revision integer not null default 1
);
comment on column bauhaus.agencies.hours is
  'AgencyHours of shared/domain/agency-hours.ts, in the zone; null: not said.';
comment on column bauhaus.agencies.suspended_at is
  'Since then its keys are refused and its messages wait; null: it works.';
alter table bauhaus.agencies enable row level security;
create index agencies_sender on bauhaus.agencies (sender);

create table bauhaus.agency_members (
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  user_id uuid not null,
  role text not null check (role in ('owner', 'agent')),
  inserted_at timestamptz not null default now(),
  primary key (agency_id, user_id)
);
alter table bauhaus.agency_members enable row level security;

create table bauhaus.agency_api_keys (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  name text not null,
  key_hash text not null unique check (key_hash ~ '^[0-9a-f]{64}$'),
  inserted_at timestamptz not null default now(),
  revoked_at timestamptz,
  scopes text[] not null default '{book,read,care,admin}'
    check (scopes <@ '{book,read,care,admin}'::text[] and scopes <> '{}'),
  expires_at timestamptz,
  last_used_at timestamptz
);
comment on column bauhaus.agency_api_keys.last_used_at is
  'Written at most once a minute.';
alter table bauhaus.agency_api_keys enable row level security;
create index agency_api_keys_agency on bauhaus.agency_api_keys (agency_id);

create table bauhaus.agencies_settings (
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  setting_key text not null,
  setting_value jsonb not null,
  updated_at timestamptz not null default now(),
  unique (agency_id, setting_key)
);
alter table bauhaus.agencies_settings enable row level security;

create table bauhaus.platform_ceilings (
  one boolean primary key default true check (one),
  messages_per_minute integer not null check (messages_per_minute >= 1),
  model_usd_per_month integer not null check (model_usd_per_month >= 0)
);
comment on table bauhaus.platform_ceilings is
  'What no agency gets more of, whatever its settings say; without a row nothing is limited.';
alter table bauhaus.platform_ceilings enable row level security;
