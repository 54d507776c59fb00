create table bauhaus.itineraries (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  journey_id uuid not null,
  stay text not null,
  version integer not null check (version > 0),
  status text not null check (status in ('draft', 'approved')),
  parsed_itinerary jsonb not null,
  raw_prompt text,
  raw_response text,
  generated_at timestamptz not null default now(),
  unique (journey_id, stay, version),
  foreign key (agency_id, journey_id) references bauhaus.journeys (agency_id, id) on delete cascade
);
comment on table bauhaus.itineraries is
  'What we plan for a stay beside what was sold; versions count up.';
comment on column bauhaus.itineraries.stay is
  'The key of the stay in its journey: the city, and which visit of it (shared/domain/stay.ts).';
alter table bauhaus.itineraries enable row level security;

create table bauhaus.stay_plans (
  agency_id uuid not null,
  journey_id uuid not null,
  stay text not null,
  revision integer not null default 1,
  plan jsonb,
  updated_at timestamptz not null,
  primary key (journey_id, stay),
  foreign key (agency_id, journey_id) references bauhaus.journeys (agency_id, id) on delete cascade
);
comment on table bauhaus.stay_plans is
  'What the agency sold for a stay. A null plan was removed; its revision goes on counting.';
alter table bauhaus.stay_plans enable row level security;

create table bauhaus.place_gaps (
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  city text not null,
  country text,
  city_keys jsonb not null,
  near jsonb,
  noted_at timestamptz not null,
  primary key (agency_id, city)
);
comment on table bauhaus.place_gaps is
  'Cities for which plans were due and the agency had no place; said once, in its settings.';
comment on column bauhaus.place_gaps.city_keys is
  'Names of the city without case, accents and punctuation (foldedName), by which a place that is '
  'added later ends the gap.';
alter table bauhaus.place_gaps enable row level security;
