create or replace function bauhaus.claim_or_defer(
  message bauhaus.notifications_log, at timestamptz
) returns bauhaus.notifications_log
language plpgsql as $$
declare
  lease constant interval := rules.send_lease(message.content);
  drop_reason constant text := bauhaus.suppression_reason(message, at);
  brake bauhaus.sending_brakes;
  free_at timestamptz;
begin
  if drop_reason is not null then
    message.delivery_status := 'DROPPED';
    message.error_message := drop_reason;
    message.next_attempt_at := null;
    message.waits_for_pair := false;
    return message;
  end if;
  -- Somebody is setting a brake, which this transaction might not see.
  if not pg_try_advisory_xact_lock_shared(bauhaus.brake_lock(null))
    or not pg_try_advisory_xact_lock_shared(bauhaus.brake_lock(message.agency_id)) then
    message.next_attempt_at := at + rules.pair_delay();
    message.waits_for_pair := false;
    return message;
  end if;
  brake := bauhaus.brake_on(message, at);
  if brake.state = 'paused' then
    return bauhaus.hold_message(message, brake.lifts_at, at);
  elsif message.error_message = 'sending_paused' then
    message := bauhaus.release_message(message, at);
    if message.delivery_status = 'DROPPED' then
      return message;
    end if;
  end if;
  if brake.state = 'shadow' then
    message.delivery_status := 'DROPPED';
    message.error_message := 'shadow';
    message.next_attempt_at := null;
    message.waits_for_pair := false;
    message.slot_at := null;
    message.first_tried_at := coalesce(message.first_tried_at, at);
    message.last_tried_at := at;
    message.try_order := nextval('bauhaus.tries');
    return message;
  end if;
  if exists (select from bauhaus.agencies a
      where a.id = message.agency_id and a.suspended_at is not null) then
    message.error_message := 'agency_suspended';
    message.next_attempt_at := at + rules.suspension_pause();
    message.waits_for_pair := false;
    return message;
  end if;

  if pg_try_advisory_xact_lock(hashtextextended(
    message.sender || ' ' || bauhaus.number_token(message.recipient), 0)) then
    select greatest(o.next_attempt_at, at) + rules.pair_delay() into free_at
      from bauhaus.notifications_log o
     where o.sender = message.sender and o.recipient = message.recipient
       and o.delivery_status in ('SENDING', 'UNKNOWN');
  else
    -- Another transaction, whose writes are not visible yet, is about to send to the same phone.
    free_at := at + rules.pair_delay();
  end if;
  if free_at is not null then
    message.next_attempt_at := free_at;
    message.waits_for_pair := true;
    return message;
  end if;

  message.waits_for_pair := false;
  message.slot_at := coalesce(message.slot_at, bauhaus.next_rate_slot(message, at));
  if message.slot_at > at then
    message.next_attempt_at := message.slot_at;
    return message;
  end if;

  message.address := bauhaus.test_phone(brake.phones, message.recipient);
  message.is_test := message.address is not null;
  message.address := coalesce(message.address, (select h.address
    from bauhaus.conversation_threads h
   where h.agency_id = message.agency_id and h.sender = message.sender
     and h.phone = message.recipient));
  message.delivery_status := 'SENDING';
  message.error_message := nullif(message.error_message, 'agency_suspended');
  message.fence := message.fence + 1;
  message.lease_until := at + lease;
  -- A lease that ends unsettled is reconciled, not sent again.
  message.next_attempt_at := at + lease + rules.appears_within();
  message.slot_at := null;
  message.first_tried_at := coalesce(message.first_tried_at, at);
  message.last_tried_at := at;
  message.try_order := nextval('bauhaus.tries');
  return message;
end
$$;

comment on function bauhaus.claim_or_defer is
  'What becomes of a waiting message that is due: dropped, deferred, held by a brake or SENDING. '
  'Takes the locks of brakes and of the phone, and a rate slot; returns the row without writing '
  'it.';
