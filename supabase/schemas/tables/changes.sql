-- What changed, for whoever looks at it: topics and ids, never what. No foreign keys, which would
-- make each commit take a share lock on its agency's one row; these rows have their own retention.
create table bauhaus.changes (
  agency_id uuid not null,
  xid xid8 not null default pg_current_xact_id(),
  topic text not null,
  subject text not null,
  at timestamptz not null default now(),
  primary key (agency_id, xid, topic, subject)
);
comment on table bauhaus.changes is
  'What each transaction changed of an agency, once each, entered by triggers (note_change).';
comment on column bauhaus.changes.xid is
  'The transaction: a reader asks which of them its snapshot of before did not see, so that none '
  'is passed over that commits later than one with a higher number.';
comment on column bauhaus.changes.at is
  'By the clock of the server, not by that of the agents: its retention goes by it.';
alter table bauhaus.changes enable row level security;
create index changes_at on bauhaus.changes (at);
