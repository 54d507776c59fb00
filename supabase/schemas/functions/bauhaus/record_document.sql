create or replace function bauhaus.record_document(r jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  perform bauhaus.file_document(r -> 'document', at);
end
$$;

comment on function bauhaus.record_document is 'RecordCommand of kind document.';
