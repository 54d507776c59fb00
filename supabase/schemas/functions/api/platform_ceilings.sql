create or replace function api.platform_ceilings() returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('messagesPerMinute', c.messages_per_minute,
      'modelUsdPerMonth', c.model_usd_per_month)
    from bauhaus.platform_ceilings c
$$;

comment on function api.platform_ceilings is
  'TripDesk.ceilings: what no agency gets more of; null where nothing is limited.';
