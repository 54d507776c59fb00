create or replace function api.list_webhooks() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.webhook_json(e) order by e.inserted_at, e.id), '[]')
    from bauhaus.webhook_endpoints e where e.agency_id = bauhaus.current_agency()
$$;

comment on function api.list_webhooks is 'Webhooks.list.';
