create or replace function bauhaus.document_json(d bauhaus.documents) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', d.id, 'tripId', d.trip_id, 'type', d.type, 'path', d.file_path,
    'fileName', d.file_name, 'contentType', d.content_type,
    'bytes', d.bytes, 'uploadedBy', d.uploaded_by, 'uploadedByType', d.uploaded_by_type,
    'uploadedAt', d.uploaded_at, 'passengerId', d.passenger_id)
$$;

comment on function bauhaus.document_json is 'FiledDocument of shared/domain/document.ts.';
