set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table bauhaus.imports (
  id uuid primary key,
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  state text not null default 'reading'
    check (state in ('reading', 'ready', 'applying', 'applied', 'undoing', 'undone')),
  revision integer not null default 1,
  content jsonb not null,
  file jsonb not null,
  row_count integer not null,
  rows_read integer not null default 0,
  welcome text check (welcome in ('none', 'new', 'all')),
  spread_days integer not null default 0,
  actor jsonb not null,
  inserted_at timestamptz not null,
  applied_at timestamptz,
  leased_by text,
  lease_until timestamptz,
  unique (agency_id, id)
);
comment on table bauhaus.imports is
  'Files of bookings that agencies import: read into journeys first, applied when somebody says '
  'so.';
comment on column bauhaus.imports.content is 'The cells of the file, and how they are read.';
comment on column bauhaus.imports.file is
  'Its name and columns, and how they are understood: what is shown of it while it is read.';
comment on column bauhaus.imports.actor is
  'Who asked for the work that is done: what it writes is theirs in the audit.';
comment on column bauhaus.imports.lease_until is
  'Until then `leased_by` works on it alone; afterwards another goes on.';
alter table bauhaus.imports enable row level security;
create index imports_newest on bauhaus.imports (agency_id, inserted_at desc, id desc);
create index imports_inserted_at on bauhaus.imports using brin (inserted_at);

create table bauhaus.imported_journeys (
  import_id uuid not null,
  agency_id uuid not null,
  position integer not null,
  verdict text not null check (verdict in ('new', 'same', 'changed', 'refused')),
  state text not null default 'waiting'
    check (state in ('waiting', 'begun', 'applied', 'failed', 'undone', 'kept')),
  journey_id uuid,
  basis integer,
  revision_after integer,
  departure timestamptz,
  row_verdicts jsonb not null,
  sends jsonb not null,
  phones jsonb not null,
  content jsonb not null,
  outcome text,
  primary key (import_id, position),
  foreign key (agency_id, import_id) references bauhaus.imports (agency_id, id)
    on delete cascade
);
comment on table bauhaus.imported_journeys is
  'A journey of an imported file: what applying it would do, and what became of that.';
comment on column bauhaus.imported_journeys.basis is
  'The revision of the journey that the file was compared with; on another one nothing is applied.';
comment on column bauhaus.imported_journeys.phones is
  'Numbers in `content`, so that erasing a person finds them.';
alter table bauhaus.imported_journeys enable row level security;
create index imported_journeys_agency on bauhaus.imported_journeys (agency_id, journey_id);
