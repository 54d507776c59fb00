create or replace function api.data_keys() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'agencyId', k.agency_id,
      'purpose', k.purpose, 'wrapped', k.wrapped, 'isRetired', k.retired_at is not null)
      order by k.created_at), '[]'::jsonb)
    from bauhaus.data_keys k
   where k.agency_id is null or k.agency_id = bauhaus.current_agency()
$$;

comment on function api.data_keys is
  'The wrapped data keys of the agency and of the platform, retired ones included.';
