create or replace function bauhaus.enter_webhook_deliveries() returns trigger
-- With rights of its own: whoever announces an event reads no endpoint.
language plpgsql security definer set search_path = ''
  set plan_cache_mode = 'force_generic_plan' as $$
begin
  insert into bauhaus.webhook_deliveries (agency_id, endpoint_id, event_id, type, event,
    started_at, next_attempt_at, created_at)
  select e.agency_id, e.id, i.id, i.type, i.event, i.emitted_at, i.emitted_at, i.emitted_at
    from inserted i
    join bauhaus.webhook_endpoints e on e.agency_id = i.agency_id
   where i.type = any (e.types) and e.off_since is null
     -- Nothing changed: the flight was looked at for a message that is due.
     and i.event #>> '{data,cause}' is distinct from 'look'
  on conflict (event_id, endpoint_id) do nothing;
  return null;
end
$$;

comment on function bauhaus.enter_webhook_deliveries is
  'Enters what an event is to be delivered to, in the transaction that announces it.';

create or replace trigger webhook_deliveries after insert on bauhaus.outbox
  referencing new table as inserted for each statement
  execute function bauhaus.enter_webhook_deliveries();
