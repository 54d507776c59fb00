create or replace function api.search_places(request jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  keys constant jsonb := request -> 'cityKeys';
  near constant jsonb := nullif(request -> 'near', 'null'::jsonb);
  meaning constant jsonb := nullif(request -> 'embedding', 'null'::jsonb);
  at_most constant integer := (request ->> 'limit')::integer;
  -- Any of the words: what they say together is for the ranking.
  words constant tsquery := (select coalesce(string_agg(quote_literal(w), ' | '), '')::tsquery
                               from unnest(
                                 pg_catalog.tsvector_to_array(to_tsvector('simple'::regconfig,
                                     request ->> 'text'))) w);
begin
  return (select coalesce(jsonb_agg(bauhaus.place_json(found.p) order by found.place), '[]'::jsonb)
    from (
    select p,
      row_number() over (order by n.distance nulls last, pg_catalog.ts_rank(p.search, words) desc,
        p.rating desc nulls last, p.name, p.id) as place
      from bauhaus.agency_places p
      left join bauhaus.nearest_places(keys, near, meaning, at_most) n on meaning is not null
        and n.id = p.id
     where p.agency_id = bauhaus.current_agency() and bauhaus.place_is_at(p, keys, near)
     order by 2 limit at_most) found);
end
$$;

comment on function api.search_places is
  'Places.search: by meaning where the server has vectors and the request brings one, else by '
  'words.';
