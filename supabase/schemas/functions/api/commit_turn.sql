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
  none constant jsonb := '[]';
  voided text[] := '{}';
  assumed text[] := '{}';
  under_way constant text[] := '{SENDING,UNKNOWN}';
  item jsonb;
  entered bauhaus.notifications_log;
  ids uuid[] := '{}';
  set_timers jsonb := none;
  claims jsonb := none;
begin
  insert into bauhaus.inbox (agent, actor_id, event_id, agency_id, taken_at)
    values (the_agent, the_actor, the_event, tenant, at)
  on conflict do nothing;
  if not found then
    return jsonb_build_object('kind', 'taken');
  end if;

  -- Everything that can make this a conflict comes before anything else is written; only the inbox
  -- row has to be taken back.
  if turn -> 'voids' <> none then
    voided := array(select v ->> 'key' from jsonb_array_elements(turn -> 'voids') v);
  end if;
  if turn -> 'assumedDelivered' <> none then
    assumed := array(select jsonb_array_elements_text(turn -> 'assumedDelivered'));
  end if;
  -- What the turn takes back must still wait, and what it counts as told must not have turned out
  -- unsent.
  if voided <> '{}' or assumed <> '{}' then
    select count(*) into written from (
      select from bauhaus.notifications_log n
       where n.agency_id = tenant and n.effect_key = any (voided || assumed)
         and n.delivery_status = any (case when n.effect_key = any (voided) then '{PENDING}'
           else '{SENDING,UNKNOWN,SENT}' end::text[])
       order by n.id for update) held;
  end if;
  if written is null or written = cardinality(voided) + cardinality(assumed) then
    if expected = 0 then
      insert into bauhaus.actors (agent, actor_id, agency_id, version, schema_version, state,
        updated_at)
      values (the_agent, the_actor, tenant, 1, (turn ->> 'schemaVersion')::integer, turn -> 'state',
        at) on conflict do nothing;
    else
      update bauhaus.actors a
         set version = a.version + 1, schema_version = (turn ->> 'schemaVersion')::integer,
             state = turn -> 'state', updated_at = at
       where a.agent = the_agent and a.actor_id = the_actor and a.version = expected;
    end if;
    get diagnostics written = row_count;
  else
    written := 0;
  end if;
  if written = 0 then
    delete from bauhaus.inbox i where i.agent = the_agent and i.actor_id = the_actor
      and i.event_id = the_event;
    return jsonb_build_object('kind', 'conflict');
  end if;

  -- The timer that fired is done, unless it was set anew since.
  if event #>> '{data,generation}' is not null then
    update bauhaus.timers t set due = null, updated_at = at
     where t.agent = the_agent and t.actor_id = the_actor and t.kind = event ->> 'type'
       and t.generation = (event #>> '{data,generation}')::integer;
  end if;
  -- Most turns have some of these and none of the others; to look into an empty list costs as much
  -- as a row.
  if turn -> 'timers' <> none then
    for item in select value from jsonb_array_elements(turn -> 'timers') loop
      item := bauhaus.apply_timer(item, turn, at);
      if item is not null then
        set_timers := set_timers || item;
      end if;
    end loop;
  end if;

  if voided <> '{}' then
    update bauhaus.notifications_log n
       set delivery_status = 'DROPPED', error_message = v ->> 'reason', next_attempt_at = null,
           waits_for_pair = false, updated_at = at
      from jsonb_array_elements(turn -> 'voids') v
     where n.agency_id = tenant and n.effect_key = v ->> 'key';
  end if;
  if assumed <> '{}' then
    update bauhaus.notifications_log n set assumed_delivered = true
     where n.agency_id = tenant and n.effect_key = any (assumed)
       and n.delivery_status = any (under_way);
  end if;

  if turn -> 'events' <> none then
    insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
    select (e ->> 'id')::uuid, (e ->> 'agencyId')::uuid, e ->> 'type', e, at
      from jsonb_array_elements(turn -> 'events') e
    on conflict (id) do nothing;
  end if;
  if turn -> 'records' <> none then
    for item in select value from jsonb_array_elements(turn -> 'records') loop
      case item ->> 'kind'
        when 'flight' then perform bauhaus.record_flight(item, at);
        when 'suppression' then perform bauhaus.record_suppression(item, at);
        -- Other kinds bring a function of their own: bauhaus.record_<kind>(record, at).
        else execute format('select bauhaus.%I($1, $2)', 'record_' || (item ->> 'kind')) using item,
          at;
      end case;
    end loop;
  end if;
  if turn -> 'tasks' <> none then
    for item in select value from jsonb_array_elements(turn -> 'tasks') loop
      perform bauhaus.apply_task(item, at);
    end loop;
  end if;

  insert into bauhaus.decisions (agency_id, trip_id, agent, actor_id, event_id, event_type,
    decision, subject, rule, detail, at)
  select coalesce(tenant,
    (select t.agency_id from bauhaus.trips t where t.id = (r ->> 'tripId')::uuid)),
      (r ->> 'tripId')::uuid, the_agent, the_actor,
    the_event, event ->> 'type', r ->> 'decision', r ->> 'subject', r ->> 'rule', r -> 'detail', at
    from jsonb_array_elements(turn -> 'reasons') r;

  if turn -> 'effects' <> none then
    for item in select value from jsonb_array_elements(turn -> 'effects') loop
      entered := bauhaus.enter_effect(item, tenant, event, at,
        jsonb_array_length(turn -> 'effects') = 1);
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
  return jsonb_build_object('kind', 'committed', 'version', expected + 1, 'timers', set_timers,
    'claimed', claims);
end
$$;

comment on function api.commit_turn is 'ActorStore.commit.';
