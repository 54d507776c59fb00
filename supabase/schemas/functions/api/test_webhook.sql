create or replace function api.test_webhook(
  webhook_id uuid, event_id uuid, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  endpoint bauhaus.webhook_endpoints;
  made bauhaus.webhook_deliveries;
begin
  select * into endpoint from bauhaus.webhook_endpoints e
   where e.id = webhook_id and e.agency_id = agency;
  if not found then
    return null;
  elsif endpoint.off_since is not null then
    return '"off"';
  end if;
  insert into bauhaus.webhook_deliveries (agency_id, endpoint_id, event_id, type, event,
    started_at, next_attempt_at, created_at)
  values (agency, webhook_id, test_webhook.event_id, 'Test', jsonb_build_object('type', 'Test',
    'time', bauhaus.instant(at), 'tripId', null, 'data', '{}'::jsonb), at, at, at)
  returning * into made;
  return bauhaus.webhook_delivery_json(made);
end
$$;

comment on function api.test_webhook is
  'Webhooks.test: enters an event of no meaning; null: there is no such endpoint.';
