set lock_timeout = '10s';
set statement_timeout = '60s';

-- Postgres lets everybody execute a new function. Within one schema that cannot be taken away, so
-- it is taken away from whatever this role makes anywhere.
alter default privileges revoke execute on functions from public;

-- And from what it has made before, in the schemas of the queue too; extensions keep theirs.
do $$
declare
  made regprocedure;
begin
  for made in
    select p.oid::regprocedure from pg_catalog.pg_proc p
     where p.proowner = (select r.oid from pg_catalog.pg_roles r where r.rolname = current_user)
       and p.pronamespace in (select n.oid from pg_catalog.pg_namespace n
         where n.nspname in ('api', 'bauhaus', 'rules', 'engine', 'graphile_worker'))
       and not exists (select from pg_catalog.pg_depend d where d.objid = p.oid and d.deptype = 'e')
  loop
    execute format('revoke execute on function %s from public', made);
  end loop;
end
$$;
