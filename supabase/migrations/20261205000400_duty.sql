set local lock_timeout = '5s';
set local statement_timeout = '60s';

alter table bauhaus.members
  add column phone text,
  add column phone_consented_at timestamptz,
  add column languages text[] not null default '{}';
comment on column bauhaus.members.phone is
  'Where the duty desk writes to, and from where an alert is answered.';
comment on column bauhaus.members.phone_consented_at is
  'Since when they agree to be written to there as staff; null: they do not.';
comment on column bauhaus.members.languages is 'What they are written to in, the best first.';

alter table bauhaus.incidents add column alert text;
alter table bauhaus.incidents add constraint incidents_alert_check
  check (alert in ('asked', 'unanswered', 'unreachable')) not valid;
comment on column bauhaus.incidents.alert is
  'What became of telling somebody of the agency; null: nobody was to be told yet.';

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
