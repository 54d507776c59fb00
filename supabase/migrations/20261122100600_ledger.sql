-- Claiming, settling and reporting messages: the states of notifications_log (DESIGN §1).
-- Helpers here and elsewhere inherit the empty search_path of the api function that calls them (setting it again costs at every call);
-- those that read tables are PL/pgSQL, because its plans are kept for the session and those of SQL functions are not.

-- A slot in time (GCRA): at most `per_window` in any window, up to `burst` of them at once. Critical messages spend the ordinary allowance
-- too but never wait for it. Answers when the message may go, which is now where the rate allows it.
create function bauhaus.reserve_slot(bucket_name text, agency uuid, at timestamptz, per_window integer, span interval, burst integer, urgent boolean)
returns timestamptz language plpgsql as $$
declare
  gap constant interval := span / (per_window - burst + 1);
  arrival timestamptz;
begin
  insert into bauhaus.rate_limits as r (bucket, agency_id, tat, critical_tat)
  values (bucket_name, agency, at + gap, case when urgent then at + gap else at end)
  on conflict (bucket) do update
     set tat = greatest(r.tat, at) + gap,
         critical_tat = case when urgent then greatest(r.critical_tat, at) + gap else r.critical_tat end
  returning case when urgent then r.critical_tat else r.tat end into arrival;
  return greatest(at, arrival - gap * burst);
end
$$;

create function bauhaus.messages_per_minute(agency uuid) returns integer language plpgsql stable as $$
begin
  return (select coalesce((
    select case when jsonb_typeof(s.setting_value -> 'messages_per_minute') = 'number'
                then least(greatest((s.setting_value ->> 'messages_per_minute')::numeric, 1), 100000)::integer end
      from bauhaus.agencies_settings s where s.agency_id = agency and s.setting_key = 'rate_limiting'), 60));
end
$$;

-- When the rates let this message go. The agency's row is always taken before the sender's, so two transactions never wait for each other.
create function bauhaus.slot_for(n bauhaus.notifications_log, at timestamptz) returns timestamptz language plpgsql as $$
declare
  per_minute constant integer := bauhaus.messages_per_minute(n.agency_id);
  of_agency timestamptz;
begin
  of_agency := bauhaus.reserve_slot('agency:' || n.agency_id, n.agency_id, at, per_minute, interval '1 minute', greatest(per_minute / 6, 1), n.critical);
  -- 80 a second is WhatsApp's limit for one number.
  return greatest(of_agency, bauhaus.reserve_slot('sender:' || n.sender, null, at, 80, interval '1 second', 8, n.critical));
end
$$;

create function bauhaus.claimed_effect(n bauhaus.notifications_log, how text) returns jsonb language plpgsql stable as $$
begin
  return (select jsonb_build_object(
    'id', n.id, 'fence', n.fence, 'mode', how, 'agencyId', n.agency_id, 'tripId', n.trip_id, 'type', n.notification_type, 'from', n.sender,
    'to', n.recipient, 'content', n.content, 'critical', n.critical, 'attempts', n.attempts, 'emptyLists', n.empty_lists,
    'firstTriedAt', n.first_tried_at, 'lastTriedAt', n.last_tried_at, 'expiresAt', n.expires_at, 'leaseUntil', n.lease_until,
    'retryLimits', (select s.setting_value from bauhaus.agencies_settings s where s.agency_id = n.agency_id and s.setting_key = 'retry_limits'),
    'accountedFor', case when how = 'send' then '[]'::jsonb else to_jsonb(n.former_provider_ids) || (
       select coalesce(jsonb_agg(held.id order by held.at), '[]'::jsonb) from (
         select unnest(o.former_provider_ids || o.provider_id) as id, o.sent_at as at from bauhaus.notifications_log o
          where o.recipient = n.recipient and o.sender = n.sender and o.id <> n.id and o.sent_at >= n.last_tried_at - interval '1 minute') held
        where held.id is not null) end));
end
$$;

create function bauhaus.drop_effect(wanted uuid, why text, at timestamptz) returns void language plpgsql as $$
begin
  update bauhaus.notifications_log
     set delivery_status = 'DROPPED', error_message = why, next_attempt_at = null, waits_for_pair = false, updated_at = at
   where id = wanted;
end
$$;

