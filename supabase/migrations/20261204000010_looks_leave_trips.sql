-- When a flight is looked up next is read from the flight. No running version reads the column
-- but by functions, which come with this one.
-- squawk-ignore-file ban-drop-column
set local lock_timeout = '5s';
set local statement_timeout = '60s';
alter table bauhaus.trips drop column next_check_at;
