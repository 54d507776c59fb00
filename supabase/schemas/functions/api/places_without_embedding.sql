create or replace function api.places_without_embedding(at_most integer) returns jsonb
language sql stable set search_path = '' as $$
  select case when bauhaus.has_vectors() then (
    select coalesce(jsonb_agg(bauhaus.place_json(p)), '[]'::jsonb) from (
      select x.* from bauhaus.agency_places x left
        join bauhaus.place_embedding_texts m on m.place_id = x.id
       where x.agency_id = bauhaus.current_agency() and m.search_text is distinct from x.search_text
       order by x.id limit at_most) p) end
$$;

comment on function api.places_without_embedding is
  'Places.withoutEmbedding: places whose text has no embedding yet; null where the server has no '
  'vectors.';
