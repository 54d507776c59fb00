set lock_timeout = '10s';
set statement_timeout = '60s';

create table bauhaus.platform_ceilings (
  one boolean primary key default true check (one),
  messages_per_minute integer not null check (messages_per_minute >= 1),
  model_usd_per_month integer not null check (model_usd_per_month >= 0)
);
comment on table bauhaus.platform_ceilings is
  'What no agency gets more of, whatever its settings say; without a row nothing is limited.';
alter table bauhaus.platform_ceilings enable row level security;
