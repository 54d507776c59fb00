create or replace function api.add_document(document jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  perform bauhaus.file_document(document, (document ->> 'uploadedAt')::timestamptz);
  return (select bauhaus.document_json(d) from bauhaus.documents d
    where d.id = (document ->> 'id')::uuid);
end
$$;

comment on function api.add_document is
  'ConversationDesk.addDocument; null where the agency has no such trip.';
