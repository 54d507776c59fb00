create table bauhaus.notifications_log (
  id uuid primary key default gen_random_uuid(),
  seq bigint generated always as identity,
  agency_id uuid not null,
  trip_id uuid,
  effect_key text not null,
  idempotency_hash varchar(16) not null,
  notification_type text not null,
  episode integer not null,
  template_name text,
  sender text not null,
  recipient text not null,
  content jsonb not null,
  told jsonb not null,
  critical boolean not null,
  even_if_opted_out boolean not null,
  delivery_status text not null default 'PENDING' check (delivery_status in ('PENDING', 'SENDING', 'SENT', 'FAILED', 'UNKNOWN', 'DROPPED')),
  provider_id text,
  former_provider_ids text[] not null default '{}',
  provider_status text,
  attempts integer not null default 0,
  empty_lists integer not null default 0,
  fence integer not null default 0,
  lease_until timestamptz,
  slot_at timestamptz,
  waits_for_pair boolean not null default false,
  due_at timestamptz not null,
  next_attempt_at timestamptz,
  expires_at timestamptz,
  first_tried_at timestamptz,
  last_tried_at timestamptz,
  sent_at timestamptz,
  permanent boolean not null default false,
  error_code text,
  error_message text,
  event_id uuid not null,
  correlation_id uuid not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (agency_id, effect_key),
  -- Both columns: a message can only be about a trip of its own agency.
  foreign key (agency_id, trip_id) references bauhaus.trips (agency_id, id) on delete cascade,
  check ((next_attempt_at is null) = (delivery_status in ('SENT', 'FAILED', 'DROPPED')))
);
comment on table bauhaus.notifications_log is 'The ledger of messages: one row for each effect key, from decision to delivery.';
comment on column bauhaus.notifications_log.next_attempt_at is 'When somebody must look at the row again, whatever its status; null once it is final.';
comment on column bauhaus.notifications_log.former_provider_ids is 'Of earlier tries that failed after the provider had taken them: a late callback about one says nothing about the present try.';
comment on column bauhaus.notifications_log.slot_at is 'The slot that the rates gave it; spent by the next try.';
comment on column bauhaus.notifications_log.waits_for_pair is 'Another message from the same number to the same phone is under way.';
comment on column bauhaus.notifications_log.error_message is 'Why it was dropped or failed, as a code; never words of the message.';
create unique index notifications_log_sent_once on bauhaus.notifications_log (trip_id, notification_type, idempotency_hash) where delivery_status = 'SENT';
create unique index notifications_log_one_under_way on bauhaus.notifications_log (sender, recipient) where delivery_status in ('SENDING', 'UNKNOWN');
create index notifications_log_trip on bauhaus.notifications_log (trip_id, seq);
create index notifications_log_next on bauhaus.notifications_log (next_attempt_at) where next_attempt_at is not null;
create index notifications_log_waiting on bauhaus.notifications_log (sender, recipient, due_at) where delivery_status = 'PENDING';
create index notifications_log_phone on bauhaus.notifications_log (recipient, sent_at desc) where sent_at is not null;

create table bauhaus.conversation_threads (
  id uuid primary key,
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  sender text not null,
  phone text not null,
  last_inbound_at timestamptz,
  inserted_at timestamptz not null,
  unique (agency_id, sender, phone)
);
comment on table bauhaus.conversation_threads is 'One traveller''s phone talking with one number of an agency: the concierge''s actor.';
create index conversation_threads_phone on bauhaus.conversation_threads (agency_id, phone);

create table bauhaus.conversations (
  id uuid primary key,
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  thread_id uuid not null references bauhaus.conversation_threads on delete cascade,
  direction text not null check (direction in ('in', 'out')),
  text text not null,
  media jsonb not null default '[]',
  provider_id text not null unique,
  at timestamptz not null
);
comment on table bauhaus.conversations is 'Words in and out. What agents send is in notifications_log and is not copied here.';
create index conversations_thread on bauhaus.conversations (thread_id, at desc);

create table bauhaus.suppressions (
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  sender text not null,
  phone text not null,
  opted_out boolean not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (agency_id, sender, phone)
);

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
  closed_reason text
);
create unique index tasks_one_open on bauhaus.tasks (trip_id, kind) where state <> 'done';
create index tasks_agency on bauhaus.tasks (agency_id, state, opened_at desc);
create index tasks_trip on bauhaus.tasks (trip_id, opened_at);

create table bauhaus.documents (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  trip_id uuid not null,
  type text not null check (type in ('boarding_pass', 'hotel_reservation', 'insurance', 'transfer', 'car_rental', 'tour_reservation', 'other')),
  file_path text not null,
  file_name text,
  uploaded_by text not null,
  uploaded_by_type text not null check (uploaded_by_type in ('agency_agent', 'system', 'client', 'api_integration')),
  metadata jsonb not null default '{}',
  uploaded_at timestamptz not null default now(),
  foreign key (agency_id, trip_id) references bauhaus.trips (agency_id, id) on delete cascade
);
create index documents_trip on bauhaus.documents (trip_id, type, uploaded_at desc);

create table bauhaus.itineraries (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  trip_id uuid not null,
  version integer not null check (version > 0),
  status text not null check (status in ('draft', 'approved', 'regenerating')),
  parsed_itinerary jsonb not null,
  raw_prompt text,
  raw_response text,
  generated_at timestamptz not null default now(),
  unique (trip_id, version),
  foreign key (agency_id, trip_id) references bauhaus.trips (agency_id, id) on delete cascade
);

create table bauhaus.agency_places (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  name text not null,
  address text not null default '',
  city text not null,
  country text not null,
  lat double precision,
  lng double precision,
  type text not null,
  rating numeric,
  opening_hours text,
  tags text[] not null default '{}',
  description text not null default '',
  search tsvector not null generated always as (to_tsvector('simple'::regconfig, name || ' ' || type || ' ' || city || ' ' || description)) stored,
  unique (agency_id, name, address)
);
create index agency_places_city on bauhaus.agency_places (agency_id, city);
create index agency_places_search on bauhaus.agency_places using gin (search);

-- Semantic search where the server has vectors (Supabase does); full text everywhere.
do $$
begin
  if exists (select from pg_catalog.pg_available_extensions where name = 'vector') then
    create extension if not exists vector with schema extensions;
    execute (
      select format('alter table bauhaus.agency_places add column embedding %I.vector(1536)', n.nspname)
        from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace where e.extname = 'vector');
  end if;
end
$$;
