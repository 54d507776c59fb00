create or replace function bauhaus.webhook_json(e bauhaus.webhook_endpoints) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', e.id, 'name', e.name, 'url', e.url, 'types', to_jsonb(e.types),
    'createdAt', bauhaus.instant(e.inserted_at), 'offSince', bauhaus.instant(e.off_since),
    'offBecause', e.off_because, 'failingSince', bauhaus.instant(e.failing_since),
    'lastDeliveredAt', bauhaus.instant(e.last_delivered_at),
    'formerSecretUntil', bauhaus.instant(e.former_until))
$$;

comment on function bauhaus.webhook_json is 'StoredWebhook of shared/domain/webhook.ts.';
