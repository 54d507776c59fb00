create table bauhaus.itineraries (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  trip_id uuid not null,
  version integer not null check (version > 0),
  status text not null check (status in ('draft', 'approved')),
  parsed_itinerary jsonb not null,
  raw_prompt text,
  raw_response text,
  generated_at timestamptz not null default now(),
  unique (trip_id, version),
  foreign key (agency_id, trip_id) references bauhaus.trips (agency_id, id) on delete cascade
);
alter table bauhaus.itineraries enable row level security;
