-- Roles, schemas and tables. Functions, policies and grants come after: see supabase/schemas.

set lock_timeout = '10s';
set statement_timeout = '60s';

-- Who may come in, and the two schemas: `bauhaus` holds tables and helpers and is exposed to
-- nobody, `api` holds the functions that are the only data API.

do $$
declare
  name text;
begin
  -- Supabase has the first four; anywhere else they are made here.
  foreach name in array
    array['anon', 'authenticated', 'service_role', 'authenticator', 'agent', 'system']
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = name) then
      begin
        execute format('create role %I nologin noinherit', name);
      exception when duplicate_object or unique_violation then
        null; -- another database of the same server was being migrated at the same time
      end;
    end if;
  end loop;
end
$$;

-- A turn of one agency (claim `agency_id`), and what belongs to no tenant: flight tracker,
-- sweeper, edge look-ups.
grant agent, system to authenticator;

-- On one machine requests come in over the connection of whoever migrates, who may be an ordinary
-- role.
do $$
begin
  execute format('grant agent, system to %I', current_user);
end
$$;

create schema if not exists extensions;
create schema bauhaus;
create schema api;
revoke all on schema api, bauhaus from public;
grant usage on schema api, bauhaus to agent, system;

create extension if not exists "uuid-ossp" with schema extensions;

-- Where an extension is installed differs between servers.
do $$
declare
  home text;
begin
  select n.nspname into strict home
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
   where e.extname = 'uuid-ossp';
  execute format('grant usage on schema %I to agent, system', home);
end
$$;

create or replace function bauhaus.passenger_key(name text) returns text
language sql immutable strict parallel safe as $$
  select btrim(
    regexp_replace(lower(regexp_replace(normalize(name, NFD), '[\u0300-\u036f]', '', 'g')), '\s+',
      ' ', 'g'))
$$;

comment on function bauhaus.passenger_key is
  'A passenger name without case, accents and spare blanks: two spellings of one person.';

create table bauhaus.agencies (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  sender text not null check (sender ~ '^\+[1-9]\d{6,14}$'),
  emergency_phone text,
  inserted_at timestamptz not null default now()
);
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
  revoked_at timestamptz
);
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

create table bauhaus.journeys (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  reference text not null,
  inserted_at timestamptz not null default now(),
  unique (agency_id, reference)
);
alter table bauhaus.journeys enable row level security;

create table bauhaus.trips (
  id uuid primary key,
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  revision integer not null default 1,
  client_name text not null,
  passenger_key text not null generated always as (bauhaus.passenger_key(client_name)) stored,
  whatsapp text not null,
  language text not null check (language in ('es', 'en', 'pt')),
  flight_number text not null,
  origin_iata text not null,
  destination_iata text not null,
  origin_zone text not null,
  destination_zone text not null,
  departure_date timestamptz not null,
  -- The last part is the local hour of the departure as booked, since a number may fly twice a day;
  -- names of trips booked in earlier versions lack it.
  flight_key text not null check (
    flight_key ~ '^[A-Z0-9]{2,3}\d{1,4}[A-Z]?/[A-Z]{3}-[A-Z]{3}/\d{4}-\d{2}-\d{2}(/\d{2})?$'),
  local_departure_date text not null generated always as (split_part(flight_key, '/', 3)) stored,
  status text not null default 'booked' check (status in ('booked', 'scheduled', 'departed',
    'landed', 'cancelled', 'diverted', 'withdrawn', 'not_found')),
  scheduled_departure timestamptz,
  estimated_departure timestamptz,
  estimated_arrival timestamptz,
  gate text,
  terminal text,
  fa_flight_id text,
  next_check_at timestamptz,
  stay text,
  return_date date,
  client_description text,
  metadata jsonb not null default '{}',
  reference text,
  journey_id uuid references bauhaus.journeys,
  consent jsonb not null,
  idempotency_key text,
  booked_as text not null,
  inserted_at timestamptz not null,
  updated_at timestamptz not null,
  rebooked_at timestamptz,
  unique (agency_id, id)
);
comment on column bauhaus.trips.booked_as is
  'Phone, passenger, flight and local date as first booked: a repeated request is compared with '
  'it, also after an edit.';
