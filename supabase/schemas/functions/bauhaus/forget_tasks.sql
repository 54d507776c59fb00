create or replace function bauhaus.forget_tasks(ids uuid[], at timestamptz) returns integer
language plpgsql as $$
declare
  forgotten_count integer;
begin
  delete from bauhaus.incident_notes n
   where n.incident_id in (select k.incident_id from bauhaus.tasks k where k.id = any (ids));
  update bauhaus.tasks k
     set facts = '{}', claimed_by = null, closed_by = null, updated_at = at,
         closed_at = case when k.state = 'done' then k.closed_at else at end,
         closed_reason = case when k.state = 'done' then k.closed_reason else 'forgotten' end,
         state = 'done'
   where k.id = any (ids);
  get diagnostics forgotten_count = row_count;
  return forgotten_count;
end
$$;

comment on function bauhaus.forget_tasks is
  'Closes tasks and takes out who and what they are about, and what staff wrote of their '
  'incidents; kind, reason and instants stay.';
