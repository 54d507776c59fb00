create or replace function api.commit_turn(turn jsonb) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  at constant timestamptz := (turn ->> 'now')::timestamptz;
  tenant constant uuid := (turn ->> 'agencyId')::uuid;
  turn_agent constant text := turn ->> 'agent';
  turn_actor_id constant text := turn ->> 'actorId';
  event constant jsonb := turn -> 'event';
  turn_event_id constant uuid := (event ->> 'id')::uuid;
  expected_version constant integer := (turn ->> 'expectedVersion')::integer;
  locked_count integer;
  written_count integer;
  no_items constant jsonb := '[]';
  voided_keys text[] := '{}';
  assumed_keys text[] := '{}';
  under_way constant text[] := '{SENDING,UNKNOWN}';
  item jsonb;
  message bauhaus.notifications_log;
  waiting_ids uuid[] := '{}';
  changed_timers jsonb := no_items;
  claimed jsonb := no_items;
begin
  insert into bauhaus.inbox (agent, actor_id, event_id, agency_id, taken_at)
    values (turn_agent, turn_actor_id, turn_event_id, tenant, at)
  on conflict do nothing;
  if not found then
    return jsonb_build_object('kind', 'taken');
  end if;

  -- All reasons for a conflict are checked before anything but the inbox row is written, so that
  -- only that row has to be removed again.
  if turn -> 'voids' <> no_items then
    voided_keys := array(select v ->> 'key' from jsonb_array_elements(turn -> 'voids') v);
  end if;
  if turn -> 'assumedDelivered' <> no_items then
    assumed_keys := array(select jsonb_array_elements_text(turn -> 'assumedDelivered'));
  end if;
  -- Messages that the turn voids must still wait; those that it counts as told must not have
  -- turned out unsent.
  if voided_keys <> '{}' or assumed_keys <> '{}' then
    select count(*) into locked_count from (
      select from bauhaus.notifications_log n
       where n.agency_id = tenant and n.effect_key = any (voided_keys || assumed_keys)
         and n.delivery_status = any (case when n.effect_key = any (voided_keys) then '{PENDING}'
           else '{SENDING,UNKNOWN,SENT}' end::text[])
       order by n.id for update) locked;
  end if;
  if locked_count is null
    or locked_count = cardinality(voided_keys) + cardinality(assumed_keys) then
    if expected_version = 0 then
      insert into bauhaus.actors (agent, actor_id, agency_id, version, schema_version, state,
        updated_at)
      values (turn_agent, turn_actor_id, tenant, 1, (turn ->> 'schemaVersion')::integer,
        turn -> 'state', at)
      on conflict do nothing;
    else
      update bauhaus.actors a
         set version = a.version + 1, schema_version = (turn ->> 'schemaVersion')::integer,
             state = turn -> 'state', updated_at = at
       where a.agent = turn_agent and a.actor_id = turn_actor_id and a.version = expected_version;
    end if;
    get diagnostics written_count = row_count;
  else
    written_count := 0;
  end if;
  if written_count = 0 then
    delete from bauhaus.inbox i where i.agent = turn_agent and i.actor_id = turn_actor_id
      and i.event_id = turn_event_id;
    return jsonb_build_object('kind', 'conflict');
  end if;

  -- The timer that fired is done, unless it was set again since.
  if event #>> '{data,generation}' is not null then
    update bauhaus.timers t set due = null, updated_at = at
     where t.agent = turn_agent and t.actor_id = turn_actor_id and t.kind = event ->> 'type'
       and t.generation = (event #>> '{data,generation}')::integer;
  end if;
  -- Most turns fill only some of these lists, and expanding an empty one costs as much as a row.
  if turn -> 'timers' <> no_items then
    for item in select value from jsonb_array_elements(turn -> 'timers') loop
      item := bauhaus.apply_timer(item, turn, at);
      if item is not null then
        changed_timers := changed_timers || item;
      end if;
    end loop;
  end if;

  if voided_keys <> '{}' then
    update bauhaus.notifications_log n
       set delivery_status = 'DROPPED', error_message = v ->> 'reason', next_attempt_at = null,
           waits_for_pair = false, updated_at = at
      from jsonb_array_elements(turn -> 'voids') v
     where n.agency_id = tenant and n.effect_key = v ->> 'key';
  end if;
  if assumed_keys <> '{}' then
    update bauhaus.notifications_log n set assumed_delivered = true
     where n.agency_id = tenant and n.effect_key = any (assumed_keys)
       and n.delivery_status = any (under_way);
  end if;

  if turn -> 'events' <> no_items then
    insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
    select (e ->> 'id')::uuid, (e ->> 'agencyId')::uuid, e ->> 'type', e, at
      from jsonb_array_elements(turn -> 'events') e
    on conflict (id) do nothing;
  end if;
  if turn -> 'records' <> no_items then
    for item in select value from jsonb_array_elements(turn -> 'records') loop
      case item ->> 'kind'
        when 'flight' then perform bauhaus.record_flight(item, at);
        when 'suppression' then perform bauhaus.record_suppression(item, at);
        -- Other kinds have a function bauhaus.record_<kind>(record, at).
        else execute format('select bauhaus.%I($1, $2)', 'record_' || (item ->> 'kind')) using item,
          at;
      end case;
    end loop;
  end if;
  if turn -> 'tasks' <> no_items then
    if jsonb_array_length(turn -> 'tasks') > 1 then
      perform bauhaus.lock_tasks(array(
        select (t ->> 'tripId')::uuid from jsonb_array_elements(turn -> 'tasks') t));
    end if;
    -- Incidents in one order, since the tasks of other trips belong to them too.
    for item in
      select t.value from jsonb_array_elements(turn -> 'tasks') with ordinality t (value, position)
       order by rules.incident_kind(t.value ->> 'kind'), t.position
    loop
      perform bauhaus.apply_task(item, at);
    end loop;
  end if;

  insert into bauhaus.decisions (agency_id, trip_id, agent, actor_id, event_id, event_type,
    decision, subject, rule, detail, at)
  select coalesce(tenant,
    (select t.agency_id from bauhaus.trips t where t.id = (r ->> 'tripId')::uuid)),
    (r ->> 'tripId')::uuid, turn_agent, turn_actor_id, turn_event_id, event ->> 'type',
    r ->> 'decision', r ->> 'subject', r ->> 'rule', r -> 'detail', at
    from jsonb_array_elements(turn -> 'reasons') r;

  if turn -> 'effects' <> no_items then
    for item in select value from jsonb_array_elements(turn -> 'effects') loop
      message := bauhaus.enter_effect(item, tenant, event, at,
        jsonb_array_length(turn -> 'effects') = 1);
      if message.delivery_status = 'SENDING' then
        claimed := claimed || bauhaus.claimed_effect(message, 'send');
      elsif message.id is not null then
        waiting_ids := waiting_ids || message.id;
      end if;
    end loop;
    if waiting_ids <> '{}' then
      claimed := claimed || bauhaus.claim(waiting_ids, at);
    end if;
  end if;
  return jsonb_build_object('kind', 'committed', 'version', expected_version + 1,
    'timers', changed_timers, 'claimed', claimed);
end
$$;

comment on function api.commit_turn is 'ActorStore.commit: writes a turn whole or not at all.';