-- Why a waiting message must not be sent any more, or null.
create function bauhaus.objection(n bauhaus.notifications_log, at timestamptz) returns text language plpgsql stable as $$
begin
  return (select case
    when n.expires_at <= at then 'expired'
    when n.notification_type <> 'trip_cancelled'
         and exists (select from bauhaus.trips t where t.id = n.trip_id and t.status = 'withdrawn') then 'trip_withdrawn'
    when not n.even_if_opted_out
         and exists (select from bauhaus.suppressions s
                      where s.agency_id = n.agency_id and s.sender = n.sender and s.phone = n.recipient and s.opted_out) then 'opted_out'
    -- A person has the conversation: what the concierge was about to say is no longer its to say.
    when n.notification_type = 'reply'
         and exists (select from bauhaus.conversation_threads h
                      where h.agency_id = n.agency_id and h.sender = n.sender and h.phone = n.recipient and h.taken_over_until > at) then 'taken_over'
  end);
end
$$;

-- Takes one locked row that is due, if nothing speaks against it; answers the claim, or null after having moved or dropped the row.
create function bauhaus.claim_one(n bauhaus.notifications_log, at timestamptz) returns jsonb language plpgsql as $$
declare
  lease constant interval := case when n.content ? 'mediaUrl' then interval '90 seconds' else interval '60 seconds' end;
  why text;
  free_at timestamptz;
begin
  if n.delivery_status in ('SENDING', 'UNKNOWN') then
    update bauhaus.notifications_log
       set delivery_status = 'UNKNOWN', fence = fence + 1, lease_until = at + interval '60 seconds', next_attempt_at = at + interval '60 seconds', updated_at = at
     where id = n.id returning * into n;
    return bauhaus.claimed_effect(n, 'reconcile');
  end if;

  why := bauhaus.objection(n, at);
  if why is not null then
    perform bauhaus.drop_effect(n.id, why, at);
    return null;
  end if;

  select greatest(o.next_attempt_at, at) + interval '1 second' into free_at
    from bauhaus.notifications_log o
   where o.sender = n.sender and o.recipient = n.recipient and o.delivery_status in ('SENDING', 'UNKNOWN');
  if found then
    update bauhaus.notifications_log set next_attempt_at = free_at, waits_for_pair = true, updated_at = at where id = n.id;
    return null;
  end if;

  if n.slot_at is null then
    n.slot_at := bauhaus.slot_for(n, at);
  end if;
  if n.slot_at > at then
    update bauhaus.notifications_log set slot_at = n.slot_at, next_attempt_at = n.slot_at, waits_for_pair = false, updated_at = at where id = n.id;
    return null;
  end if;

  begin
    update bauhaus.notifications_log
       set delivery_status = 'SENDING', fence = fence + 1, lease_until = at + lease,
           -- A lease that ends unsettled is reconciled, not sent again, two minutes after its end.
           next_attempt_at = at + lease + interval '2 minutes', slot_at = null, waits_for_pair = false,
           first_tried_at = coalesce(first_tried_at, at), last_tried_at = at, updated_at = at
     where id = n.id returning * into n;
  exception when unique_violation then
    -- Another transaction was sending to the same phone, which this one could not see yet.
    update bauhaus.notifications_log
       set slot_at = n.slot_at, next_attempt_at = at + lease, waits_for_pair = true, updated_at = at where id = n.id;
    return null;
  end;
  return bauhaus.claimed_effect(n, 'send');
end
$$;

create function bauhaus.claim(ids uuid[], at timestamptz) returns jsonb language plpgsql as $$
declare
  n bauhaus.notifications_log;
  one jsonb;
  claims jsonb := '[]';
begin
  for n in
    select * from bauhaus.notifications_log where id = any (ids) and next_attempt_at <= at
     order by critical desc, due_at, seq for update skip locked
  loop
    one := bauhaus.claim_one(n, at);
    if one is not null then
      claims := claims || one;
    end if;
  end loop;
  return claims;
end
$$;

-- After a message is settled, the next one from the same number to the same phone.
create function bauhaus.claim_waiting(from_number text, to_phone text, at timestamptz) returns jsonb language plpgsql as $$
declare
  n bauhaus.notifications_log;
  one jsonb;
