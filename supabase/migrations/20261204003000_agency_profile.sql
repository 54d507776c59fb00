set lock_timeout = '10s';
set statement_timeout = '60s';

alter table bauhaus.agencies
  add column phone text,
  add column zone text,
  add column hours jsonb,
  add column languages text[] not null default '{}' check (languages <@ '{es,en,pt}'::text[]),
  add column revision integer not null default 1;
comment on column bauhaus.agencies.hours is
  'AgencyHours of shared/domain/agency-hours.ts, in the zone; null: not said.';
