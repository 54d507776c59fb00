create table bauhaus.trips (
  id uuid primary key,
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  revision integer not null default 1,
  journey_id uuid not null,
  leg_id uuid not null,
  contact_id uuid not null,
  role text not null default 'traveller' check (
    role in ('traveller', 'guardian', 'follower', 'guide')),
  client_name text not null,
  whatsapp text,
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
  consent jsonb not null,
  is_kept_apart boolean not null default false,
  inserted_at timestamptz not null,
  updated_at timestamptz not null,
  rebooked_at timestamptz,
  forgotten_at timestamptz,
  unique (agency_id, id),
  foreign key (agency_id, journey_id) references bauhaus.journeys (agency_id, id),
  foreign key (agency_id, leg_id) references bauhaus.legs (agency_id, id),
  foreign key (agency_id, contact_id) references bauhaus.contacts (agency_id, id)
);
comment on table bauhaus.trips is
  'One leg as one contact lives it, for one or more passengers: the actor of notifications.';
comment on column bauhaus.trips.is_kept_apart is
  'Booked before the passengers of a contact shared a trip; another one may be on the same flight.';
comment on column bauhaus.trips.rebooked_at is
  'When the agency last edited flight or time; null: never since the booking.';
comment on column bauhaus.trips.forgotten_at is
  'When what is personal was taken out; links to it open no more.';
alter table bauhaus.trips enable row level security;
create unique index trips_one_contact
  on bauhaus.trips (contact_id, flight_number, local_departure_date)
  where status <> 'withdrawn' and not is_kept_apart;
-- Includes the agency, which row-level security adds to every look-up: without it Postgres may read
-- all trips of the agency to allow one flight.
create index trips_flight on bauhaus.trips (flight_key, agency_id);
create index trips_newest on bauhaus.trips (agency_id, departure_date desc, id desc);
create index trips_status on bauhaus.trips (agency_id, status, departure_date desc, id desc);
create index trips_traveller on bauhaus.trips (agency_id, whatsapp, departure_date);
create index trips_journey on bauhaus.trips (journey_id, contact_id);
create index trips_contact on bauhaus.trips (contact_id, agency_id, departure_date)
  where status <> 'withdrawn';
create index trips_leg on bauhaus.trips (leg_id);

create table bauhaus.trip_passengers (
  seq bigint generated always as identity,
  agency_id uuid not null,
  trip_id uuid not null,
  passenger_id uuid not null,
  reference text,
  idempotency_key text,
  booked_as text not null,
  joined_at timestamptz not null,
  left_at timestamptz,
  primary key (trip_id, passenger_id),
  foreign key (agency_id, trip_id) references bauhaus.trips (agency_id, id) on delete cascade,
  foreign key (agency_id, passenger_id) references bauhaus.passengers (agency_id, id)
    on delete cascade
);
comment on table bauhaus.trip_passengers is 'A passenger on a leg: who a trip is for.';
comment on column bauhaus.trip_passengers.reference is
  'The agency''s reference of that passenger on that leg.';
comment on column bauhaus.trip_passengers.booked_as is
  'Contact, passenger, flight and local date as first booked (booking_identity): a repeated '
  'request is compared with it even after an edit.';
comment on column bauhaus.trip_passengers.left_at is
  'When the passenger left the trip or it was withdrawn; the reference is free again.';
alter table bauhaus.trip_passengers enable row level security;
create unique index trip_passengers_reference on bauhaus.trip_passengers (agency_id, reference)
  where reference is not null and left_at is null;
create unique index trip_passengers_idempotency_key
  on bauhaus.trip_passengers (agency_id, idempotency_key) where idempotency_key is not null;
create index trip_passengers_passenger on bauhaus.trip_passengers (passenger_id);