begin
  if exists (select from bauhaus.notifications_log
              where sender = from_number and recipient = to_phone and delivery_status in ('SENDING', 'UNKNOWN')) then
    return null;
  end if;
  for n in
    select * from bauhaus.notifications_log
     where sender = from_number and recipient = to_phone and delivery_status = 'PENDING' and due_at <= at and (waits_for_pair or next_attempt_at <= at)
     order by critical desc, due_at, seq limit 20 for update skip locked
  loop
    one := bauhaus.claim_one(n, at);
    if one is not null then
      return one;
    end if;
  end loop;
  return null;
end
$$;

create function api.claim_effects(ids uuid[], at timestamptz) returns jsonb language plpgsql set search_path = '' as $$
begin
  return bauhaus.claim(ids, at);
end
$$;
comment on function api.claim_effects(uuid[], timestamptz) is 'ActorStore.claim: the effects that this worker now has to perform (ClaimedEffect[]).';

create function api.effect_agencies(ids uuid[]) returns jsonb language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'agencyId', n.agency_id)), '[]'::jsonb) from bauhaus.notifications_log n where n.id = any (ids)
$$;
comment on function api.effect_agencies(uuid[]) is 'Whose effects these are, for a caller that knows only their ids.';

create function bauhaus.close_tasks_of_unsent(trip uuid, at timestamptz) returns void language plpgsql as $$
begin
  update bauhaus.tasks k
     set state = 'done', closed_at = at, updated_at = at, closed_reason = 'message_got_through'
   where k.trip_id = trip and k.state <> 'done'
     and (k.kind = 'unreachable'
          or k.kind = 'critical_unsent' and not exists (
               select from bauhaus.notifications_log n
                where n.trip_id = trip and n.critical
                  and (n.delivery_status = 'UNKNOWN' or n.delivery_status in ('PENDING', 'SENDING') and n.attempts > 0)));
end
$$;

create function bauhaus.emit(event jsonb) returns void language plpgsql as $$
begin
  insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
  values ((event ->> 'id')::uuid, (event ->> 'agencyId')::uuid, event ->> 'type', event, (event ->> 'time')::timestamptz)
  on conflict (id) do nothing;
end
$$;

create function bauhaus.instant(at timestamptz) returns text language sql immutable as $$
  select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

create function bauhaus.announce_failure(
  message uuid, agency uuid, trip uuid, kind text, condition text, for_good boolean, code text, tries integer, cause uuid, story uuid, at timestamptz)
returns void language plpgsql as $$
begin
  perform bauhaus.emit(jsonb_build_object(
    'id', bauhaus.uuid_v5(format('["MessageFailed","%s",%s,"%s"]', message, tries, condition)),
    'type', 'MessageFailed', 'version', 1, 'time', bauhaus.instant(at), 'agencyId', agency, 'tripId', trip,
    'correlationId', story, 'causationId', cause,
    'data', jsonb_build_object('messageId', message, 'type', kind, 'state', condition, 'permanent', for_good, 'code', code, 'attempts', tries)));
end
$$;

create function bauhaus.settle_one(s jsonb) returns bauhaus.notifications_log language plpgsql as $$
declare
  n bauhaus.notifications_log;
  how constant text := s ->> 'kind';
  at constant timestamptz := (s ->> 'at')::timestamptz;
  again constant timestamptz := coalesce(s ->> 'retryAt', s ->> 'reconcileAt')::timestamptz;
begin
  select * into n from bauhaus.notifications_log where id = (s ->> 'id')::uuid and fence = (s ->> 'fence')::integer for update;
  if not found then
    return null;
  end if;
  if n.delivery_status not in ('SENDING', 'UNKNOWN') then
    return n; -- a status callback was faster
  end if;
  update bauhaus.notifications_log
     set delivery_status = case how when 'sent' then 'SENT' when 'failed' then 'FAILED' when 'unknown' then 'UNKNOWN' when 'still-unknown' then 'UNKNOWN' else 'PENDING' end,
         provider_id = coalesce(s ->> 'providerId', provider_id),
         provider_status = case how when 'sent' then coalesce(provider_status, 'accepted') else provider_status end,
         sent_at = case how when 'sent' then at else sent_at end,
         attempts = attempts + case when how in ('retry', 'failed') then 1 else 0 end,
         empty_lists = case how when 'still-unknown' then empty_lists + 1 when 'retry' then 0 else empty_lists end,
         permanent = how = 'failed' and (s ->> 'permanent')::boolean,
         error_code = case when how = 'sent' then null else coalesce(s ->> 'code', error_code) end,
         due_at = case when how in ('retry', 'replace') then coalesce(again, at) else due_at end,
         next_attempt_at = case when how in ('sent', 'failed') then null else coalesce(again, at) end,
         content = case how when 'replace' then s -> 'content' else content end,
         template_name = case how when 'replace' then s #>> '{content,template}' else template_name end,
         lease_until = null,
         updated_at = at
   where id = n.id returning * into n;
  if how = 'sent' and n.trip_id is not null then
    perform bauhaus.close_tasks_of_unsent(n.trip_id, at);
  end if;
  if (s ->> 'announce')::boolean then
    perform bauhaus.announce_failure(n.id, n.agency_id, n.trip_id, n.notification_type,
      case how when 'retry' then 'retrying' when 'failed' then 'failed' else 'unknown' end,
      n.permanent, n.error_code, n.attempts, n.event_id, n.correlation_id, at);
  end if;
  return n;
