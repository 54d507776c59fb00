-- The same turns with less work for the server.

-- Every statement of a turn finds its rows by a key: a plan made anew for these very values is never better, and making it costs more than
-- running it. Hence plan_cache_mode, which the helpers inherit.
alter function api.claim_effects(uuid[], timestamptz) set plan_cache_mode = 'force_generic_plan';
alter function api.settle_effects(jsonb, timestamptz) set plan_cache_mode = 'force_generic_plan';

-- Rows of these are written several times within a second: room beside them keeps their indexes out of it.
alter table bauhaus.notifications_log set (fillfactor = 70);
alter table bauhaus.actors set (fillfactor = 70);
alter table bauhaus.timers set (fillfactor = 70);
alter table bauhaus.rate_limits set (fillfactor = 50);

-- What turns are decided on (TripContext). Whoever talks with the traveller needs the words and the papers too (CompleteTripContext).
create function bauhaus.trip_core(wanted uuid) returns jsonb language plpgsql stable as $$
declare
  t bauhaus.trips;
  a bauhaus.agencies;
begin
  select * into t from bauhaus.trips where id = wanted;
  if not found then
    return null;
  end if;
  select * into strict a from bauhaus.agencies where id = t.agency_id;
  return jsonb_build_object(
    'trip', bauhaus.trip_json(t),
    'agency', bauhaus.agency_json(a),
    'settings', bauhaus.settings_of(a.id),
    'flight', (select f.facts from bauhaus.flights f where f.flight_key = t.flight_key),
    'ledger', (select coalesce(jsonb_agg(bauhaus.ledger_entry(n) order by n.seq), '[]'::jsonb) from bauhaus.notifications_log n where n.trip_id = t.id),
    'optedOut', exists (select from bauhaus.suppressions s where s.agency_id = a.id and s.sender = a.sender and s.phone = t.whatsapp and s.opted_out),
    'lastInboundAt', (select max(c.last_inbound_at) from bauhaus.conversation_threads c where c.agency_id = a.id and c.phone = t.whatsapp),
    'tasks', (select coalesce(jsonb_agg(jsonb_build_object('kind', k.kind, 'state', k.state, 'facts', k.facts) order by k.opened_at), '[]'::jsonb)
                from bauhaus.tasks k where k.trip_id = t.id and k.state <> 'done'),
    'nextLeg', (select jsonb_build_object('tripId', l.id, 'departure', l.departure_date) from bauhaus.trips l
                 where l.agency_id = t.agency_id and l.whatsapp = t.whatsapp and l.departure_date > t.departure_date
                   and l.passenger_key = t.passenger_key and l.status <> 'withdrawn'
                 order by l.departure_date limit 1),
    'itinerary', (select bauhaus.itinerary_json(i) from bauhaus.itineraries i where i.trip_id = t.id and i.status = 'approved' order by i.version desc limit 1));
end
$$;

create or replace function bauhaus.trip_context(wanted uuid) returns jsonb language plpgsql stable as $$
declare
  core constant jsonb := bauhaus.trip_core(wanted);
