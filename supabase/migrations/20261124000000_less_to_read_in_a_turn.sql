-- A policy reads the tenant out of the token's claims in every statement of a turn: as json, which looks for the one member and builds nothing.
do $$
declare
  p record;
  reads constant text := '::jsonb ->> ''agency_id''';
begin
  for p in select tablename, policyname, qual, with_check from pg_catalog.pg_policies where schemaname = 'bauhaus' and position(reads in qual) > 0 loop
    execute format('alter policy %I on bauhaus.%I using (%s)', p.policyname, p.tablename, replace(p.qual, reads, '::json ->> ''agency_id'''));
    if p.with_check is not null then
      execute format('alter policy %I on bauhaus.%I with check (%s)', p.policyname, p.tablename, replace(p.with_check, reads, '::json ->> ''agency_id'''));
    end if;
  end loop;
end
$$;

-- Nobody looks for trips by it, since each flight has its timer; and every look wrote all the indexes of every trip on the flight anew because of it.
drop index bauhaus.trips_next_check;

-- Found by key, as in 20261123150000: what waits has a next attempt (notifications_log_states), and to ask for it as well offered Postgres
-- the index of everything that waits, of all agencies.
create or replace function api.waiting_effects(ids uuid[], keys text[]) returns jsonb language plpgsql stable set search_path = '' as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'agencyId', n.agency_id, 'at', n.next_attempt_at) order by n.next_attempt_at), '[]'::jsonb)
      from bauhaus.notifications_log n
     where (n.id = any (ids) or n.agency_id = bauhaus.current_agency() and n.effect_key = any (keys)) and n.delivery_status in ('PENDING', 'UNKNOWN'));
end
$$;
