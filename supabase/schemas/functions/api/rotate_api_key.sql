create or replace function api.rotate_api_key(
  agency uuid, key_id uuid, key jsonb
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (key ->> 'now')::timestamptz;
  former bauhaus.agency_api_keys;
begin
  update bauhaus.agency_api_keys k
     set expires_at = least(k.expires_at, (key ->> 'formerUntil')::timestamptz)
   where k.id = key_id and k.agency_id = agency and k.revoked_at is null
     and (k.expires_at is null or k.expires_at > at)
  returning * into former;
  if not found then
    return null;
  end if;
  return api.add_api_key(agency, key || jsonb_build_object('name', former.name,
    'scopes', former.scopes));
end
$$;

comment on function api.rotate_api_key is
  'Accounts.rotateKey: another key of the same name and scopes; the former one lives until '
  '`formerUntil`. Null: the agency has no such key that is live.';