comment on column bauhaus.trips.rebooked_at is
  'When the agency last edited flight or time; null: never since the booking.';
alter table bauhaus.trips enable row level security;
create unique index trips_one_booking
  on bauhaus.trips (agency_id, whatsapp, passenger_key, flight_number, local_departure_date)
  where status <> 'withdrawn';
create unique index trips_reference on bauhaus.trips (agency_id, reference)
  where reference is not null and status <> 'withdrawn';
create unique index trips_idempotency_key on bauhaus.trips (agency_id, idempotency_key)
  where idempotency_key is not null;
-- With the agency, which row-level security adds to every look-up: without it Postgres may read all
-- trips of the agency to allow one flight.
create index trips_flight on bauhaus.trips (flight_key, agency_id);
create index trips_newest on bauhaus.trips (agency_id, departure_date desc, id desc);
create index trips_status on bauhaus.trips (agency_id, status, departure_date desc, id desc);
create index trips_traveller on bauhaus.trips (agency_id, whatsapp, departure_date);

create table bauhaus.flights (
  flight_key text primary key,
  flight_number text not null,
  flight_date date not null,
  facts jsonb,
  status text,
  fa_flight_id text,
  alert_id text,
  next_check_at timestamptz,
  raw_data jsonb,
  updated_at timestamptz not null
);
alter table bauhaus.flights enable row level security;
create index flights_fa_flight_id on bauhaus.flights (fa_flight_id) where fa_flight_id is not null;
create index flights_alert on bauhaus.flights (alert_id) where alert_id is not null;
create index flights_date on bauhaus.flights (flight_date);

create table bauhaus.flight_status_history (
  id bigint generated always as identity primary key,
  flight_key text not null,
  flight_number text not null,
  flight_date date not null,
  status text not null,
  gate_origin text,
  terminal_origin text,
  baggage_claim text,
  scheduled_out timestamptz,
  estimated_out timestamptz,
  actual_out timestamptz,
  estimated_in timestamptz,
  actual_in timestamptz,
  diverted_to text,
  source text not null check (source in ('look', 'push')),
  recorded_at timestamptz not null
);
comment on table bauhaus.flight_status_history is
  'One line for each change of a flight; what AeroAPI answered last is kept once, in '
  'flights.raw_data.';
alter table bauhaus.flight_status_history enable row level security;
create index flight_status_history_instance
  on bauhaus.flight_status_history (flight_key, recorded_at desc);
create index flight_status_history_flight
  on bauhaus.flight_status_history (flight_number, flight_date, recorded_at desc);

create table bauhaus.flight_snapshots (
  snapshot_key text primary key,
  lookup jsonb,
  made_at timestamptz,
  lease_until timestamptz
);
comment on table bauhaus.flight_snapshots is
  'The last answer of AeroAPI to one query, and who is asking now, so that concurrent looks make '
  'one call.';
alter table bauhaus.flight_snapshots enable row level security;

-- What a traveller heard last is told from the order of the tries and not from their instants:
-- those are of the clocks of many workers, which differ. Nothing else is tried at a phone while a
-- message is under way, so this order is that of the phone.
create sequence bauhaus.tries;

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
  delivery_status text not null default 'PENDING',
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
  presumed_told boolean not null default false,
  try_order bigint,
  unique (effect_key, agency_id),
  -- Both columns: a message can only be about a trip of its own agency.
  foreign key (agency_id, trip_id) references bauhaus.trips (agency_id, id) on delete cascade,
  -- One check, not two: a check is read from its text again in every statement that writes.
  constraint notifications_log_states check (
    case when next_attempt_at is null then delivery_status in ('SENT', 'FAILED', 'DROPPED')
      else delivery_status in ('PENDING', 'SENDING', 'UNKNOWN') end)
)
-- A row is written several times within a second: room beside it keeps its indexes out of it.
with (fillfactor = 70);
comment on table bauhaus.notifications_log is
  'The ledger of messages: one row for each effect key, from decision to delivery.';
comment on column bauhaus.notifications_log.former_provider_ids is
  'Of earlier tries that failed after the provider had taken them: a late callback about one says '
  'nothing about the present try.';
