create or replace function api.put_setting(key text, value jsonb, at timestamptz) returns jsonb
language sql set search_path = '' as $$
  insert into bauhaus.agencies_settings as s (agency_id, setting_key, setting_value, updated_at)
    values (bauhaus.current_agency(), key, value, at)
  on conflict (agency_id, setting_key) do update set setting_value = excluded.setting_value,
    updated_at = excluded.updated_at
  returning jsonb_build_object('key', s.setting_key)
$$;

comment on function api.put_setting is 'TripDesk.putSetting.';
