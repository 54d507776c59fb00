create or replace function api.has_places() returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(exists (select from bauhaus.agency_places p
      where p.agency_id = bauhaus.current_agency()))
$$;

comment on function api.has_places is 'Places.any.';
