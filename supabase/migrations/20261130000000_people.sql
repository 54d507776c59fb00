-- A trip becomes one leg as one contact lives it, for one or more passengers. Each present trip
-- becomes a journey of one, or part of the journey it named; nothing of it is told again. The old
-- columns go with it: no version that reads them runs beside this one.
-- squawk-ignore-file ban-drop-not-null, ban-drop-column, constraint-missing-not-valid
-- squawk-ignore-file disallowed-unique-constraint, adding-foreign-key-constraint
-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion
-- squawk-ignore-file adding-not-nullable-field
set local lock_timeout = '5s';
set local statement_timeout = '10min';

create table bauhaus.contacts (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  name text not null,
  call_name text not null,
  phone text,
  email text,
  language text not null check (language in ('es', 'en', 'pt')),
  reach text not null default 'unknown' check (
    reach in ('unknown', 'delivered', 'not_on_whatsapp', 'opted_out')),
  revision integer not null default 1,
  inserted_at timestamptz not null,
  updated_at timestamptz not null,
  unique (agency_id, id)
);
comment on table bauhaus.contacts is
  'A person of an agency who is written to, or called where there is no phone for WhatsApp.';
comment on column bauhaus.contacts.phone is
  'E.164 in its canonical writing, so that every writing of a number is one contact.';
comment on column bauhaus.contacts.call_name is 'What we call them.';
alter table bauhaus.contacts enable row level security;
create unique index contacts_phone on bauhaus.contacts (agency_id, phone) where phone is not null;

create table bauhaus.contact_consents (
  id bigint generated always as identity primary key,
  agency_id uuid not null,
  contact_id uuid not null,
  consent jsonb not null,
  inserted_at timestamptz not null,
  foreign key (agency_id, contact_id) references bauhaus.contacts (agency_id, id) on delete cascade
);
comment on table bauhaus.contact_consents is
  'Append-only: how, when and by whom a contact agreed to be written to.';
alter table bauhaus.contact_consents enable row level security;
create index contact_consents_contact on bauhaus.contact_consents (contact_id, id);

create table bauhaus.groups (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  name text not null,
  leader_id uuid,
  inserted_at timestamptz not null,
  unique (agency_id, id),
  unique (agency_id, name),
  foreign key (agency_id, leader_id) references bauhaus.contacts (agency_id, id)
);
comment on table bauhaus.groups is
  'Travellers who belong together over journeys, such as a school or a congress.';
alter table bauhaus.groups enable row level security;

alter table bauhaus.journeys drop constraint journeys_agency_id_reference_key;
alter table bauhaus.journeys alter column reference drop not null;
alter table bauhaus.journeys
  add column title text,
  add column owner text,
  add column group_id uuid,
  add column sending text not null default 'live' check (
    sending in ('live', 'paused', 'test', 'shadow')),
  add column notes text,
  add column metadata jsonb not null default '{}',
  add column idempotency_key text,
  add column booked_as text,
  add column revision integer not null default 1,
  add column withdrawn_at timestamptz,
  add column updated_at timestamptz not null default now(),
  add unique (agency_id, id),
  add foreign key (agency_id, group_id) references bauhaus.groups (agency_id, id);
comment on table bauhaus.journeys is 'One booking of an agency: legs times passengers.';
comment on column bauhaus.journeys.reference is
  'The booking code of the agency, one journey among those that are not withdrawn.';
comment on column bauhaus.journeys.booked_as is
  'A digest of the journey as booked at once: a repeated request is compared with it.';
create unique index journeys_reference on bauhaus.journeys (agency_id, reference)
  where reference is not null and withdrawn_at is null;
create unique index journeys_idempotency_key on bauhaus.journeys (agency_id, idempotency_key)
  where idempotency_key is not null;
create index journeys_newest on bauhaus.journeys (agency_id, inserted_at desc, id desc);
create index journeys_group on bauhaus.journeys (group_id) where group_id is not null;

create table bauhaus.passengers (
  id uuid primary key default gen_random_uuid(),
  seq bigint generated always as identity,
  agency_id uuid not null,
  journey_id uuid not null,
  name text not null,
  call_name text not null,
  kind text not null default 'adult' check (kind in ('adult', 'child', 'infant')),
  passenger_key text not null generated always as (bauhaus.passenger_key(name)) stored,
  inserted_at timestamptz not null,
  unique (agency_id, id),
  foreign key (agency_id, journey_id) references bauhaus.journeys (agency_id, id) on delete cascade
);
comment on table bauhaus.passengers is
  'A person who flies, by the name that the agency wrote.';
alter table bauhaus.passengers enable row level security;
create index passengers_journey on bauhaus.passengers (journey_id, passenger_key);

