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
  -- trips booked in earlier versions lack it.
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
  'Phone, passenger, flight and local date as first booked (booking_identity): a repeated request '
  'is compared with it even after an edit.';
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
-- Includes the agency, which row-level security adds to every look-up: without it Postgres may read
-- all trips of the agency to allow one flight.
create index trips_flight on bauhaus.trips (flight_key, agency_id);
create index trips_newest on bauhaus.trips (agency_id, departure_date desc, id desc);
create index trips_status on bauhaus.trips (agency_id, status, departure_date desc, id desc);
create index trips_traveller on bauhaus.trips (agency_id, whatsapp, departure_date);
