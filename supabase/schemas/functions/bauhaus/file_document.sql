-- Files a document; the same id again changes nothing. A task that said it was missing is done.
create or replace function bauhaus.file_document(d jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  insert into bauhaus.documents (id, agency_id, trip_id, type, file_path, file_name, content_type,
    bytes, uploaded_by, uploaded_by_type, uploaded_at)
  select (d ->> 'id')::uuid, t.agency_id, t.id, d ->> 'type', d ->> 'path', d ->> 'fileName',
    d ->> 'contentType', (d ->> 'bytes')::bigint,
    d ->> 'uploadedBy', d ->> 'uploadedByType', (d ->> 'uploadedAt')::timestamptz
    from bauhaus.trips t where t.id = (d ->> 'tripId')::uuid
  on conflict (id) do nothing;
  update bauhaus.tasks k
    set facts = jsonb_set(k.facts, '{types}', (k.facts -> 'types') - (d ->> 'type')),
        updated_at = at
   where k.trip_id = (d ->> 'tripId')::uuid and k.kind = 'missing_document' and k.state <> 'done'
     and k.facts -> 'types' ? (d ->> 'type');
  update bauhaus.tasks k set state = 'done', closed_reason = 'document_filed', closed_at = at,
    updated_at = at
   where k.trip_id = (d ->> 'tripId')::uuid and k.kind = 'missing_document' and k.state <> 'done'
     and k.facts -> 'types' = '[]'::jsonb;
end
$$;
