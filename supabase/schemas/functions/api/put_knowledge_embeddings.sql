create or replace function api.put_knowledge_embeddings(embeddings jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  -- Of a question that was written anew meanwhile, the embedding would be another one's.
  perform bauhaus.set_knowledge_embedding(k.id, e -> 'embedding')
    from jsonb_array_elements(embeddings) e
    join bauhaus.knowledge k on k.id = (e ->> 'entryId')::uuid and k.question = e ->> 'question';
  return to_jsonb(true);
end
$$;

comment on function api.put_knowledge_embeddings is 'Knowledge.putEmbeddings.';
