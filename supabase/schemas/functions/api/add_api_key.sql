create or replace function api.add_api_key(agency uuid, key jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  made bauhaus.agency_api_keys;
begin
  insert into bauhaus.agency_api_keys (agency_id, name, key_hash, scopes, expires_at, inserted_at)
  select a.id, key ->> 'name', key ->> 'hash',
      array(select jsonb_array_elements_text(key -> 'scopes')), (key ->> 'expiresAt')::timestamptz,
      (key ->> 'now')::timestamptz
    from bauhaus.agencies a where a.id = agency
  returning * into made;
  return case when found then bauhaus.api_key_json(made) end;
end
$$;

comment on function api.add_api_key is 'Accounts.addKey; null: no such agency.';
