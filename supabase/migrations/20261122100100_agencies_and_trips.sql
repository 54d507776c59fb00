create table bauhaus.agencies (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  sender text not null check (sender ~ '^\+[1-9]\d{6,14}$'),
  emergency_phone text,
  inserted_at timestamptz not null default now()
);
create index agencies_sender on bauhaus.agencies (sender);

create table bauhaus.agency_members (
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  user_id uuid not null,
  role text not null check (role in ('owner', 'agent')),
  inserted_at timestamptz not null default now(),
  primary key (agency_id, user_id)
);

create table bauhaus.agency_api_keys (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  name text not null,
  key_hash text not null unique check (key_hash ~ '^[0-9a-f]{64}$'),
  inserted_at timestamptz not null default now(),
  revoked_at timestamptz
);
create index agency_api_keys_agency on bauhaus.agency_api_keys (agency_id);

create table bauhaus.agencies_settings (
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  setting_key text not null,
  setting_value jsonb not null,
  updated_at timestamptz not null default now(),
  unique (agency_id, setting_key)
);

create table bauhaus.journeys (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  reference text not null,
  inserted_at timestamptz not null default now(),
  unique (agency_id, reference)
);

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
  flight_key text not null check (flight_key ~ '^[A-Z0-9]{2,3}\d{1,4}[A-Z]?/[A-Z]{3}-[A-Z]{3}/\d{4}-\d{2}-\d{2}$'),
  local_departure_date text not null generated always as (split_part(flight_key, '/', 3)) stored,
  status text not null default 'booked'
    check (status in ('booked', 'scheduled', 'departed', 'landed', 'cancelled', 'diverted', 'withdrawn', 'not_found')),
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
  unique (agency_id, id)
);
comment on column bauhaus.trips.booked_as is 'Phone, passenger, flight and local date as first booked: a repeated request is compared with it, also after an edit.';
create unique index trips_one_booking on bauhaus.trips (agency_id, whatsapp, passenger_key, flight_number, local_departure_date) where status <> 'withdrawn';
create unique index trips_reference on bauhaus.trips (agency_id, reference) where reference is not null and status <> 'withdrawn';
create unique index trips_idempotency_key on bauhaus.trips (agency_id, idempotency_key) where idempotency_key is not null;
create index trips_flight on bauhaus.trips (flight_key) where status <> 'withdrawn';
create index trips_newest on bauhaus.trips (agency_id, departure_date desc, id desc);
create index trips_status on bauhaus.trips (agency_id, status, departure_date desc, id desc);
create index trips_traveller on bauhaus.trips (agency_id, whatsapp, departure_date);
create index trips_next_check on bauhaus.trips (next_check_at) where next_check_at is not null;

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
comment on table bauhaus.flight_status_history is 'One line for each change of a flight; what AeroAPI answered last is kept once, in flights.raw_data.';
create index flight_status_history_instance on bauhaus.flight_status_history (flight_key, recorded_at desc);
create index flight_status_history_flight on bauhaus.flight_status_history (flight_number, flight_date, recorded_at desc);

create table bauhaus.flight_snapshots (
  snapshot_key text primary key,
  lookup jsonb,
  made_at timestamptz,
  lease_until timestamptz
);
comment on table bauhaus.flight_snapshots is 'The last answer of AeroAPI to one query, and who is asking now, so that concurrent looks make one call.';
