-- A message that is due goes into the ledger once, as what becomes of it, instead of going in to wait and being moved at once: half the writes.
-- Who may send to a phone is settled by a lock that nobody waits for, not by running into the unique index and out again: no savepoint.
-- The index stays, as the proof.

-- What becomes of a waiting message whose time has come: dropped, put off, or under way. Takes a slot and the phone; writes no ledger.
create function bauhaus.moved_on(n bauhaus.notifications_log, at timestamptz) returns bauhaus.notifications_log language plpgsql as $$
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
  return n;
end
$$;

-- Takes one locked row that is due, if nothing speaks against it; answers the claim, or null after having moved or dropped the row.
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
         last_tried_at = n.last_tried_at, updated_at = at
   where id = n.id;
  return case when n.delivery_status = 'SENDING' then bauhaus.claimed_effect(n, 'send') end;
end
$$;
drop function bauhaus.drop_effect(uuid, text, timestamptz);

drop function bauhaus.enter_effect(jsonb, uuid, jsonb, timestamptz);
-- How a message enters the ledger (see EffectCommand): answers its row, or nulls where its key is already there. One that is alone in its turn
-- and due goes in as what becomes of it; several wait for each other's order (bauhaus.claim).
create function bauhaus.enter_effect(e jsonb, agency uuid, event jsonb, at timestamptz, alone boolean) returns bauhaus.notifications_log
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
    waits_for_pair, first_tried_at, last_tried_at, created_at, updated_at)
  values (
    entered.id, agency, entered.trip_id, entered.effect_key, entered.idempotency_hash, entered.notification_type, entered.episode,
    entered.template_name, entered.sender, entered.recipient, entered.content, entered.told, entered.critical, entered.even_if_opted_out,
    entered.due_at, entered.expires_at, entered.event_id, entered.correlation_id, entered.delivery_status, entered.error_message,
    entered.next_attempt_at, entered.fence, entered.lease_until, entered.slot_at, entered.waits_for_pair, entered.first_tried_at,
    entered.last_tried_at, at, at)
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

create or replace function api.commit_turn(turn jsonb) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  at constant timestamptz := (turn ->> 'now')::timestamptz;
  tenant constant uuid := (turn ->> 'agencyId')::uuid;
  the_agent constant text := turn ->> 'agent';
  the_actor constant text := turn ->> 'actorId';
  event constant jsonb := turn -> 'event';
  the_event constant uuid := (event ->> 'id')::uuid;
  expected constant integer := (turn ->> 'expectedVersion')::integer;
  written integer;
  wanted integer;
  none constant jsonb := '[]';
  item jsonb;
  entered bauhaus.notifications_log;
  ids uuid[] := '{}';
  set_timers jsonb := none;
  claims jsonb := none;
