create table bauhaus.duty_rosters (
  agency_id uuid primary key references bauhaus.agencies on delete cascade,
  roster jsonb not null,
  revision integer not null,
  updated_at timestamptz not null,
  updated_by text not null
);
comment on table bauhaus.duty_rosters is
  'Who is on duty, by weekday and hour in the zone of the agency: DutyRoster of '
  'shared/domain/duty-roster.ts.';
alter table bauhaus.duty_rosters enable row level security;

create table bauhaus.duty_alerts (
  incident_id uuid not null,
  member_id uuid not null references bauhaus.members on delete cascade,
  agency_id uuid not null,
  number integer not null,
  effect_key text,
  phone text,
  asked_at timestamptz not null,
  answered_at timestamptz,
  answered_by uuid,
  primary key (incident_id, member_id),
  foreign key (agency_id, incident_id) references bauhaus.incidents (agency_id, id)
    on delete cascade
);
comment on table bauhaus.duty_alerts is
  'Which members were last asked to take an incident, and by which number they say that they do.';
comment on column bauhaus.duty_alerts.phone is
  'Where they were written to; null: by other ways alone.';
comment on column bauhaus.duty_alerts.answered_by is 'The message that was the answer.';
alter table bauhaus.duty_alerts enable row level security;
create index duty_alerts_phone on bauhaus.duty_alerts (agency_id, phone, asked_at desc)
  where phone is not null;
create index duty_alerts_answer on bauhaus.duty_alerts (answered_by) where answered_by is not null;
create index duty_alerts_key on bauhaus.duty_alerts (effect_key) where effect_key is not null;
create index duty_alerts_age on bauhaus.duty_alerts (asked_at);
create index duty_alerts_member on bauhaus.duty_alerts (member_id);
create index duty_alerts_incident on bauhaus.duty_alerts (agency_id, incident_id);

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
