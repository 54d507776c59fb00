create or replace function api.platform_brake() returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.brake_json(b) from bauhaus.sending_brakes b where b.agency_id is null
$$;

comment on function api.platform_brake is 'Accounts.presentBrake; null: there never was one.';
