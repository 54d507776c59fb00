set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table bauhaus.duty_calls (
  agency_id uuid not null,
  effect_key text not null,
  incident_id uuid not null,
  member_id uuid not null references bauhaus.members on delete cascade,
  called_at timestamptz not null,
  answered_at timestamptz,
  outcome text check (outcome in ('claimed', 'taken', 'closed')),
  primary key (agency_id, effect_key),
  foreign key (agency_id, incident_id) references bauhaus.incidents (agency_id, id)
    on delete cascade
);
comment on table bauhaus.duty_calls is
  'Every call to a member to take an incident; what became of it at Twilio is in the ledger, under '
  'the same key.';
comment on column bauhaus.duty_calls.outcome is
  'What came of the digit that says that they take it; null: none was pressed.';
alter table bauhaus.duty_calls enable row level security;
create index duty_calls_incident on bauhaus.duty_calls (agency_id, incident_id);
create index duty_calls_member on bauhaus.duty_calls (member_id);
