create or replace function bauhaus.document_entry(d bauhaus.documents) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', d.id, 'type', d.type, 'fileName', d.file_name,
    'path', d.file_path, 'uploadedAt', d.uploaded_at, 'uploadedByType', d.uploaded_by_type,
    'passengerId', d.passenger_id)
$$;

comment on function bauhaus.document_entry is 'A document as a TripContext lists it.';
