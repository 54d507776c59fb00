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
  'One row for each change of a flight; the latest answer of AeroAPI is in flights.raw_data.';
alter table bauhaus.flight_status_history enable row level security;
create index flight_status_history_instance
  on bauhaus.flight_status_history (flight_key, recorded_at desc);
create index flight_status_history_flight
  on bauhaus.flight_status_history (flight_number, flight_date, recorded_at desc);
create index flight_status_history_recorded_at on bauhaus.flight_status_history (recorded_at);

create table bauhaus.flight_snapshots (
  snapshot_key text primary key,
  lookup jsonb,
  made_at timestamptz,
  lease_until timestamptz
);
comment on table bauhaus.flight_snapshots is
  'The latest answer of AeroAPI to a query and the lease of whoever asks now, so that concurrent '
  'looks make one call.';
alter table bauhaus.flight_snapshots enable row level security;
