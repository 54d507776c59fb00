set local lock_timeout = '5s';
set local statement_timeout = '60s';

alter table bauhaus.conversations add column choice text;
comment on column bauhaus.conversations.choice is
  'The id of the option that was tapped, of a message that offered some; null: none was.';
