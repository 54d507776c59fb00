create or replace function bauhaus.join_incident(task bauhaus.tasks) returns void
language plpgsql as $$
declare
  about constant text[] := bauhaus.incident_subject(task);
  incident uuid;
begin
  if about[2] is null then
    return;
  end if;
  insert into bauhaus.incidents as i (agency_id, kind, subject, severity, opened_at, updated_at)
  values (task.agency_id, about[1], about[2], task.severity, task.opened_at, task.updated_at)
  on conflict (agency_id, kind, subject) where state <> 'done'
  do update set updated_at = greatest(i.updated_at, excluded.updated_at)
  returning i.id into incident;
  update bauhaus.tasks k set incident_id = incident where k.id = task.id;
  perform bauhaus.refresh_incident(incident, task.updated_at, null);
end
$$;

comment on function bauhaus.join_incident is
  'Adds a task to the open incident of what it is about, or opens one.';
