set local lock_timeout = '5s';
set local statement_timeout = '60s';

alter table bauhaus.journeys validate constraint journeys_keeper_id_fkey;
