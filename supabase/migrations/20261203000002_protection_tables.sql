set lock_timeout = '10s';
set statement_timeout = '60s';

alter table bauhaus.contacts add column last_void_consent bigint;
comment on column bauhaus.contacts.last_void_consent is
  'The last consent of before number or name became those of now: it and earlier ones do not hold.';
