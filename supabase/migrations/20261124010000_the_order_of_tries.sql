-- What a traveller heard last is told from the order of the tries and not from their instants: those are of the clocks of many workers, which
-- differ, and a callback dates a message by its own coming. Nothing else is tried at a phone while a message is under way, so this order is
-- that of the phone.
create sequence bauhaus.tries;
grant usage on sequence bauhaus.tries to agent;
alter table bauhaus.notifications_log add column try_order bigint;
comment on column bauhaus.notifications_log.try_order is 'The place of its last try among all tries; null where it was never tried, or before they were counted.';

create or replace function bauhaus.ledger_entry(n bauhaus.notifications_log) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'id', n.id, 'key', n.effect_key, 'tripId', n.trip_id, 'type', n.notification_type, 'episode', n.episode, 'status', n.delivery_status,
    'told', n.told, 'critical', n.critical, 'createdAt', n.created_at, 'dueAt', n.due_at, 'sentAt', n.sent_at,
    'tryOrder', coalesce(n.try_order, 0), 'arrived', coalesce(n.provider_status in ('delivered', 'read'), false), 'attempts', n.attempts,
    'permanent', n.permanent, 'errorCode', n.error_code, 'reason', n.error_message)
$$;

-- As in 20261122211000, and counts the tries.
create or replace function bauhaus.moved_on(n bauhaus.notifications_log, at timestamptz) returns bauhaus.notifications_log language plpgsql as $$
declare
  lease constant interval := case when n.content ? 'mediaUrl' then interval '90 seconds' else interval '60 seconds' end;
  why constant text := bauhaus.objection(n, at);
  free_at timestamptz;
begin
  if why is not null then
    n.delivery_status := 'DROPPED';
    n.error_message := why;
    n.next_attempt_at := null;
    n.waits_for_pair := false;
    return n;
  end if;

  if pg_try_advisory_xact_lock(hashtextextended(n.sender || ' ' || n.recipient, 0)) then
    select greatest(o.next_attempt_at, at) + interval '1 second' into free_at
      from bauhaus.notifications_log o
     where o.sender = n.sender and o.recipient = n.recipient and o.delivery_status in ('SENDING', 'UNKNOWN');
  else
    -- Another transaction is about to send to the same phone, which this one cannot see yet.
    free_at := at + interval '1 second';
  end if;
  if free_at is not null then
    n.next_attempt_at := free_at;
    n.waits_for_pair := true;
    return n;
  end if;

  n.waits_for_pair := false;
  n.slot_at := coalesce(n.slot_at, bauhaus.slot_for(n, at));
  if n.slot_at > at then
    n.next_attempt_at := n.slot_at;
    return n;
  end if;

  n.delivery_status := 'SENDING';
  n.fence := n.fence + 1;
  n.lease_until := at + lease;
  -- A lease that ends unsettled is reconciled, not sent again, two minutes after its end.
  n.next_attempt_at := at + lease + interval '2 minutes';
  n.slot_at := null;
  n.first_tried_at := coalesce(n.first_tried_at, at);
  n.last_tried_at := at;
  n.try_order := nextval('bauhaus.tries');
  return n;
end
$$;

create or replace function bauhaus.claim_one(n bauhaus.notifications_log, at timestamptz) returns jsonb language plpgsql as $$
begin
  if n.delivery_status in ('SENDING', 'UNKNOWN') then
    update bauhaus.notifications_log
       set delivery_status = 'UNKNOWN', fence = fence + 1, lease_until = at + interval '60 seconds', next_attempt_at = at + interval '60 seconds', updated_at = at
     where id = n.id returning * into n;
    return bauhaus.claimed_effect(n, 'reconcile');
  end if;
  n := bauhaus.moved_on(n, at);
  update bauhaus.notifications_log
     set delivery_status = n.delivery_status, error_message = n.error_message, next_attempt_at = n.next_attempt_at, fence = n.fence,
         lease_until = n.lease_until, slot_at = n.slot_at, waits_for_pair = n.waits_for_pair, first_tried_at = n.first_tried_at,
         last_tried_at = n.last_tried_at, try_order = n.try_order, updated_at = at
   where id = n.id;
  return case when n.delivery_status = 'SENDING' then bauhaus.claimed_effect(n, 'send') end;
end
$$;

create or replace function bauhaus.enter_effect(e jsonb, agency uuid, event jsonb, at timestamptz, alone boolean) returns bauhaus.notifications_log
language plpgsql as $$
declare
  entered bauhaus.notifications_log;
begin
  entered.id := gen_random_uuid();
  entered.agency_id := agency;
  entered.trip_id := e ->> 'tripId';
  entered.effect_key := e ->> 'key';
  -- First 16 hex digits of sha256 over the canonical JSON (sorted keys, no blanks) of {trip_id, notification_type, extra_data}.
  entered.idempotency_hash := left(encode(sha256(convert_to(format('{"extra_data":{"effect_key":%s,"episode":%s},"notification_type":%s,"trip_id":%s}',
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
  if alone and entered.due_at <= at
     and not exists (select from bauhaus.notifications_log n where n.agency_id = agency and n.effect_key = entered.effect_key) then
    entered := bauhaus.moved_on(entered, at);
  end if;
  insert into bauhaus.notifications_log as n (
    id, agency_id, trip_id, effect_key, idempotency_hash, notification_type, episode, template_name, sender, recipient, content, told, critical,
    even_if_opted_out, due_at, expires_at, event_id, correlation_id, delivery_status, error_message, next_attempt_at, fence, lease_until, slot_at,
    waits_for_pair, first_tried_at, last_tried_at, try_order, created_at, updated_at)
  values (
    entered.id, agency, entered.trip_id, entered.effect_key, entered.idempotency_hash, entered.notification_type, entered.episode,
    entered.template_name, entered.sender, entered.recipient, entered.content, entered.told, entered.critical, entered.even_if_opted_out,
    entered.due_at, entered.expires_at, entered.event_id, entered.correlation_id, entered.delivery_status, entered.error_message,
    entered.next_attempt_at, entered.fence, entered.lease_until, entered.slot_at, entered.waits_for_pair, entered.first_tried_at,
    entered.last_tried_at, entered.try_order, at, at)
  on conflict (agency_id, effect_key) do update
     set delivery_status = 'PENDING', content = excluded.content, template_name = excluded.template_name, told = excluded.told,
         critical = excluded.critical, even_if_opted_out = excluded.even_if_opted_out, sender = excluded.sender, recipient = excluded.recipient,
         due_at = excluded.due_at, next_attempt_at = excluded.next_attempt_at, expires_at = excluded.expires_at, error_message = null,
         slot_at = null, waits_for_pair = false, provider_id = null, provider_status = null, sent_at = null, updated_at = at,
         former_provider_ids = case when n.provider_id is null then n.former_provider_ids else n.former_provider_ids || n.provider_id end
   where n.delivery_status = 'DROPPED' or n.delivery_status = 'FAILED' and not n.permanent
  returning n.* into entered;
  return entered;
end
$$;
