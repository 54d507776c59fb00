-- What a statement finds by its key, it shall find by its key. Where it also says in which state the row is, and a partial index holds just that state,
-- Postgres may read the whole of that index instead: everything under way to settle one message, every trip an agency has withdrawn to send one.
-- A plan is kept, and to one that was made while the index was empty it looks free. What stands in a variable, or is asked of the row found, is no such offer.

create function pg_temp.amend(amended regprocedure, was text, becomes text) returns void language plpgsql as $$
declare
  definition constant text := pg_catalog.pg_get_functiondef(amended);
begin
  if position(was in definition) = 0 then
    raise exception '% does not contain: %', amended, was;
  end if;
  execute replace(definition, was, becomes);
end
$$;

select pg_temp.amend('bauhaus.settle_one(jsonb)', 'counted_on boolean := false;', $x$counted_on boolean := false;
  under_way constant text[] := '{SENDING,UNKNOWN}';$x$);
select pg_temp.amend('bauhaus.settle_one(jsonb)', $x$and delivery_status in ('SENDING', 'UNKNOWN')
  returning$x$, $x$and delivery_status = any (under_way)
  returning$x$);

select pg_temp.amend('api.commit_turn(jsonb)', $x$presumed text[] := '{}';$x$, $x$presumed text[] := '{}';
  under_way constant text[] := '{SENDING,UNKNOWN}';$x$);
select pg_temp.amend('api.commit_turn(jsonb)', $x$n.effect_key = any (presumed) and n.delivery_status in ('SENDING', 'UNKNOWN');$x$,
  $x$n.effect_key = any (presumed) and n.delivery_status = any (under_way);$x$);

select pg_temp.amend('bauhaus.objection(bauhaus.notifications_log, timestamptz)',
  $x$exists (select from bauhaus.trips t where t.id = n.trip_id and t.status = 'withdrawn')$x$,
  $x$(select t.status from bauhaus.trips t where t.id = n.trip_id) = 'withdrawn'$x$);

drop function pg_temp.amend(regprocedure, text, text);
