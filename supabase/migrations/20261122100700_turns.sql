-- The commit of a turn: whole or not at all (TurnCommit -> CommitResult).

-- How a message enters the ledger (see EffectCommand): answers its id, or null where its key is already there.
create function bauhaus.enter_effect(e jsonb, agency uuid, event jsonb, at timestamptz) returns uuid language plpgsql as $$
declare
  entered uuid;
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
  returning n.id into entered;
  return entered;
end
$$;

create function bauhaus.apply_task(k jsonb, at timestamptz) returns void language plpgsql as $$
begin
  if k ->> 'op' = 'open' and k ->> 'tripId' is null then
    -- Of somebody who has no trip: one for each kind and conversation.
    update bauhaus.tasks t set reason = k ->> 'reason', facts = k -> 'facts', severity = k ->> 'severity', updated_at = at
     where t.agency_id = bauhaus.current_agency() and t.trip_id is null and t.kind = k ->> 'kind' and t.state <> 'done'
       and t.facts ->> 'conversationId' = k #>> '{facts,conversationId}';
    if not found then
      insert into bauhaus.tasks (agency_id, trip_id, kind, severity, reason, facts, opened_at, updated_at)
      values (bauhaus.current_agency(), null, k ->> 'kind', k ->> 'severity', k ->> 'reason', k -> 'facts', at, at);
    end if;
  elsif k ->> 'op' = 'open' then
    insert into bauhaus.tasks as t (agency_id, trip_id, kind, severity, reason, facts, opened_at, updated_at)
    select r.agency_id, r.id, k ->> 'kind', k ->> 'severity', k ->> 'reason', k -> 'facts', at, at
      from bauhaus.trips r where r.id = (k ->> 'tripId')::uuid
    on conflict (trip_id, kind) where state <> 'done' do update
       set reason = excluded.reason, facts = excluded.facts, severity = excluded.severity, updated_at = at;
  else
    update bauhaus.tasks t set state = 'done', closed_reason = k ->> 'reason', closed_at = at, updated_at = at
     where t.trip_id = (k ->> 'tripId')::uuid and t.kind = k ->> 'kind' and t.state <> 'done';
  end if;
end
$$;

create function bauhaus.record_flight(r jsonb, at timestamptz) returns void language plpgsql as $$
declare
  key constant text := r ->> 'flightKey';
  facts constant jsonb := nullif(r -> 'facts', 'null'::jsonb);
  new_status constant text := r ->> 'status';
  next_look constant timestamptz := (r ->> 'nextCheckAt')::timestamptz;
