create or replace function api.get_settings() returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.settings_of(bauhaus.current_agency())
$$;

comment on function api.get_settings is 'TripDesk.settings: as stored, without defaults.';