begin
  return core || jsonb_build_object(
    'documents', (select coalesce(jsonb_agg(bauhaus.document_entry(d) order by d.uploaded_at, d.id), '[]'::jsonb)
                    from bauhaus.documents d where d.trip_id = wanted),
    'recentMessages', bauhaus.recent_messages((core #>> '{trip,agencyId}')::uuid, core #>> '{trip,whatsapp}', 20));
end
$$;

create or replace function api.load_turn(request jsonb) returns jsonb
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  actor record;
begin
  select a.version, a.schema_version, a.state into actor
    from bauhaus.actors a where a.agent = request ->> 'agent' and a.actor_id = request ->> 'actorId';
  return jsonb_build_object(
    'taken', exists (select from bauhaus.inbox i
       where i.agent = request ->> 'agent' and i.actor_id = request ->> 'actorId' and i.event_id = (request ->> 'eventId')::uuid),
    'version', coalesce(actor.version, 0),
    'schemaVersion', coalesce(actor.schema_version, 0),
    'state', actor.state,
    'timerGeneration', case when request ->> 'timerKind' is not null then (select m.generation from bauhaus.timers m
       where m.agent = request ->> 'agent' and m.actor_id = request ->> 'actorId' and m.kind = request ->> 'timerKind' and m.due is not null) end,
    'trip', case when request ->> 'tripId' is not null then bauhaus.trip_core((request ->> 'tripId')::uuid) end,
    'flight', case when request ->> 'flightKey' is not null then bauhaus.flight_context(request ->> 'flightKey') end,
    'conversation', case when jsonb_typeof(request -> 'conversation') = 'object'
       then bauhaus.conversation_context((request #>> '{conversation,id}')::uuid, (request #>> '{conversation,messageId}')::uuid) end);
end
$$;

-- How a message enters the ledger (see EffectCommand): answers its row, or nulls where its key is already there.
drop function bauhaus.enter_effect(jsonb, uuid, jsonb, timestamptz);
create function bauhaus.enter_effect(e jsonb, agency uuid, event jsonb, at timestamptz) returns bauhaus.notifications_log language plpgsql as $$
declare
  entered bauhaus.notifications_log;
begin
  insert into bauhaus.notifications_log as n (
    agency_id, trip_id, effect_key, idempotency_hash, notification_type, episode, template_name, sender, recipient, content, told, critical,
    even_if_opted_out, due_at, next_attempt_at, expires_at, event_id, correlation_id, created_at, updated_at)
  values (
    agency, (e ->> 'tripId')::uuid, e ->> 'key',
    -- First 16 hex digits of sha256 over the canonical JSON (sorted keys, no blanks) of {trip_id, notification_type, extra_data}.
    left(encode(sha256(convert_to(format('{"extra_data":{"effect_key":%s,"episode":%s},"notification_type":%s,"trip_id":%s}',
      e -> 'key', e -> 'episode', e -> 'type', e -> 'tripId'), 'UTF8')), 'hex'), 16),
    e ->> 'type', (e ->> 'episode')::integer, e #>> '{content,template}', e ->> 'from', e ->> 'to', e -> 'content', e -> 'told',
    (e ->> 'critical')::boolean, (e ->> 'evenIfOptedOut')::boolean, (e ->> 'dueAt')::timestamptz, (e ->> 'dueAt')::timestamptz,
    (e ->> 'expiresAt')::timestamptz, (event ->> 'id')::uuid, (event ->> 'correlationId')::uuid, at, at)
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
  latest bauhaus.notifications_log;
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
      entered := bauhaus.enter_effect(item, tenant, event, at);
      if entered.id is not null then
        latest := entered;
        ids := ids || entered.id;
      end if;
    end loop;
    if cardinality(ids) > 1 then
      claims := bauhaus.claim(ids, at);
    elsif latest.next_attempt_at <= at then
      -- The one row there is was written by this very turn: nothing to find, nothing to lock.
      item := bauhaus.claim_one(latest, at);
      if item is not null then
        claims := claims || item;
      end if;
    end if;
  end if;
  return jsonb_build_object('kind', 'committed', 'version', expected + 1, 'timers', set_timers, 'claimed', claims);
end
$$;

-- Callbacks that came in at about the same time, in one transaction; by id, so that two such transactions never wait for each other.
create function api.delivery_reports(reports jsonb) returns jsonb language plpgsql set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  r jsonb;
begin
  for r in select value from jsonb_array_elements(reports) with ordinality as given(value, nth) order by value ->> 'id', nth loop
    perform api.delivery_report((r ->> 'id')::uuid, r ->> 'providerId', r ->> 'status', r ->> 'code', (r ->> 'permanent')::boolean, (r ->> 'now')::timestamptz);
  end loop;
  return jsonb_build_object('taken', jsonb_array_length(reports));
end
$$;
comment on function api.delivery_reports(jsonb) is 'ActorStore.deliveryReport, for all that came in while the last ones were written.';
revoke all on function api.delivery_reports(jsonb) from public;
grant execute on function api.delivery_reports(jsonb) to system;
grant execute on function bauhaus.trip_core(uuid), bauhaus.enter_effect(jsonb, uuid, jsonb, timestamptz) to agent, system;
