create or replace function bauhaus.switch_webhook_off(
  webhook uuid, because text, at timestamptz
) returns void
language plpgsql as $$
declare
  endpoint bauhaus.webhook_endpoints;
begin
  update bauhaus.webhook_endpoints e set off_since = at, off_because = because
   where e.id = webhook and e.agency_id = bauhaus.current_agency() and e.off_since is null
   returning * into endpoint;
  if not found then
    return;
  end if;
  update bauhaus.webhook_deliveries d
     set state = 'dropped', next_attempt_at = null, lease_until = null
   where d.endpoint_id = webhook and d.state = 'pending';
  if because <> 'owner' then
    insert into bauhaus.tasks (agency_id, trip_id, kind, severity, reason, facts, opened_at,
      updated_at)
    values (endpoint.agency_id, null, 'webhook_off', 'normal', because,
      jsonb_build_object('webhookId', endpoint.id, 'name', endpoint.name,
        'failingSince', bauhaus.instant(endpoint.failing_since)), at, at);
  end if;
end
$$;

comment on function bauhaus.switch_webhook_off is
  'Ends what goes to an endpoint, what waits too; of all but its owner''s own wish a task tells.';
