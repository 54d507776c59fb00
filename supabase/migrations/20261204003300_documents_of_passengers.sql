set lock_timeout = '10s';
set statement_timeout = '60s';

alter table bauhaus.documents add column passenger_id uuid;
comment on column bauhaus.documents.passenger_id is
  'Whose it is, of the passengers of its trip; null: of all of them.';
