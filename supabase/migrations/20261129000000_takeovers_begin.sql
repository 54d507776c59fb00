-- A handoff that is done gives the conversation back only if it was claimed in this takeover.
set local lock_timeout = '5s';
set local statement_timeout = '30s';
alter table bauhaus.tasks add column claimed_at timestamptz;
alter table bauhaus.conversation_threads add column taken_over_at timestamptz;
comment on column bauhaus.conversation_threads.taken_over_at is
  'When the present takeover began; a handoff that was claimed earlier does not end it.';
