set local lock_timeout = '5s';
set local statement_timeout = '60s';

-- Few rows yet: the table is a day old.
-- squawk-ignore require-concurrent-index-creation
create index incidents_done on bauhaus.incidents (agency_id, closed_at desc, id)
  where state = 'done';
