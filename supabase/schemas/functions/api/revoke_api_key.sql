create or replace function api.revoke_api_key(
  agency uuid, key_id uuid, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  changed bauhaus.agency_api_keys;
begin
  update bauhaus.agency_api_keys k set revoked_at = coalesce(k.revoked_at, at)
   where k.id = key_id and k.agency_id = agency returning * into changed;
  return case when found then bauhaus.api_key_json(changed) end;
end
$$;

comment on function api.revoke_api_key is 'Accounts.revokeKey; null: the agency has no such key.';
