create or replace function bauhaus.enter_effect(
  command jsonb, agency uuid, event jsonb, at timestamptz, is_only_effect boolean
) returns bauhaus.notifications_log
language plpgsql as $$
declare
  message bauhaus.notifications_log;
  changed bauhaus.notifications_log;
begin
  message.id := gen_random_uuid();
  message.agency_id := agency;
  message.trip_id := command ->> 'tripId';
  message.effect_key := command ->> 'key';
  -- First 16 hex digits of sha256 over the canonical JSON (sorted keys, no blanks) of {trip_id,
  -- notification_type, extra_data}.
  message.idempotency_hash := left(encode(sha256(convert_to(format(
    '{"extra_data":{"effect_key":%s,"episode":%s},"notification_type":%s,"trip_id":%s}',
    command -> 'key', command -> 'episode', command -> 'type', command -> 'tripId'), 'UTF8')),
      'hex'), 16);
  message.notification_type := command ->> 'type';
  message.episode := command ->> 'episode';
  message.template_name := command #>> '{content,template}';
  message.sender := command ->> 'from';
  message.recipient := command ->> 'to';
  message.content := command -> 'content';
  message.told := command -> 'told';
  message.critical := command ->> 'critical';
  message.even_if_opted_out := command ->> 'evenIfOptedOut';
  message.due_at := command ->> 'dueAt';
  message.expires_at := command ->> 'expiresAt';
  message.event_id := event ->> 'id';
  message.correlation_id := event ->> 'correlationId';
  message.delivery_status := 'PENDING';
  message.next_attempt_at := message.due_at;
  message.fence := 0;
  message.waits_for_pair := false;
  message.is_test := false;
  changed := message;
  -- Several effects of a turn are claimed together (bauhaus.claim), in the order of their priority.
  if is_only_effect and message.due_at <= at
     and not exists (select from bauhaus.notifications_log n where n.agency_id = agency
       and n.effect_key = message.effect_key) then
    changed := bauhaus.claim_or_defer(message, at);
  end if;
  loop
    begin
      insert into bauhaus.notifications_log as n (
        id, agency_id, trip_id, effect_key, idempotency_hash, notification_type, episode,
        template_name, sender, recipient, content, told, critical, even_if_opted_out, due_at,
        expires_at, event_id, correlation_id, delivery_status, error_message, next_attempt_at,
        fence, lease_until, slot_at, waits_for_pair, first_tried_at, last_tried_at,
        try_order, address, is_test, created_at, updated_at)
      values (
        changed.id, agency, changed.trip_id, changed.effect_key, changed.idempotency_hash,
        changed.notification_type, changed.episode, changed.template_name, changed.sender,
        changed.recipient, changed.content, changed.told, changed.critical,
        changed.even_if_opted_out, changed.due_at, changed.expires_at, changed.event_id,
        changed.correlation_id, changed.delivery_status, changed.error_message,
        changed.next_attempt_at, changed.fence, changed.lease_until, changed.slot_at,
        changed.waits_for_pair, changed.first_tried_at, changed.last_tried_at,
        changed.try_order, changed.address, changed.is_test, at, at)
      on conflict (agency_id, effect_key) do update
         set delivery_status = 'PENDING', content = excluded.content,
             template_name = excluded.template_name, told = excluded.told,
             critical = excluded.critical, even_if_opted_out = excluded.even_if_opted_out,
             sender = excluded.sender, recipient = excluded.recipient, due_at = excluded.due_at,
             next_attempt_at = excluded.next_attempt_at, expires_at = excluded.expires_at,
             error_message = null, slot_at = null, waits_for_pair = false, provider_id = null,
             provider_status = null, sent_at = null, updated_at = at,
             former_provider_ids = case when n.provider_id is null then n.former_provider_ids
               else n.former_provider_ids || n.provider_id end
       where n.delivery_status = 'DROPPED' or n.delivery_status = 'FAILED' and not n.permanent
      returning n.* into changed;
      return changed;
    exception when unique_violation then
      if changed.delivery_status <> 'SENDING' then
        raise;
      end if;
      changed := bauhaus.defer_behind_other_agency(message, at);
    end;
  end loop;
end
$$;

comment on function bauhaus.enter_effect is
  'EffectCommand: writes a message to the ledger and returns its row, all nulls where its key is '
  'there already. The only effect of a turn is claimed at once if it is due.';
