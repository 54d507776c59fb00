create or replace function bauhaus.task_incident() returns trigger
language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform bauhaus.join_incident(new);
  elsif new.incident_id is not null and (old.state, old.severity) <> (new.state, new.severity) then
    perform bauhaus.refresh_incident(new.incident_id, new.updated_at, new.closed_reason);
  end if;
  return null;
end
$$;

comment on function bauhaus.task_incident is
  'Every task belongs to an incident, from the transaction that opens it, whoever opens it.';

create or replace trigger task_incident after insert or update on bauhaus.tasks
  for each row execute function bauhaus.task_incident();
