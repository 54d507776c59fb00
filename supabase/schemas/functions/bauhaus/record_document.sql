create or replace function bauhaus.record_document(record jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  perform bauhaus.file_document(record -> 'document', at);
end
$$;

comment on function bauhaus.record_document is 'RecordCommand of kind document.';
