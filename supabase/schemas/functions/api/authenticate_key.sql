create or replace function api.authenticate_key(hash text) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('agencyId', k.agency_id, 'keyName', k.name, 'agencyName', a.name)
    from bauhaus.agency_api_keys k join bauhaus.agencies a on a.id = k.agency_id
      where k.key_hash = hash and k.revoked_at is null
$$;

comment on function api.authenticate_key is
  'TripDesk.authenticate. Called as system, since the agency is not known yet.';
