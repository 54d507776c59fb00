create or replace function bauhaus.messages_per_minute(agency uuid) returns integer
language plpgsql stable as $$
begin
  return least((select c.messages_per_minute from bauhaus.platform_ceilings c),
    rules.messages_per_minute((
      select case when jsonb_typeof(s.setting_value -> 'messages_per_minute') = 'number'
                  then (s.setting_value ->> 'messages_per_minute')::numeric end
        from bauhaus.agencies_settings s where s.agency_id = agency
          and s.setting_key = 'rate_limiting')));
end
$$;

comment on function bauhaus.messages_per_minute is
  'The rate of an agency in messages a minute: what it has set, up to what the platform allows.';
