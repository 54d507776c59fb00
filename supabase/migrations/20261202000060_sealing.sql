-- Data keys, and one message under way to a number whose writings two agencies seal differently.
-- The index is only of messages under way, few at any time; migrations run in a transaction.
-- squawk-ignore-file require-concurrent-index-deletion, require-concurrent-index-creation
set local lock_timeout = '5s';
set local statement_timeout = '60s';
create table bauhaus.data_keys (
  id text primary key check (id ~ '^[A-Za-z0-9_-]{11}$'),
  agency_id uuid references bauhaus.agencies on delete cascade,
  purpose text not null check (purpose in ('numbers', 'words', 'tokens')),
  wrapped text not null,
  created_at timestamptz not null,
  retired_at timestamptz,
  rows_sealed_at timestamptz,
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

create function bauhaus.number_token(number text) returns text
language sql immutable parallel safe as $$
  select case when number like 'n1.%' then split_part(number, '.', 2) else number end
$$;
drop index bauhaus.notifications_log_one_under_way;
create unique index notifications_log_one_under_way
  on bauhaus.notifications_log (sender, bauhaus.number_token(recipient))
  where delivery_status in ('SENDING', 'UNKNOWN');
create index notifications_log_under_way on bauhaus.notifications_log (sender, recipient)
  where delivery_status in ('SENDING', 'UNKNOWN');
