create or replace function bauhaus.forget_trips(
  ids uuid[], agency uuid, at timestamptz
) returns jsonb
language plpgsql as $$
declare
  message_count integer;
  document_count integer;
  task_count integer;
  trip_count integer;
begin
  with gone as (
    delete from bauhaus.documents d where d.trip_id = any (ids) returning d.file_path)
  insert into bauhaus.files_to_remove (path, agency_id, since)
  select g.file_path, agency, at from gone g on conflict do nothing;
  get diagnostics document_count = row_count;
  update bauhaus.files_to_remove f set since = at
   where f.since > at
     and split_part(f.path, '/', 2) = any (select x::text from unnest(ids) x);
  message_count := bauhaus.forget_messages(array(select n.id from bauhaus.notifications_log n
    where n.trip_id = any (ids) order by n.id for update), at);
  task_count := bauhaus.forget_tasks(array(select k.id from bauhaus.tasks k
    where k.trip_id = any (ids) order by k.id for update), at);
  update bauhaus.trip_passengers b
     set reference = null, idempotency_key = null, booked_as = '', left_at = coalesce(b.left_at, at)
   where b.trip_id = any (ids);
  update bauhaus.trips t
     set client_name = '•••', whatsapp = null, stay = null, client_description = null,
         metadata = '{}', updated_at = at, forgotten_at = at
   where t.id = any (ids) and t.forgotten_at is null;
  get diagnostics trip_count = row_count;
  perform bauhaus.forget_consents(ids);
  perform bauhaus.forget_states('{notifications}', ids, agency, at);
  return jsonb_build_object('trips', trip_count, 'messages', message_count,
    'documents', document_count, 'tasks', task_count);
end
$$;

comment on function bauhaus.forget_trips is
  'Takes what is personal out of trips that are over or withdrawn: names, number, notes, messages, '
  'documents, the facts of tasks, states and timers. Flights, counts, hashes and reasons stay. '
  'Answers the counts.';
