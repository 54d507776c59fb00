create or replace function api.remove_place(place_id uuid) returns jsonb
language sql set search_path = '' as $$
  with gone as (delete from bauhaus.agency_places p where p.id = place_id
    returning 1) select to_jsonb(exists (select from gone))
$$;

comment on function api.remove_place is 'Places.remove.';