comment on column bauhaus.notifications_log.slot_at is
  'The slot that the rates gave it; spent by the next try.';
comment on column bauhaus.notifications_log.waits_for_pair is
  'Another message from the same number to the same phone is under way.';
comment on column bauhaus.notifications_log.next_attempt_at is
  'When somebody must look at the row again, whatever its status; null once it is final.';
comment on column bauhaus.notifications_log.error_message is
  'Why it was dropped or failed, as a code; never words of the message.';
comment on column bauhaus.notifications_log.presumed_told is
  'While it was under way a turn counted it as told.';
comment on column bauhaus.notifications_log.try_order is
  'The place of its last try among all tries; null where it was never tried, or before they were '
  'counted.';
alter table bauhaus.notifications_log enable row level security;
create unique index notifications_log_sent_once
  on bauhaus.notifications_log (trip_id, notification_type, idempotency_hash)
  where delivery_status = 'SENT';
create unique index notifications_log_one_under_way on bauhaus.notifications_log (sender, recipient)
  where delivery_status in ('SENDING', 'UNKNOWN');
create index notifications_log_trip on bauhaus.notifications_log (trip_id, seq);
create index notifications_log_next on bauhaus.notifications_log (next_attempt_at)
  where next_attempt_at is not null;
create index notifications_log_waiting on bauhaus.notifications_log (sender, recipient, due_at)
  where delivery_status = 'PENDING';
create index notifications_log_phone on bauhaus.notifications_log (recipient, sent_at desc)
  where sent_at is not null;
create index notifications_log_sent_at on bauhaus.notifications_log (sent_at)
  where sent_at is not null;
create index notifications_log_unknown on bauhaus.notifications_log (last_tried_at)
  where delivery_status = 'UNKNOWN';

create table bauhaus.suppressions (
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  sender text not null,
  phone text not null,
  opted_out boolean not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (agency_id, sender, phone)
);
alter table bauhaus.suppressions enable row level security;

-- An opt-out is of a number towards a phone: where several agencies write from one number it
-- silences it for all of them. What they share is one bit per line, under a digest: an agency can
-- ask about a phone that it knows, and reads neither the other's travellers nor whose they are.
create table bauhaus.silenced_lines (
  line text primary key,
  opted_out boolean not null,
  changed_at timestamptz not null
);
comment on table bauhaus.silenced_lines is
  'Whether a phone wants to hear nothing more from a number, whichever agency writes from it; who '
  'said so to whom is in suppressions.';
alter table bauhaus.silenced_lines enable row level security;

create table bauhaus.rate_limits (
  bucket text primary key,
  agency_id uuid,
  tat timestamptz not null,
  critical_tat timestamptz not null
)
with (fillfactor = 50);
comment on table bauhaus.rate_limits is
  'Theoretical arrival times (GCRA) per agency and per sender; critical messages have a lane of '
  'their own. A sender may serve several agencies: its row is nobody''s.';
alter table bauhaus.rate_limits enable row level security;

create table bauhaus.conversation_threads (
  id uuid primary key,
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  sender text not null,
  phone text not null,
  last_inbound_at timestamptz,
  inserted_at timestamptz not null,
  taken_over_until timestamptz,
  taken_over_by text,
  unique (agency_id, sender, phone)
);
comment on table bauhaus.conversation_threads is
  'One traveller''s phone talking with one number of an agency: the concierge''s actor.';
comment on column bauhaus.conversation_threads.taken_over_until is
  'A person has the conversation until then: replies of the concierge are not claimed for sending.';
alter table bauhaus.conversation_threads enable row level security;
create index conversation_threads_phone on bauhaus.conversation_threads (agency_id, phone);
create index conversation_threads_newest
  on bauhaus.conversation_threads (agency_id, last_inbound_at desc);

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
comment on table bauhaus.conversations is
  'Words in, and a person''s words on their way out. What was sent is in notifications_log and is '
  'not copied here.';
