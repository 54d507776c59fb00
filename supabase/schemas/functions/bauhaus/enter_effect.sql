-- How a message enters the ledger (see EffectCommand): answers its row, or nulls where its key is
-- already there. One that is alone in its turn and due goes in as what becomes of it; several wait
-- for each other's order (bauhaus.claim).
create or replace function bauhaus.enter_effect(
  e jsonb, agency uuid, event jsonb, at timestamptz, alone boolean
) returns bauhaus.notifications_log
language plpgsql as $$
declare
  entered bauhaus.notifications_log;
  moved bauhaus.notifications_log;
begin
  entered.id := gen_random_uuid();
  entered.agency_id := agency;
  entered.trip_id := e ->> 'tripId';
  entered.effect_key := e ->> 'key';
  -- First 16 hex digits of sha256 over the canonical JSON (sorted keys, no blanks) of {trip_id,
  -- notification_type, extra_data}.
  entered.idempotency_hash := left(encode(sha256(convert_to(format(
    '{"extra_data":{"effect_key":%s,"episode":%s},"notification_type":%s,"trip_id":%s}',
    e -> 'key', e -> 'episode', e -> 'type', e -> 'tripId'), 'UTF8')), 'hex'), 16);
  entered.notification_type := e ->> 'type';
  entered.episode := e ->> 'episode';
  entered.template_name := e #>> '{content,template}';
  entered.sender := e ->> 'from';
  entered.recipient := e ->> 'to';
  entered.content := e -> 'content';
  entered.told := e -> 'told';
  entered.critical := e ->> 'critical';
  entered.even_if_opted_out := e ->> 'evenIfOptedOut';
  entered.due_at := e ->> 'dueAt';
  entered.expires_at := e ->> 'expiresAt';
  entered.event_id := event ->> 'id';
  entered.correlation_id := event ->> 'correlationId';
  entered.delivery_status := 'PENDING';
  entered.next_attempt_at := entered.due_at;
  entered.fence := 0;
  entered.waits_for_pair := false;
  moved := entered;
  if alone and entered.due_at <= at
     and not exists (select from bauhaus.notifications_log n where n.agency_id = agency
       and n.effect_key = entered.effect_key) then
    moved := bauhaus.claim_or_defer(entered, at);
  end if;
  loop
    begin
      insert into bauhaus.notifications_log as n (
        id, agency_id, trip_id, effect_key, idempotency_hash, notification_type, episode,
        template_name, sender, recipient, content, told, critical, even_if_opted_out, due_at,
        expires_at, event_id, correlation_id, delivery_status, error_message, next_attempt_at,
        fence, lease_until, slot_at, waits_for_pair, first_tried_at, last_tried_at,
        try_order, created_at, updated_at)
      values (
        moved.id, agency, moved.trip_id, moved.effect_key, moved.idempotency_hash,
        moved.notification_type, moved.episode, moved.template_name, moved.sender,
        moved.recipient, moved.content, moved.told, moved.critical, moved.even_if_opted_out,
        moved.due_at, moved.expires_at, moved.event_id, moved.correlation_id,
        moved.delivery_status, moved.error_message, moved.next_attempt_at, moved.fence,
        moved.lease_until, moved.slot_at, moved.waits_for_pair, moved.first_tried_at,
        moved.last_tried_at, moved.try_order, at, at)
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
      returning n.* into moved;
      return moved;
    exception when unique_violation then
      if moved.delivery_status <> 'SENDING' then
        raise;
      end if;
      moved := bauhaus.behind_another(entered, at);
    end;
  end loop;
end
$$;