begin
  insert into bauhaus.inbox (agent, actor_id, event_id, agency_id, taken_at) values (the_agent, the_actor, the_event, tenant, at)
  on conflict do nothing;
  if not found then
    return jsonb_build_object('kind', 'taken');
  end if;

  -- Everything that can make this a conflict comes before anything else is written; only the inbox row has to be taken back.
  wanted := jsonb_array_length(turn -> 'voids');
  if wanted > 0 then
    select count(*) into written from (
      select from bauhaus.notifications_log n
       where n.agency_id = tenant and n.effect_key in (select v ->> 'key' from jsonb_array_elements(turn -> 'voids') v)
         and n.delivery_status = 'PENDING' order by n.id for update) held;
  end if;
  if wanted = 0 or written = wanted then
    if expected = 0 then
      insert into bauhaus.actors (agent, actor_id, agency_id, version, schema_version, state, updated_at)
      values (the_agent, the_actor, tenant, 1, (turn ->> 'schemaVersion')::integer, turn -> 'state', at) on conflict do nothing;
    else
      update bauhaus.actors a
         set version = a.version + 1, schema_version = (turn ->> 'schemaVersion')::integer, state = turn -> 'state', updated_at = at
       where a.agent = the_agent and a.actor_id = the_actor and a.version = expected;
    end if;
    get diagnostics written = row_count;
  else
    written := 0;
  end if;
  if written = 0 then
    delete from bauhaus.inbox i where i.agent = the_agent and i.actor_id = the_actor and i.event_id = the_event;
    return jsonb_build_object('kind', 'conflict');
  end if;

  -- The timer that fired is done, unless it was set anew since.
  if event #>> '{data,generation}' is not null then
    update bauhaus.timers t set due = null, updated_at = at
     where t.agent = the_agent and t.actor_id = the_actor and t.kind = event ->> 'type' and t.generation = (event #>> '{data,generation}')::integer;
  end if;
  -- Most turns have some of these and none of the others; to look into an empty list costs as much as a row.
  if turn -> 'timers' <> none then
    for item in select value from jsonb_array_elements(turn -> 'timers') loop
      item := bauhaus.apply_timer(item, turn, at);
      if item is not null then
        set_timers := set_timers || item;
      end if;
    end loop;
  end if;

  if wanted > 0 then
    update bauhaus.notifications_log n
       set delivery_status = 'DROPPED', error_message = v ->> 'reason', next_attempt_at = null, waits_for_pair = false, updated_at = at
      from jsonb_array_elements(turn -> 'voids') v
     where n.agency_id = tenant and n.effect_key = v ->> 'key';
  end if;

  if turn -> 'events' <> none then
    insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
    select (e ->> 'id')::uuid, (e ->> 'agencyId')::uuid, e ->> 'type', e, at from jsonb_array_elements(turn -> 'events') e
    on conflict (id) do nothing;
  end if;
  if turn -> 'records' <> none then
    for item in select value from jsonb_array_elements(turn -> 'records') loop
      case item ->> 'kind'
        when 'flight' then perform bauhaus.record_flight(item, at);
        when 'suppression' then perform bauhaus.record_suppression(item, at);
        -- Other kinds bring a function of their own: bauhaus.record_<kind>(record, at).
        else execute format('select bauhaus.%I($1, $2)', 'record_' || (item ->> 'kind')) using item, at;
      end case;
    end loop;
  end if;
  if turn -> 'tasks' <> none then
    for item in select value from jsonb_array_elements(turn -> 'tasks') loop
      perform bauhaus.apply_task(item, at);
    end loop;
  end if;

  insert into bauhaus.decisions (agency_id, trip_id, agent, actor_id, event_id, event_type, decision, subject, rule, detail, at)
  select coalesce(tenant, (select t.agency_id from bauhaus.trips t where t.id = (r ->> 'tripId')::uuid)), (r ->> 'tripId')::uuid, the_agent, the_actor,
         the_event, event ->> 'type', r ->> 'decision', r ->> 'subject', r ->> 'rule', r -> 'detail', at
    from jsonb_array_elements(turn -> 'reasons') r;

  if turn -> 'effects' <> none then
    for item in select value from jsonb_array_elements(turn -> 'effects') loop
      entered := bauhaus.enter_effect(item, tenant, event, at, jsonb_array_length(turn -> 'effects') = 1);
      if entered.delivery_status = 'SENDING' then
        claims := claims || bauhaus.claimed_effect(entered, 'send');
      elsif entered.id is not null then
        ids := ids || entered.id;
      end if;
    end loop;
    if ids <> '{}' then
      claims := claims || bauhaus.claim(ids, at);
    end if;
  end if;
  return jsonb_build_object('kind', 'committed', 'version', expected + 1, 'timers', set_timers, 'claimed', claims);
end
$$;

revoke all on function bauhaus.moved_on(bauhaus.notifications_log, timestamptz), bauhaus.enter_effect(jsonb, uuid, jsonb, timestamptz, boolean) from public;
grant execute on function bauhaus.moved_on(bauhaus.notifications_log, timestamptz), bauhaus.enter_effect(jsonb, uuid, jsonb, timestamptz, boolean) to agent, system;
