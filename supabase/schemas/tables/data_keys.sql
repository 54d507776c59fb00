-- Keys under which personal data is sealed, themselves wrapped by a key that is not in the database
-- (shared/ports/keyring.ts).
create table bauhaus.data_keys (
  id text primary key check (id ~ '^[A-Za-z0-9_-]{11}$'),
  agency_id uuid references bauhaus.agencies on delete cascade,
  purpose text not null check (purpose in ('numbers', 'words', 'tokens')),
  wrapped text not null,
  created_at timestamptz not null,
  retired_at timestamptz,
  rows_sealed_at timestamptz,
  -- The key of tokens is the platform's: one number has one token, whichever agency writes to it.
  check ((purpose = 'tokens') = (agency_id is null))
);
comment on table bauhaus.data_keys is
  'Wrapped data keys: of each agency one for what is compared, and one for words.';
comment on column bauhaus.data_keys.retired_at is
  'Nothing is sealed with it any more since then; what was, is still opened.';
comment on column bauhaus.data_keys.rows_sealed_at is
  'When the rows of the agency that were written in the clear were sealed.';
alter table bauhaus.data_keys enable row level security;
create unique index data_keys_in_use on bauhaus.data_keys (agency_id, purpose) nulls not distinct
  where retired_at is null;