create table bauhaus.legs (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null,
  journey_id uuid not null,
  flight_number text not null,
  origin_iata text not null,
  destination_iata text not null,
  departure_date timestamptz not null,
  flight_key text not null,
  inserted_at timestamptz not null,
  unique (agency_id, id),
  unique (journey_id, flight_key),
  foreign key (agency_id, journey_id) references bauhaus.journeys (agency_id, id) on delete cascade
);
comment on table bauhaus.legs is
  'One flight of a journey as booked; their order is that of departure. What is known of the '
  'flight is in bauhaus.flights.';
alter table bauhaus.legs enable row level security;

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

-- Journeys of one.
alter table bauhaus.trips
  add column leg_id uuid,
  add column contact_id uuid,
  add column role text not null default 'traveller' check (
    role in ('traveller', 'guardian', 'follower', 'guide')),
  add column is_kept_apart boolean not null default false;
update bauhaus.trips set journey_id = gen_random_uuid() where journey_id is null;
insert into bauhaus.journeys (id, agency_id, inserted_at, updated_at)
  select t.journey_id, t.agency_id, t.inserted_at, t.updated_at from bauhaus.trips t
  on conflict do nothing;

insert into bauhaus.contacts (agency_id, name, call_name, phone, language, inserted_at, updated_at)
  select distinct on (t.agency_id, t.whatsapp) t.agency_id, t.client_name,
    split_part(t.client_name, ' ', 1), t.whatsapp, t.language, t.inserted_at, t.updated_at
    from bauhaus.trips t order by t.agency_id, t.whatsapp, t.inserted_at, t.id;
update bauhaus.trips t set contact_id = c.id from bauhaus.contacts c
  where c.agency_id = t.agency_id and c.phone = t.whatsapp;
insert into bauhaus.contact_consents (agency_id, contact_id, consent, inserted_at)
  select t.agency_id, t.contact_id, t.consent, t.inserted_at from bauhaus.trips t
   order by t.inserted_at, t.id;

insert into bauhaus.legs (agency_id, journey_id, flight_number, origin_iata, destination_iata,
    departure_date, flight_key, inserted_at)
  select distinct on (t.journey_id, t.flight_key) t.agency_id, t.journey_id, t.flight_number,
    t.origin_iata, t.destination_iata, t.departure_date, t.flight_key, t.inserted_at
    from bauhaus.trips t order by t.journey_id, t.flight_key, t.inserted_at;
update bauhaus.trips t set leg_id = l.id from bauhaus.legs l
  where l.journey_id = t.journey_id and l.flight_key = t.flight_key;

insert into bauhaus.passengers (agency_id, journey_id, name, call_name, inserted_at)
  select distinct on (t.journey_id, t.passenger_key) t.agency_id, t.journey_id, t.client_name,
    split_part(t.client_name, ' ', 1), t.inserted_at
    from bauhaus.trips t order by t.journey_id, t.passenger_key, t.inserted_at;
insert into bauhaus.trip_passengers (agency_id, trip_id, passenger_id, reference, idempotency_key,
    booked_as, joined_at, left_at)
  select t.agency_id, t.id, p.id, t.reference, t.idempotency_key, t.booked_as, t.inserted_at,
    case when t.status = 'withdrawn' then t.updated_at end
    from bauhaus.trips t join bauhaus.passengers p
     on p.journey_id = t.journey_id and p.passenger_key = t.passenger_key;
-- Passengers booked apart on one phone and flight stay apart: each trip has its own ledger.
update bauhaus.trips t set is_kept_apart = true
  where exists (select from bauhaus.trips o
    where o.contact_id = t.contact_id and o.flight_number = t.flight_number
      and o.local_departure_date = t.local_departure_date and o.id <> t.id);

alter table bauhaus.trips drop constraint trips_journey_id_fkey;
drop index bauhaus.trips_one_booking;
drop index bauhaus.trips_reference;
drop index bauhaus.trips_idempotency_key;
alter table bauhaus.trips
  drop column passenger_key,
  drop column reference,
  drop column idempotency_key,
  drop column booked_as,
  alter column whatsapp drop not null,
  alter column journey_id set not null,
  alter column leg_id set not null,
  alter column contact_id set not null,
  add foreign key (agency_id, journey_id) references bauhaus.journeys (agency_id, id),
  add foreign key (agency_id, leg_id) references bauhaus.legs (agency_id, id),
  add foreign key (agency_id, contact_id) references bauhaus.contacts (agency_id, id);
comment on table bauhaus.trips is
  'One leg as one contact lives it, for one or more passengers: the actor of notifications.';
comment on column bauhaus.trips.is_kept_apart is
  'Booked before the passengers of a contact shared a trip; another one may be on the same flight.';
create unique index trips_one_contact
  on bauhaus.trips (contact_id, flight_number, local_departure_date)
  where status <> 'withdrawn' and not is_kept_apart;
create index trips_journey on bauhaus.trips (journey_id, contact_id);
create index trips_leg on bauhaus.trips (leg_id);
