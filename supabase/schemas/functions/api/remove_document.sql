create or replace function api.remove_document(document_id uuid, at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  path text;
begin
  delete from bauhaus.documents d where d.id = document_id returning d.file_path into path;
  if path is not null then
    insert into bauhaus.files_to_remove (path, agency_id, since)
    values (path, bauhaus.current_agency(), at) on conflict do nothing;
  end if;
  return to_jsonb(path is not null);
end
$$;

comment on function api.remove_document is
  'PersonalData.removeDocument: whether there was one. Its file is removed after it.';
