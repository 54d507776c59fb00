set lock_timeout = '10s';
set statement_timeout = '60s';

-- Postgres lets everybody execute a new function. Within one schema that cannot be taken away, so
-- it is taken away from whatever this role makes anywhere.
alter default privileges revoke execute on functions from public;
