create or replace function api.add_data_key(
  id text, purpose text, wrapped text
) returns jsonb
language plpgsql set search_path = '' as $$
begin
  insert into bauhaus.data_keys (id, agency_id, purpose, wrapped, created_at)
  values (add_data_key.id, bauhaus.current_agency(), add_data_key.purpose, add_data_key.wrapped,
    now())
  on conflict do nothing;
  return api.data_keys();
end
$$;

comment on function api.add_data_key is
  'Keeps the first data key of a purpose, of the agency or, as system, of the platform; a key that '
  'is there already stays. Answers as data_keys.';
