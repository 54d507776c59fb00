create or replace function api.remove_place(place_id uuid) returns jsonb
language sql set search_path = '' as $$
  with removed as (delete from bauhaus.agency_places p where p.id = place_id
    returning 1) select to_jsonb(exists (select from removed))
$$;

comment on function api.remove_place is 'Places.remove.';
