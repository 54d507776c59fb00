create or replace function api.authenticate_key(hash text, at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  key bauhaus.agency_api_keys;
begin
  select * into key from bauhaus.agency_api_keys k where k.key_hash = hash;
  if not found then
    return null;
  end if;
  if key.last_used_at is null or key.last_used_at <= at - interval '1 minute' then
    update bauhaus.agency_api_keys k set last_used_at = at where k.id = key.id;
  end if;
  return (select jsonb_build_object('agencyId', a.id, 'agencyName', a.name,
      'suspendedBecause', a.suspended_because, 'keyId', key.id, 'keyName', key.name,
      'scopes', key.scopes, 'revokedAt', bauhaus.instant(key.revoked_at),
      'expiresAt', bauhaus.instant(key.expires_at))
    from bauhaus.agencies a where a.id = key.agency_id);
end
$$;

comment on function api.authenticate_key is
  'TripDesk.authenticate. Called as system, since the agency is not known yet.';
