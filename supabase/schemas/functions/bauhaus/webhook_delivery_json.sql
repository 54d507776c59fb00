create or replace function bauhaus.webhook_delivery_json(
  d bauhaus.webhook_deliveries
) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', d.id, 'eventId', d.event_id, 'type', d.type, 'state', d.state,
    'createdAt', bauhaus.instant(d.created_at), 'nextTryAt', bauhaus.instant(d.next_attempt_at),
    'tries', d.attempts)
$$;

comment on function bauhaus.webhook_delivery_json is 'StoredDelivery of shared/domain/webhook.ts.';