begin
  insert into bauhaus.flights as f (flight_key, flight_number, flight_date, facts, status, fa_flight_id, alert_id, next_check_at, raw_data, updated_at)
  values (key, split_part(key, '/', 1), split_part(key, '/', 3)::date, facts, new_status, facts ->> 'faFlightId', r ->> 'alertId', next_look,
          nullif(r -> 'raw', 'null'::jsonb), at)
  on conflict (flight_key) do update
     set facts = coalesce(excluded.facts, f.facts), status = coalesce(excluded.status, f.status), fa_flight_id = coalesce(excluded.fa_flight_id, f.fa_flight_id),
         alert_id = excluded.alert_id, next_check_at = excluded.next_check_at, raw_data = coalesce(excluded.raw_data, f.raw_data), updated_at = at;

  if facts is not null and (r ->> 'changed')::boolean then
    insert into bauhaus.flight_status_history (
      flight_key, flight_number, flight_date, status, gate_origin, terminal_origin, baggage_claim, scheduled_out, estimated_out, actual_out,
      estimated_in, actual_in, diverted_to, source, recorded_at)
    values (
      key, split_part(key, '/', 1), split_part(key, '/', 3)::date, facts ->> 'phase', facts ->> 'gate', facts ->> 'terminal', facts ->> 'belt',
      (facts ->> 'scheduledDeparture')::timestamptz, (facts ->> 'departure')::timestamptz,
      case when facts ->> 'phase' in ('departed', 'landed') then (facts ->> 'departure')::timestamptz end,
      (facts ->> 'arrival')::timestamptz, (facts ->> 'landedAt')::timestamptz, facts #>> '{divertedTo,iata}', facts ->> 'source', at);
  end if;

  -- The projection: what is known of the flight, never what the agency wrote. A null erases nothing.
  update bauhaus.trips t
     set status = coalesce(new_status, t.status),
         scheduled_departure = coalesce(t.scheduled_departure, (facts ->> 'scheduledDeparture')::timestamptz),
         estimated_departure = coalesce((facts ->> 'departure')::timestamptz, t.estimated_departure),
         estimated_arrival = coalesce((facts ->> 'arrival')::timestamptz, t.estimated_arrival),
         gate = coalesce(facts ->> 'gate', t.gate),
         terminal = coalesce(facts ->> 'terminal', t.terminal),
         fa_flight_id = coalesce(facts ->> 'faFlightId', t.fa_flight_id),
         next_check_at = next_look,
         updated_at = at
   where t.flight_key = key and t.status <> 'withdrawn';
end
$$;

create function bauhaus.record_suppression(r jsonb, at timestamptz) returns void language plpgsql as $$
begin
  insert into bauhaus.suppressions as s (agency_id, sender, phone, opted_out, changed_at, changed_by)
  select h.agency_id, h.sender, h.phone, (r ->> 'optedOut')::boolean, (r ->> 'at')::timestamptz, r ->> 'by'
    from bauhaus.conversation_threads h where h.id = (r ->> 'conversationId')::uuid
  on conflict (agency_id, sender, phone) do update
     set opted_out = excluded.opted_out, changed_at = excluded.changed_at, changed_by = excluded.changed_by
   where s.changed_at <= excluded.changed_at;
end
$$;

create function bauhaus.timer_json(m bauhaus.timers) returns jsonb language sql stable as $$
  select jsonb_build_object('agent', m.agent, 'actorId', m.actor_id, 'kind', m.kind, 'generation', m.generation, 'due', m.due,
    'agencyId', m.agency_id, 'tripId', m.trip_id)
$$;

-- Sets or clears; a cleared timer keeps its row, so that the generation goes on counting. Null: there was nothing to clear.
create function bauhaus.apply_timer(c jsonb, turn jsonb, at timestamptz) returns jsonb language plpgsql as $$
declare
  m bauhaus.timers;
  tenant constant uuid := (turn ->> 'agencyId')::uuid;
begin
  if c ->> 'due' is null then
    update bauhaus.timers t set due = null, updated_at = at
     where t.agent = turn ->> 'agent' and t.actor_id = turn ->> 'actorId' and t.kind = c ->> 'kind' returning * into m;
  else
    insert into bauhaus.timers as t (agent, actor_id, kind, generation, due, agency_id, trip_id, updated_at)
    values (turn ->> 'agent', turn ->> 'actorId', c ->> 'kind', 1, (c ->> 'due')::timestamptz, tenant,
            case when tenant is not null then (turn #>> '{event,tripId}')::uuid end, at)
    on conflict (agent, actor_id, kind) do update
       set generation = t.generation + 1, due = excluded.due, trip_id = coalesce(excluded.trip_id, t.trip_id), sweeps = 0, swept_at = null, updated_at = at
    returning * into m;
  end if;
  return case when m.agent is not null then bauhaus.timer_json(m) end;
end
$$;

create function api.commit_turn(turn jsonb) returns jsonb language plpgsql set search_path = '' as $$
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
  item jsonb;
  entered uuid;
  ids uuid[] := '{}';
  set_timers jsonb := '[]';
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
  for item in select value from jsonb_array_elements(turn -> 'timers') loop
    item := bauhaus.apply_timer(item, turn, at);
    if item is not null then
      set_timers := set_timers || item;
    end if;
  end loop;

  if wanted > 0 then
    update bauhaus.notifications_log n
       set delivery_status = 'DROPPED', error_message = v ->> 'reason', next_attempt_at = null, waits_for_pair = false, updated_at = at
      from jsonb_array_elements(turn -> 'voids') v
     where n.agency_id = tenant and n.effect_key = v ->> 'key';
  end if;

  insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
  select (e ->> 'id')::uuid, (e ->> 'agencyId')::uuid, e ->> 'type', e, at from jsonb_array_elements(turn -> 'events') e
  on conflict (id) do nothing;

  for item in select value from jsonb_array_elements(turn -> 'records') loop
    case item ->> 'kind'
      when 'flight' then perform bauhaus.record_flight(item, at);
      when 'suppression' then perform bauhaus.record_suppression(item, at);
      -- Other kinds bring a function of their own: bauhaus.record_<kind>(record, at).
      else execute format('select bauhaus.%I($1, $2)', 'record_' || (item ->> 'kind')) using item, at;
    end case;
  end loop;
  for item in select value from jsonb_array_elements(turn -> 'tasks') loop
    perform bauhaus.apply_task(item, at);
  end loop;

  insert into bauhaus.decisions (agency_id, trip_id, agent, actor_id, event_id, event_type, decision, subject, rule, detail, at)
  select coalesce(tenant, (select t.agency_id from bauhaus.trips t where t.id = (r ->> 'tripId')::uuid)), (r ->> 'tripId')::uuid, the_agent, the_actor,
         the_event, event ->> 'type', r ->> 'decision', r ->> 'subject', r ->> 'rule', r -> 'detail', at
    from jsonb_array_elements(turn -> 'reasons') r;

  for item in select value from jsonb_array_elements(turn -> 'effects') loop
    entered := bauhaus.enter_effect(item, tenant, event, at);
    if entered is not null then
      ids := ids || entered;
    end if;
  end loop;
  return jsonb_build_object('kind', 'committed', 'version', expected + 1, 'timers', set_timers,
    'claimed', case when ids = '{}' then '[]'::jsonb else bauhaus.claim(ids, at) end);
end
$$;
comment on function api.commit_turn(jsonb) is 'ActorStore.commit.';

create function api.quarantine_event(entry jsonb) returns jsonb language plpgsql set search_path = '' as $$
declare
  event constant jsonb := entry -> 'event';
  at constant timestamptz := (entry ->> 'now')::timestamptz;
begin
  insert into bauhaus.inbox (agent, actor_id, event_id, agency_id, taken_at)
  values (entry ->> 'agent', entry ->> 'actorId', (event ->> 'id')::uuid, bauhaus.current_agency(), at) on conflict do nothing;
  insert into bauhaus.quarantine (agency_id, agent, actor_id, event_id, event, error, at)
  values (bauhaus.current_agency(), entry ->> 'agent', entry ->> 'actorId', (event ->> 'id')::uuid, event, left(entry ->> 'error', 2000), at) on conflict do nothing;
  -- Else the sweeper would fire it for ever.
  if event #>> '{data,generation}' is not null then
    update bauhaus.timers t set due = null, updated_at = at
     where t.agent = entry ->> 'agent' and t.actor_id = entry ->> 'actorId' and t.kind = event ->> 'type'
       and t.generation = (event #>> '{data,generation}')::integer;
  end if;
  return jsonb_build_object('quarantined', true);
end
$$;
comment on function api.quarantine_event(jsonb) is 'ActorStore.quarantine.';

-- The sweeper, as system: it wakes, it never sends, and it sees no personal data.
create function api.overdue(at timestamptz, at_most integer) returns jsonb language plpgsql set search_path = '' as $$
declare
  late jsonb;
begin
  -- A timer that was woken and is still there is woken again after 1, 2, 4 … minutes, at most an hour.
  with due as (
    select t.agent, t.actor_id, t.kind from bauhaus.timers t
     where t.due <= at - interval '90 seconds'
       and (t.swept_at is null or t.swept_at >= at or t.swept_at + least(interval '1 minute' * (1 << least(t.sweeps - 1, 6)), interval '1 hour') <= at)
     order by t.due limit at_most for update skip locked),
  woken as (
    update bauhaus.timers t set swept_at = at, sweeps = t.sweeps + 1
      from due where t.agent = due.agent and t.actor_id = due.actor_id and t.kind = due.kind returning t.*)
  select coalesce(jsonb_agg(jsonb_build_object('agent', w.agent, 'actorId', w.actor_id, 'kind', w.kind, 'generation', w.generation, 'due', w.due,
           'agencyId', w.agency_id, 'tripId', w.trip_id) order by w.due), '[]'::jsonb) into late from woken w;
  return jsonb_build_object(
    'timers', late,
    'effects', (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'agencyId', n.agency_id) order by n.next_attempt_at), '[]'::jsonb)
                  from (select l.id, l.agency_id, l.next_attempt_at from bauhaus.notifications_log l
                         where l.next_attempt_at <= at order by l.next_attempt_at limit at_most) n),
    'events', (select coalesce(jsonb_agg(o.event order by o.emitted_at), '[]'::jsonb)
                 from (select b.event, b.emitted_at from bauhaus.outbox b
                        where b.carried_at is null and b.emitted_at <= at - interval '10 seconds' order by b.emitted_at limit at_most) o));
end
$$;
comment on function api.overdue(timestamptz, integer) is 'ActorStore.overdue: late timers, sends that are due, ended leases, events not carried within ten seconds.';

create function api.mark_carried(ids uuid[]) returns jsonb language sql set search_path = '' as $$
  with done as (update bauhaus.outbox o set carried_at = now() where o.id = any (ids) and o.carried_at is null returning 1)
  select jsonb_build_object('carried', (select count(*) from done))
$$;
comment on function api.mark_carried(uuid[]) is 'ActorStore.carried.';

-- Retention. The inbox outlives the bus's archive and dead letters (14 days each) together; why-trails and flights stay for complaints.
-- At most `at_most` rows of each kind, so that a call is short; the caller repeats while anything was removed.
create function api.purge_expired(at timestamptz, at_most integer) returns jsonb language plpgsql set search_path = '' as $$
declare
  counts jsonb := '{}';
  rule record;
  removed integer;
begin
  for rule in
    select * from (values
      ('inbox', 'taken_at', interval '35 days', 'true'),
      ('outbox', 'carried_at', interval '7 days', 'true'),
      ('timers', 'updated_at', interval '70 days', 'due is null'),
      ('decisions', 'at', interval '400 days', 'true'),
      ('flight_status_history', 'recorded_at', interval '400 days', 'true'),
      ('flight_snapshots', 'made_at', interval '1 day', 'true'),
      ('rate_limits', 'tat', interval '1 day', 'critical_tat < $1'),
      ('quarantine', 'at', interval '180 days', 'true')) r (name, age_column, age, also)
  loop
    execute format(
      'delete from bauhaus.%1$I d where d.ctid = any (array(select x.ctid from bauhaus.%1$I x where x.%2$I < $1 and %3$s limit $2))',
      rule.name, rule.age_column, rule.also) using at - rule.age, at_most;
    get diagnostics removed = row_count;
    counts := counts || jsonb_build_object(rule.name, removed);
  end loop;
  update bauhaus.flights f set raw_data = null
   where f.flight_key = any (array(
     select x.flight_key from bauhaus.flights x where x.flight_date < (at - interval '30 days')::date and x.raw_data is not null limit at_most));
  get diagnostics removed = row_count;
  return counts || jsonb_build_object('raw_data', removed);
end
$$;
comment on function api.purge_expired(timestamptz, integer) is 'Removes what is older than its retention; answers how many rows of each kind.';
