-- The endpoint is locked before its deliveries, here and wherever both change, so that two such
-- transactions never wait for each other.
create or replace function api.claim_webhook_deliveries(
  ids uuid[], event_ids uuid[], at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  is_suspended constant boolean := (select a.suspended_at is not null from bauhaus.agencies a
    where a.id = agency);
  endpoint bauhaus.webhook_endpoints;
  waiting bauhaus.webhook_deliveries;
  failures_beyond integer;
  places integer;
  claimed jsonb := '[]';
begin
  for endpoint in
    select * from bauhaus.webhook_endpoints e
     where e.agency_id = agency and e.id in (
       select d.endpoint_id from bauhaus.webhook_deliveries d
        where d.state = 'pending' and (d.id = any (ids) or d.event_id = any (event_ids)))
     order by e.id for no key update
  loop
    failures_beyond := endpoint.failures - rules.failures_of_an_ailing_endpoint();
    places := case when failures_beyond >= 0 then 1 else rules.webhooks_at_once() end
      - (select count(*) from bauhaus.webhook_deliveries d
          where d.endpoint_id = endpoint.id and d.lease_until > at);
    for waiting in
      select * from bauhaus.webhook_deliveries d
       where d.endpoint_id = endpoint.id and d.state = 'pending' and d.next_attempt_at <= at
         and (d.id = any (ids) or d.event_id = any (event_ids))
       order by d.created_at, d.id
    loop
      if is_suspended then
        update bauhaus.webhook_deliveries d set next_attempt_at = at + rules.suspension_pause()
         where d.id = waiting.id;
      elsif places <= 0 then
        -- It is slow, or down: others wait, so that it holds up no other endpoint.
        update bauhaus.webhook_deliveries d
           set next_attempt_at = at + (1 + random()) * case when failures_beyond >= 0
             then interval '1 minute' * power(2, least(failures_beyond, 3))
             else interval '1 second' end
         where d.id = waiting.id;
      else
        places := places - 1;
        update bauhaus.webhook_deliveries d
           set lease_until = at + rules.webhook_lease(),
               next_attempt_at = at + rules.webhook_lease()
         where d.id = waiting.id returning * into waiting;
        claimed := claimed || jsonb_build_object('id', waiting.id, 'eventId', waiting.event_id,
          'event', waiting.event, 'url', endpoint.url,
          'secrets', to_jsonb(array_remove(array[endpoint.secret, case
            when endpoint.former_until > at then endpoint.former_secret end], null)),
          'tries', waiting.tries, 'startedAt', bauhaus.instant(waiting.started_at),
          'leaseUntil', bauhaus.instant(waiting.lease_until));
      end if;
    end loop;
  end loop;
  return claimed;
end
$$;

comment on function api.claim_webhook_deliveries is
  'WebhookDeliveries.claim: the deliveries that the caller must now try (ClaimedDelivery[]).';
