create or replace function api.ping() returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('ok', true)
$$;

comment on function api.ping is 'TripDesk.ping.';
