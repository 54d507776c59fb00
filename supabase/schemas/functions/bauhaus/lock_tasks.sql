create or replace function bauhaus.lock_tasks(trips uuid[]) returns void
language plpgsql as $$
begin
  perform from bauhaus.tasks k where k.trip_id = any (trips) and k.state <> 'done'
    order by k.id for update;
end
$$;

comment on function bauhaus.lock_tasks is
  'Locks the open tasks of trips before several are changed, in the order in which whoever moves '
  'their incident locks them.';
