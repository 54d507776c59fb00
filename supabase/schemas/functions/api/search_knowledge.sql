create or replace function api.search_knowledge(request jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  at_most constant integer := (request ->> 'limit')::integer;
  query_embedding constant jsonb := nullif(request -> 'embedding', 'null'::jsonb);
  -- One query for each term: any of its beginnings of words.
  terms constant tsquery[] := array(
    select string_agg(quote_literal(b.word) || ':*', ' | ')::tsquery
      from jsonb_array_elements(request -> 'terms') t
      cross join jsonb_array_elements_text(t) b (word)
     group by t);
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('entry', bauhaus.knowledge_json(f.k),
      'similarity', 1 - f.distance) order by f.distance nulls last, f.hits desc, (f.k).id),
      '[]'::jsonb)
    from (
    select k, n.distance, h.hits
      from bauhaus.knowledge k
      left join bauhaus.nearest_knowledge(request, query_embedding, at_most) n
        on query_embedding is not null and n.id = k.id
      cross join lateral (select count(*) as hits from unnest(terms) t where k.search @@ t) h
     where k.agency_id = bauhaus.current_agency()
       and bauhaus.knowledge_holds_for(k, request)
       and (n.distance is not null or h.hits > 0)
     order by n.distance nulls last, h.hits desc, k.id limit at_most) f);
end
$$;

comment on function api.search_knowledge is
  'Knowledge.search: by embedding where the server has vectors and the request brings one, and by '
  'beginnings of words.';
