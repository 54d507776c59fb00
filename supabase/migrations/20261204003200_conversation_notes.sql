set lock_timeout = '10s';
set statement_timeout = '60s';

alter table bauhaus.conversations
  add column author text,
  drop constraint conversations_direction_check;
alter table bauhaus.conversations
  add constraint conversations_direction_check
  check (direction in ('in', 'out', 'note')) not valid;
comment on column bauhaus.conversations.author is
  'Who of the agency wrote it; null: a traveller, or not known.';
comment on table bauhaus.conversations is
  'Inbound messages, texts of a person at the agency that are to be sent, and notes of the agency, '
  'which are never sent. What was sent is in notifications_log and not copied here.';
