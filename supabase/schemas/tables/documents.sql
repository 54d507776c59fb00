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
  passenger_id uuid,
  foreign key (agency_id, trip_id) references bauhaus.trips (agency_id, id) on delete cascade
);
comment on column bauhaus.documents.passenger_id is
  'Whose it is, of the passengers of its trip; null: of all of them.';
alter table bauhaus.documents enable row level security;
create index documents_agency on bauhaus.documents (agency_id) include (bytes);
create index documents_trip on bauhaus.documents (trip_id, type, uploaded_at desc);
