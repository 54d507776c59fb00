create or replace function bauhaus.messages_per_minute(agency uuid) returns integer
language plpgsql stable as $$
begin
  return (select coalesce((
    select case when jsonb_typeof(s.setting_value -> 'messages_per_minute') = 'number'
                then least(greatest((s.setting_value ->> 'messages_per_minute')::numeric, 1),
                  100000)::integer end
      from bauhaus.agencies_settings s where s.agency_id = agency
        and s.setting_key = 'rate_limiting'), 60));
end
$$;

comment on function bauhaus.messages_per_minute is
  'The rate that an agency has set: 1 to 100000 messages a minute, 60 by default.';
