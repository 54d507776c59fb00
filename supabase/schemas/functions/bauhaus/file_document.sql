create or replace function bauhaus.file_document(document jsonb, at timestamptz) returns void
language plpgsql as $$
declare
  task bauhaus.tasks;
begin
  insert into bauhaus.documents (id, agency_id, trip_id, type, file_path, file_name, content_type,
    bytes, uploaded_by, uploaded_by_type, uploaded_at, passenger_id)
  select (document ->> 'id')::uuid, t.agency_id, t.id, document ->> 'type', document ->> 'path',
    document ->> 'fileName', document ->> 'contentType', (document ->> 'bytes')::bigint,
    document ->> 'uploadedBy', document ->> 'uploadedByType',
    (document ->> 'uploadedAt')::timestamptz, (document ->> 'passengerId')::uuid
    from bauhaus.trips t where t.id = (document ->> 'tripId')::uuid
  on conflict (id) do nothing;
  if not found then
    return;
  end if;
  update bauhaus.tasks k
    set facts = jsonb_set(k.facts, '{types}', (k.facts -> 'types') - (document ->> 'type')),
        updated_at = at
   where k.trip_id = (document ->> 'tripId')::uuid and k.kind = 'missing_document'
     and k.state <> 'done' and k.facts -> 'types' ? (document ->> 'type')
  returning * into task;
  -- Whoever asked for it was told that it would come.
  if task.facts ? 'conversationId' and document ->> 'uploadedByType' <> 'client' then
    perform bauhaus.emit('PromisedDocumentFiled',
      bauhaus.uuid_v5(format('["PromisedDocumentFiled","%s"]', document ->> 'id')),
      task.agency_id, task.trip_id, jsonb_build_object(
        'conversationId', task.facts -> 'conversationId', 'documentId', document -> 'id'), at);
  end if;
  update bauhaus.tasks k set state = 'done', closed_reason = 'document_filed', closed_at = at,
    updated_at = at
   where k.trip_id = (document ->> 'tripId')::uuid and k.kind = 'missing_document'
     and k.state <> 'done' and k.facts -> 'types' = '[]'::jsonb;
end
$$;

comment on function bauhaus.file_document is
  'Files a document, closes the task that reported it missing, and tells the concierge of what it '
  'has promised; the same id again changes nothing.';
