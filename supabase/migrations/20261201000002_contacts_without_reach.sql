-- Nothing reads it: whether a contact is reached is what their messages show. No version that
-- reads it runs beside this one.
-- squawk-ignore-file ban-drop-column
set local lock_timeout = '5s';
set local statement_timeout = '10min';

alter table bauhaus.contacts drop column reach;
