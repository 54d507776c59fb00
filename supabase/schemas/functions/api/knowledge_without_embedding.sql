create or replace function api.knowledge_without_embedding(at_most integer) returns jsonb
language sql stable set search_path = '' as $$
  select case when bauhaus.has_vectors() then (
    select coalesce(jsonb_agg(bauhaus.knowledge_json(k)), '[]'::jsonb) from (
      select x.* from bauhaus.knowledge x
       where x.agency_id = bauhaus.current_agency() and x.embedded_text is distinct from x.question
       order by x.id limit at_most) k) end
$$;

comment on function api.knowledge_without_embedding is
  'Knowledge.withoutEmbedding: entries whose question has no embedding yet; null where the server '
  'has no vectors.';
