set lock_timeout = '10s';
set statement_timeout = '60s';

alter table bauhaus.conversations validate constraint conversations_direction_check;
