create or replace function api.put_knowledge_embeddings(embeddings jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  perform bauhaus.set_knowledge_embedding((e ->> 'entryId')::uuid, e -> 'embedding')
    from jsonb_array_elements(embeddings) e;
  return to_jsonb(true);
end
$$;

comment on function api.put_knowledge_embeddings is 'Knowledge.putEmbeddings.';
