set local lock_timeout = '5s';
set local statement_timeout = '60s';

alter table bauhaus.incidents validate constraint incidents_alert_check;