end
$$;

create function api.settle_effects(settlements jsonb, at timestamptz) returns jsonb language plpgsql set search_path = '' as $$
declare
  s jsonb;
  n bauhaus.notifications_log;
  one jsonb;
  claims jsonb := '[]';
begin
  for s in select value from jsonb_array_elements(settlements) order by value ->> 'id' loop
    n := bauhaus.settle_one(s);
    if n.id is not null and n.delivery_status not in ('SENDING', 'UNKNOWN') then
      one := bauhaus.claim_waiting(n.sender, n.recipient, at);
      if one is not null then
        claims := claims || one;
      end if;
    end if;
  end loop;
  return claims;
end
$$;
comment on function api.settle_effects(jsonb, timestamptz) is 'ActorStore.settle: moves claimed effects on, and claims what was waiting behind them.';

create function bauhaus.provider_rank(status text) returns integer language sql immutable as $$
  select case status
    when 'accepted' then 1 when 'scheduled' then 1 when 'queued' then 1 when 'sending' then 2 when 'sent' then 3 when 'delivered' then 4 when 'read' then 5
    when 'failed' then 9 when 'undelivered' then 9 when 'canceled' then 9
    else 0 end
$$;

-- Runs as system, for every callback of the provider: it reads no phone, no name and no words.
create function api.delivery_report(message uuid, provider_message text, status text, code text, permanent boolean, at timestamptz)
returns jsonb language plpgsql set search_path = '' as $$
declare
  n record;
  failed constant boolean := bauhaus.provider_rank(status) = 9;
begin
  select l.id, l.agency_id, l.trip_id, l.notification_type, l.delivery_status, l.provider_status, l.attempts, l.event_id, l.correlation_id into n
    from bauhaus.notifications_log l
   where l.id = message and l.delivery_status not in ('FAILED', 'DROPPED') and provider_message <> all (l.former_provider_ids) for no key update;
  if not found
     or bauhaus.provider_rank(status) <= coalesce(bauhaus.provider_rank(n.provider_status), 0)
     or failed and n.provider_status in ('delivered', 'read') then
    return jsonb_build_object('moved', false);
  end if;
  update bauhaus.notifications_log l
     set provider_status = status,
         provider_id = coalesce(l.provider_id, provider_message),
         -- Whatever we believed: the provider has it, or has given it up.
         delivery_status = case when failed then 'FAILED' else 'SENT' end,
         sent_at = case when failed then l.sent_at else coalesce(l.sent_at, at) end,
         attempts = l.attempts + case when failed then 1 else 0 end,
         error_code = case when failed then delivery_report.code end,
         permanent = failed and delivery_report.permanent,
         next_attempt_at = null, lease_until = null, updated_at = at
   where l.id = message;
  if failed then
    perform bauhaus.announce_failure(n.id, n.agency_id, n.trip_id, n.notification_type, 'failed', permanent, code, n.attempts + 1, n.event_id, n.correlation_id, at);
  elsif n.delivery_status <> 'SENT' and n.trip_id is not null then
    perform bauhaus.close_tasks_of_unsent(n.trip_id, at);
  end if;
  return jsonb_build_object('moved', true);
end
$$;
comment on function api.delivery_report(uuid, text, text, text, boolean, timestamptz) is 'ActorStore.deliveryReport: forward only; a failure is final and emits MessageFailed.';
