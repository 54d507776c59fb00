create or replace function bauhaus.claim_one(
  message bauhaus.notifications_log, at timestamptz
) returns jsonb
language plpgsql as $$
declare
  changed bauhaus.notifications_log;
begin
  if message.delivery_status in ('SENDING', 'UNKNOWN') then
    update bauhaus.notifications_log
       set delivery_status = 'UNKNOWN', fence = fence + 1,
           lease_until = at + rules.reconcile_lease(),
           next_attempt_at = at + rules.reconcile_lease(), updated_at = at
     where id = message.id returning * into message;
    return bauhaus.claimed_effect(message, 'reconcile');
  end if;
  changed := bauhaus.claim_or_defer(message, at);
  loop
    begin
      update bauhaus.notifications_log
         set delivery_status = changed.delivery_status, error_message = changed.error_message,
             next_attempt_at = changed.next_attempt_at, fence = changed.fence,
             lease_until = changed.lease_until, slot_at = changed.slot_at,
             waits_for_pair = changed.waits_for_pair, first_tried_at = changed.first_tried_at,
             last_tried_at = changed.last_tried_at, try_order = changed.try_order,
             address = changed.address, is_test = changed.is_test, updated_at = at
       where id = message.id;
      return case when changed.delivery_status = 'SENDING'
        then bauhaus.claimed_effect(changed, 'send') end;
    exception when unique_violation then
      if changed.delivery_status <> 'SENDING' then
        raise;
      end if;
      changed := bauhaus.defer_behind_other_agency(message, at);
    end;
  end loop;
end
$$;

comment on function bauhaus.claim_one is
  'Claims one locked message that is due and returns it as ClaimedEffect; null where it was '
  'deferred or dropped instead.';
