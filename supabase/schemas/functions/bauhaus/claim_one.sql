-- Takes one locked row that is due, if nothing speaks against it; answers the claim, or null after
-- having moved or dropped the row.
create or replace function bauhaus.claim_one(
  n bauhaus.notifications_log, at timestamptz
) returns jsonb
language plpgsql as $$
begin
  if n.delivery_status in ('SENDING', 'UNKNOWN') then
    update bauhaus.notifications_log
       set delivery_status = 'UNKNOWN', fence = fence + 1, lease_until = at + interval '60 seconds',
           next_attempt_at = at + interval '60 seconds', updated_at = at
     where id = n.id returning * into n;
    return bauhaus.claimed_effect(n, 'reconcile');
  end if;
  n := bauhaus.claim_or_defer(n, at);
  update bauhaus.notifications_log
     set delivery_status = n.delivery_status, error_message = n.error_message,
         next_attempt_at = n.next_attempt_at, fence = n.fence,
         lease_until = n.lease_until, slot_at = n.slot_at, waits_for_pair = n.waits_for_pair,
         first_tried_at = n.first_tried_at, last_tried_at = n.last_tried_at,
         try_order = n.try_order, updated_at = at
   where id = n.id;
  return case when n.delivery_status = 'SENDING' then bauhaus.claimed_effect(n, 'send') end;
end
$$;
