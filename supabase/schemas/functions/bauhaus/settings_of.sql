create or replace function bauhaus.settings_of(agency uuid) returns jsonb
language plpgsql stable as $$
begin
  return (select coalesce(jsonb_object_agg(s.setting_key, s.setting_value), '{}'::jsonb)
    from bauhaus.agencies_settings s where s.agency_id = agency);
end
$$;

comment on function bauhaus.settings_of is
  'The stored settings of an agency by key, without defaults.';
