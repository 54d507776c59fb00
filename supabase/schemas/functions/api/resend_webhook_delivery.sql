create or replace function api.resend_webhook_delivery(
  webhook_id uuid, delivery_id uuid, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  endpoint bauhaus.webhook_endpoints;
  resent bauhaus.webhook_deliveries;
begin
  select * into endpoint from bauhaus.webhook_endpoints e
   where e.id = webhook_id and e.agency_id = bauhaus.current_agency() for no key update;
  if not found or not exists (select from bauhaus.webhook_deliveries d
    where d.id = delivery_id and d.endpoint_id = webhook_id) then
    return null;
  elsif endpoint.off_since is not null then
    return '"off"';
  end if;
  -- One that a worker has in hand is tried by it now.
  update bauhaus.webhook_deliveries d
     set state = 'pending', tries = 0, started_at = at, next_attempt_at = at, lease_until = null
   where d.id = delivery_id and coalesce(d.lease_until, at) <= at;
  select * into strict resent from bauhaus.webhook_deliveries d where d.id = delivery_id;
  return bauhaus.webhook_delivery_json(resent);
end
$$;

comment on function api.resend_webhook_delivery is
  'Webhooks.resend: tries a delivery once more, from now on; null: there is none.';
