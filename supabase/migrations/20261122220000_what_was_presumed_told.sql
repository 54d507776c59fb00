-- A message under way counts as told. Where a turn has relied on that, and it turns out not to have been sent, it is not simply tried again: what it
-- says may no longer be true, and no turn could take it back. It is dropped, and its actor judges afresh whether it is to be said.
alter table bauhaus.notifications_log add column presumed_told boolean not null default false;
comment on column bauhaus.notifications_log.presumed_told is 'While it was under way a turn counted it as told.';

-- The two checks in one: a check is read from its text again in every statement that writes.
alter table bauhaus.notifications_log
  drop constraint notifications_log_delivery_status_check,
  drop constraint notifications_log_check,
  add constraint notifications_log_states check (
    case when next_attempt_at is null then delivery_status in ('SENT', 'FAILED', 'DROPPED') else delivery_status in ('PENDING', 'SENDING', 'UNKNOWN') end);

drop function bauhaus.announce_failure(uuid, uuid, uuid, text, text, boolean, text, integer, uuid, uuid, timestamptz);
create function bauhaus.announce_failure(
  message uuid, agency uuid, trip uuid, kind text, condition text, for_good boolean, code text, tries integer, cause uuid, story uuid, at timestamptz, nth integer default null)
returns void language plpgsql as $$
begin
  perform bauhaus.emit(jsonb_build_object(
    'id', bauhaus.uuid_v5(format('["MessageFailed","%s",%s,"%s"]', message, coalesce(nth, tries), condition)),
    'type', 'MessageFailed', 'version', 1, 'time', bauhaus.instant(at), 'agencyId', agency, 'tripId', trip,
    'correlationId', story, 'causationId', cause,
    'data', jsonb_build_object('messageId', message, 'type', kind, 'state', condition, 'permanent', for_good, 'code', code, 'attempts', tries)));
end
$$;

create or replace function bauhaus.settle_one(s jsonb) returns bauhaus.notifications_log language plpgsql as $$
declare
  n bauhaus.notifications_log;
  how constant text := s ->> 'kind';
  at constant timestamptz := (s ->> 'at')::timestamptz;
  again constant timestamptz := coalesce(s ->> 'retryAt', s ->> 'reconcileAt')::timestamptz;
  afresh boolean;
begin
  select * into n from bauhaus.notifications_log where id = (s ->> 'id')::uuid and fence = (s ->> 'fence')::integer for update;
  if not found then
    return null;
  end if;
  if n.delivery_status not in ('SENDING', 'UNKNOWN') then
    return n; -- a status callback was faster
  end if;
  afresh := n.presumed_told and how in ('retry', 'withheld');
  update bauhaus.notifications_log
     set delivery_status = case when afresh then 'DROPPED' else
           case how when 'sent' then 'SENT' when 'failed' then 'FAILED' when 'unknown' then 'UNKNOWN' when 'still-unknown' then 'UNKNOWN' else 'PENDING' end end,
         provider_id = coalesce(s ->> 'providerId', provider_id),
         provider_status = case how when 'sent' then coalesce(provider_status, 'accepted') else provider_status end,
         sent_at = case how when 'sent' then at else sent_at end,
         attempts = attempts + case when how in ('retry', 'failed') then 1 else 0 end,
         empty_lists = case how when 'still-unknown' then empty_lists + 1 when 'retry' then 0 when 'failed' then 0 else empty_lists end,
         permanent = how = 'failed' and (s ->> 'permanent')::boolean,
         error_code = case when how = 'sent' then null else coalesce(s ->> 'code', error_code) end,
         due_at = case when how in ('retry', 'replace') then coalesce(again, at) else due_at end,
         error_message = case when afresh then 'judged_afresh' else error_message end,
         presumed_told = presumed_told and how in ('unknown', 'still-unknown'),
         next_attempt_at = case when afresh or how in ('sent', 'failed') then null else coalesce(again, at) end,
         content = case how when 'replace' then s -> 'content' else content end,
         template_name = case how when 'replace' then s #>> '{content,template}' else template_name end,
         lease_until = null,
         updated_at = at
   where id = n.id returning * into n;
  if how = 'sent' and n.trip_id is not null then
    perform bauhaus.close_tasks_of_unsent(n.trip_id, at);
  end if;
  if afresh then
    -- Each time anew, also where no failure was counted: the fence tells the tries apart.
    perform bauhaus.announce_failure(n.id, n.agency_id, n.trip_id, n.notification_type, 'judged_afresh', false, n.error_code, n.attempts,
      n.event_id, n.correlation_id, at, n.fence);
  end if;
  if (s ->> 'announce')::boolean then
    perform bauhaus.announce_failure(n.id, n.agency_id, n.trip_id, n.notification_type,
      case how when 'retry' then 'retrying' when 'withheld' then 'retrying' when 'failed' then 'failed' else 'unknown' end,
      n.permanent, n.error_code, n.attempts, n.event_id, n.correlation_id, at);
  end if;
  return n;
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
  none constant jsonb := '[]';
  voided text[] := '{}';
  presumed text[] := '{}';
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
  if turn -> 'voids' <> none then
    voided := array(select v ->> 'key' from jsonb_array_elements(turn -> 'voids') v);
  end if;
  if turn -> 'presumedTold' <> none then
    presumed := array(select jsonb_array_elements_text(turn -> 'presumedTold'));
  end if;
  -- What the turn takes back must still wait, and what it counts as told must not have turned out unsent.
  if voided <> '{}' or presumed <> '{}' then
    select count(*) into written from (
      select from bauhaus.notifications_log n
       where n.agency_id = tenant and n.effect_key = any (voided || presumed)
         and n.delivery_status = any (case when n.effect_key = any (voided) then '{PENDING}' else '{SENDING,UNKNOWN,SENT}' end::text[])
       order by n.id for update) held;
  end if;
  if written is null or written = cardinality(voided) + cardinality(presumed) then
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

  if voided <> '{}' then
    update bauhaus.notifications_log n
       set delivery_status = 'DROPPED', error_message = v ->> 'reason', next_attempt_at = null, waits_for_pair = false, updated_at = at
      from jsonb_array_elements(turn -> 'voids') v
     where n.agency_id = tenant and n.effect_key = v ->> 'key';
  end if;
  if presumed <> '{}' then
    update bauhaus.notifications_log n set presumed_told = true
     where n.agency_id = tenant and n.effect_key = any (presumed) and n.delivery_status in ('SENDING', 'UNKNOWN');
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

revoke all on function bauhaus.announce_failure(uuid, uuid, uuid, text, text, boolean, text, integer, uuid, uuid, timestamptz, integer) from public;
grant execute on function bauhaus.announce_failure(uuid, uuid, uuid, text, text, boolean, text, integer, uuid, uuid, timestamptz, integer) to agent, system;
