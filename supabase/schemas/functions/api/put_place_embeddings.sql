create or replace function api.put_place_embeddings(embeddings jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  perform bauhaus.set_embedding((e ->> 'placeId')::uuid, e -> 'embedding')
    from jsonb_array_elements(embeddings) e;
  return to_jsonb(true);
end
$$;

comment on function api.put_place_embeddings is 'Places.putEmbeddings.';
