create or replace function api.search_places(request jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  city_keys constant jsonb := request -> 'cityKeys';
  near constant jsonb := nullif(request -> 'near', 'null'::jsonb);
  query_embedding constant jsonb := nullif(request -> 'embedding', 'null'::jsonb);
  at_most constant integer := (request ->> 'limit')::integer;
  -- Matches any of the words; the ranking prefers places that match more of them.
  words constant tsquery := (select coalesce(string_agg(quote_literal(w), ' | '), '')::tsquery
                               from unnest(
                                 pg_catalog.tsvector_to_array(to_tsvector('simple'::regconfig,
                                     request ->> 'text'))) w);
begin
  return (select coalesce(
      jsonb_agg(bauhaus.place_json(result.p) order by result.position), '[]'::jsonb)
    from (
    select p,
      row_number() over (order by n.distance nulls last, pg_catalog.ts_rank(p.search, words) desc,
        p.rating desc nulls last, p.name, p.id) as position
      from bauhaus.agency_places p
      left join bauhaus.nearest_places(city_keys, near, query_embedding, at_most) n
        on query_embedding is not null and n.id = p.id
     where p.agency_id = bauhaus.current_agency() and bauhaus.place_is_at(p, city_keys, near)
     order by 2 limit at_most) result);
end
$$;

comment on function api.search_places is
  'Places.search: by embedding where the server has vectors and the request brings one, else by '
  'words.';
