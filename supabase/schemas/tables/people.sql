create table bauhaus.contacts (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  name text not null,
  call_name text not null,
  phone text,
  email text,
  language text not null check (language in ('es', 'en', 'pt')),
  revision integer not null default 1,
  inserted_at timestamptz not null,
  updated_at timestamptz not null,
  tested_at timestamptz,
  forgotten_at timestamptz,
  last_void_consent bigint,
  unique (agency_id, id)
);
comment on column bauhaus.contacts.last_void_consent is
  'The last consent of before number or name became those of now: it and earlier ones do not hold.';
comment on column bauhaus.contacts.forgotten_at is
  'Set where nobody is left here: it only holds trips together whose person was forgotten.';
comment on table bauhaus.contacts is
  'A person of an agency who is written to, or called where there is no phone for WhatsApp.';
comment on column bauhaus.contacts.phone is
  'E.164 in its canonical writing, so that every writing of a number is one contact.';
comment on column bauhaus.contacts.call_name is 'What we call them.';
comment on column bauhaus.contacts.tested_at is
  'When the agency last asked for a test message to the number of now.';
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

create table bauhaus.journeys (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  reference text,
  title text,
  owner text,
  group_id uuid,
  notes text,
  metadata jsonb not null default '{}',
  idempotency_key text,
  booked_as text,
  revision integer not null default 1,
  withdrawn_at timestamptz,
  inserted_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  forgotten_at timestamptz,
  keeper_id uuid references bauhaus.members,
  unique (agency_id, id),
  foreign key (agency_id, group_id) references bauhaus.groups (agency_id, id)
);
comment on table bauhaus.journeys is 'One booking of an agency: legs times passengers.';
comment on column bauhaus.journeys.reference is
  'The booking code of the agency, one journey among those that are not withdrawn.';
comment on column bauhaus.journeys.forgotten_at is
  'When what is personal was taken out; what is left counts.';
comment on column bauhaus.journeys.keeper_id is
  'Who of the agency looks after it: at first who booked it; null: nobody by name.';
comment on column bauhaus.journeys.booked_as is
  'A digest of the journey as booked at once: a repeated request is compared with it.';
alter table bauhaus.journeys enable row level security;
create unique index journeys_reference on bauhaus.journeys (agency_id, reference)
  where reference is not null and withdrawn_at is null;
create unique index journeys_idempotency_key on bauhaus.journeys (agency_id, idempotency_key)
  where idempotency_key is not null;
create index journeys_newest on bauhaus.journeys (agency_id, inserted_at desc, id desc);
create index journeys_remembered on bauhaus.journeys (agency_id, inserted_at)
  where forgotten_at is null;
create index journeys_group on bauhaus.journeys (group_id) where group_id is not null;
create index journeys_keeper on bauhaus.journeys (keeper_id) where keeper_id is not null;

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
