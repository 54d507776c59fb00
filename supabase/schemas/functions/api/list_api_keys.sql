create or replace function api.list_api_keys() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.api_key_json(k) order by k.inserted_at, k.id), '[]')
    from bauhaus.agency_api_keys k where k.agency_id = bauhaus.current_agency()
$$;

comment on function api.list_api_keys is 'ApiKeys.list.';
