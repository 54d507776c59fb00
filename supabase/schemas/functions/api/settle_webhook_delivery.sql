create or replace function api.settle_webhook_delivery(settlement jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  at constant timestamptz := (settlement ->> 'now')::timestamptz;
  is_taken constant boolean := settlement #> '{attempt,error}' = 'null';
  next_at constant timestamptz := (settlement ->> 'nextTryAt')::timestamptz;
  settled bauhaus.webhook_deliveries;
  endpoint bauhaus.webhook_endpoints;
  because text;
begin
  perform from bauhaus.webhook_endpoints e
    where e.agency_id = agency and e.id = (select d.endpoint_id from bauhaus.webhook_deliveries d
      where d.id = (settlement ->> 'id')::uuid) for no key update;
  update bauhaus.webhook_deliveries d
     set attempts = d.attempts || (settlement -> 'attempt'), tries = d.tries + 1,
         lease_until = null, next_attempt_at = case when not is_taken then next_at end,
         state = case when is_taken then 'delivered' when next_at is null then 'failed'
           else 'pending' end
   where d.id = (settlement ->> 'id')::uuid and d.agency_id = agency and d.state = 'pending'
     and bauhaus.instant(d.lease_until) = settlement ->> 'leaseUntil'
   returning * into settled;
  if not found then
    return 'false';
  end if;
  update bauhaus.webhook_endpoints e
     set failures = case when is_taken then 0 else e.failures + 1 end,
         failing_since = case when not is_taken then coalesce(e.failing_since, at) end,
         last_delivered_at = case when is_taken then at else e.last_delivered_at end
   where e.id = settled.endpoint_id returning * into endpoint;
  because := case when is_taken or endpoint.off_since is not null then null
    when (settlement ->> 'isGone')::boolean then 'gone'
    when endpoint.failing_since <= at - rules.webhook_patience() then 'failing' end;
  if because is not null then
    perform bauhaus.switch_webhook_off(endpoint.id, because, at);
  end if;
  return to_jsonb(because is not null);
end
$$;

comment on function api.settle_webhook_delivery is
  'WebhookDeliveries.settle; an endpoint that has failed for too long is switched off with it.';
