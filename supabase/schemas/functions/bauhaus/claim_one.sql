-- Takes one locked row that is due, if nothing speaks against it; answers the claim, or null after
-- having moved or dropped the row.
create or replace function bauhaus.claim_one(
  n bauhaus.notifications_log, at timestamptz
) returns jsonb
language plpgsql as $$
declare
  moved bauhaus.notifications_log;
begin
  if n.delivery_status in ('SENDING', 'UNKNOWN') then
    update bauhaus.notifications_log
       set delivery_status = 'UNKNOWN', fence = fence + 1, lease_until = at + interval '60 seconds',
           next_attempt_at = at + interval '60 seconds', updated_at = at
     where id = n.id returning * into n;
    return bauhaus.claimed_effect(n, 'reconcile');
  end if;
  moved := bauhaus.claim_or_defer(n, at);
  loop
    begin
      update bauhaus.notifications_log
         set delivery_status = moved.delivery_status, error_message = moved.error_message,
             next_attempt_at = moved.next_attempt_at, fence = moved.fence,
             lease_until = moved.lease_until, slot_at = moved.slot_at,
             waits_for_pair = moved.waits_for_pair, first_tried_at = moved.first_tried_at,
             last_tried_at = moved.last_tried_at, try_order = moved.try_order, updated_at = at
       where id = n.id;
      return case when moved.delivery_status = 'SENDING'
        then bauhaus.claimed_effect(moved, 'send') end;
    exception when unique_violation then
      if moved.delivery_status <> 'SENDING' then
        raise;
      end if;
      moved := bauhaus.behind_another(n, at);
    end;
  end loop;
end
$$;
