set local lock_timeout = '5s';
set local statement_timeout = '60s';

alter table bauhaus.tasks add column attempts jsonb not null default '[]';
comment on column bauhaus.tasks.attempts is
  'Calls in which nobody was reached, oldest first: {at, by, outcome}. They leave it open.';
