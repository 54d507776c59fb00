set local lock_timeout = '5s';
set local statement_timeout = '5min';

-- Tasks that were open before there were incidents.
do $$
declare
  task bauhaus.tasks;
begin
  for task in
    select k.* from bauhaus.tasks k
     where k.state <> 'done' and k.incident_id is null order by k.opened_at, k.id
  loop
    perform bauhaus.join_incident(task);
  end loop;
end
$$;
