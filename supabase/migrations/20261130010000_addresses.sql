-- Where WhatsApp says that a traveller is, where a message was sent, and what Twilio takes one for.
set local lock_timeout = '5s';
set local statement_timeout = '30s';
alter table bauhaus.conversation_threads add column address text;
comment on column bauhaus.conversation_threads.address is
  'Where WhatsApp says that the traveller is, and what is sent goes; phone is its canonical form.';
alter table bauhaus.conversations add column opt_out_type text;
comment on column bauhaus.conversations.opt_out_type is
  'What Twilio takes the message for: STOP, START or HELP; null: for none of them.';
alter table bauhaus.notifications_log add column address text;
comment on column bauhaus.notifications_log.address is
  'The writing of the recipient that its last try was sent to; null: the recipient as it stands.';