alter table bauhaus.conversations enable row level security;
create index conversations_thread on bauhaus.conversations (thread_id, at desc);

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
alter table bauhaus.tasks enable row level security;
create unique index tasks_one_open on bauhaus.tasks (trip_id, kind) where state <> 'done';
create index tasks_agency on bauhaus.tasks (agency_id, state, opened_at desc);
create index tasks_trip on bauhaus.tasks (trip_id, opened_at);
create index tasks_conversation on bauhaus.tasks (agency_id, (facts ->> 'conversationId'))
  where state <> 'done' and kind = 'handoff';

create table bauhaus.documents (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  trip_id uuid not null,
  type text not null check (type in ('boarding_pass', 'hotel_reservation', 'insurance', 'transfer',
    'car_rental', 'tour_reservation', 'other')),
  file_path text not null,
  file_name text,
  uploaded_by text not null,
  uploaded_by_type text not null
    check (uploaded_by_type in ('agency_agent', 'system', 'client', 'api_integration')),
  metadata jsonb not null default '{}',
  uploaded_at timestamptz not null default now(),
  content_type text not null default 'application/octet-stream',
  bytes bigint not null default 0,
  foreign key (agency_id, trip_id) references bauhaus.trips (agency_id, id) on delete cascade
);
alter table bauhaus.documents enable row level security;
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
alter table bauhaus.itineraries enable row level security;

create table bauhaus.agency_places (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  name text not null,
  address text not null default '',
  city text not null,
  country text,
  lat double precision,
  lng double precision,
  type text not null,
  rating numeric,
  opening_hours text,
  tags text[] not null default '{}',
  description text not null default '',
  identity text not null,
  city_key text not null,
  search_text text not null,
  search tsvector not null
    generated always as (to_tsvector('simple'::regconfig, search_text)) stored,
  constraint agency_places_identity unique (agency_id, identity)
);
comment on column bauhaus.agency_places.identity is
  'Name, address and city without case, accents and punctuation (placeIdentity): the same place '
  'twice is refused.';
comment on column bauhaus.agency_places.city_key is 'The city''s name likewise (foldedName).';
comment on column bauhaus.agency_places.search_text is
  'Everything that says what the place is like, likewise.';
alter table bauhaus.agency_places enable row level security;
create index agency_places_city on bauhaus.agency_places (agency_id, city_key, name, id);
create index agency_places_search on bauhaus.agency_places using gin (search);

-- Semantic search where the server has vectors (Supabase does); full text everywhere.
do $$
declare
  home text;
begin
  if not exists (select from pg_catalog.pg_available_extensions where name = 'vector') then
    return;
  end if;
  create extension if not exists vector with schema extensions;
  select n.nspname into strict home
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
   where e.extname = 'vector';
  execute format('grant usage on schema %I to agent', home);
  execute format('alter table bauhaus.agency_places add column embedding %I.vector(1536)', home);
  execute format('create index agency_places_embedding on bauhaus.agency_places
    using hnsw (embedding %I.vector_cosine_ops)', home);
end
$$;

create table bauhaus.place_meanings (
  place_id uuid primary key references bauhaus.agency_places on delete cascade,
  agency_id uuid not null,
  search_text text not null
);
comment on table bauhaus.place_meanings is
  'Of which text the embedding of a place was made; a place without a line, or with another text, '
  'has none that counts.';
alter table bauhaus.place_meanings enable row level security;

create table bauhaus.model_spend (
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  month date not null,
  purpose text not null,
  calls integer not null default 0,
  failures integer not null default 0,
  input_tokens bigint not null default 0,
  cached_input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  cost_micros bigint not null default 0,
  primary key (agency_id, month, purpose)
);
comment on table bauhaus.model_spend is
  'Calls, tokens and cost (millionths of a US dollar) of the language model, per agency, month and '
  'purpose.';
alter table bauhaus.model_spend enable row level security;

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
  carried_at timestamptz,
  handed_at timestamptz
);
comment on table bauhaus.outbox is 'One row, one event; its id is the event''s.';
comment on column bauhaus.outbox.handed_at is 'When somebody last took it in order to carry it.';
alter table bauhaus.outbox enable row level security;
create index outbox_waiting on bauhaus.outbox (emitted_at) where carried_at is null;
create index outbox_carried on bauhaus.outbox (carried_at) where carried_at is not null;

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
