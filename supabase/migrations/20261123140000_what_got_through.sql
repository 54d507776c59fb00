-- That the provider accepted a message says nothing about a number that cannot be reached: what it cannot deliver it reports afterwards. The tasks
-- about messages that do not get through close when one is reported as delivered or read.

create or replace function bauhaus.ledger_entry(n bauhaus.notifications_log) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'id', n.id, 'key', n.effect_key, 'tripId', n.trip_id, 'type', n.notification_type, 'episode', n.episode, 'status', n.delivery_status,
    'told', n.told, 'critical', n.critical, 'createdAt', n.created_at, 'dueAt', n.due_at, 'sentAt', n.sent_at,
    'arrived', coalesce(n.provider_status in ('delivered', 'read'), false), 'attempts', n.attempts,
    'permanent', n.permanent, 'errorCode', n.error_code, 'reason', n.error_message)
$$;

drop function bauhaus.close_tasks_of_unsent(uuid, timestamptz);

-- After a message that was tried at that instant has arrived. A failure that is newer than it stands; what makes up for a message that failed is said
-- by makesUpFor in shared/domain/message.ts.
create function bauhaus.close_tasks_of_unsent(trip uuid, tried timestamptz, at timestamptz) returns void language plpgsql as $$
begin
  update bauhaus.tasks k
     set state = 'done', closed_at = at, updated_at = at, closed_reason = 'message_got_through'
   where k.trip_id = trip and k.state <> 'done'
     and (k.kind = 'unreachable' and not exists (
            select from bauhaus.notifications_log n where n.trip_id = trip and n.permanent and n.last_tried_at > tried)
          or k.kind = 'critical_unsent' and not exists (
            select from bauhaus.notifications_log n
             where n.trip_id = trip and (n.critical or n.notification_type in ('delayed', 'gate_change'))
               and (n.delivery_status = 'UNKNOWN'
                    or n.delivery_status in ('PENDING', 'SENDING') and (n.attempts > 0 or n.error_code is not null)
                    or n.delivery_status = 'FAILED' and not exists (
                         select from bauhaus.notifications_log l
                          where l.trip_id = trip and l.provider_status in ('delivered', 'read') and l.last_tried_at > n.last_tried_at
                            and (l.notification_type = 'landing'
                                 or case when n.notification_type in ('trip_changed', 'trip_cancelled') then l.notification_type in ('trip_changed', 'trip_cancelled')
                                         else l.critical or l.notification_type in ('delayed', 'gate_change', '24h_reminder') end)))));
end
$$;
revoke all on function bauhaus.close_tasks_of_unsent(uuid, timestamptz, timestamptz) from public;
grant execute on function bauhaus.close_tasks_of_unsent(uuid, timestamptz, timestamptz) to agent, system;

-- What of the trip waits was decided on the belief that a message is told which turned out unsent. Its actor hears of that (MessageFailed) and decides
-- again; until then nothing of it goes out. An answer in the conversation is nobody's to decide again.
create function bauhaus.drop_what_counted_on_it(trip uuid, at timestamptz) returns void language plpgsql as $$
begin
  update bauhaus.notifications_log n
     set delivery_status = 'DROPPED', error_message = 'overtaken', next_attempt_at = null, waits_for_pair = false, updated_at = at
   where n.trip_id = trip and n.delivery_status = 'PENDING'
     and n.notification_type not in ('reply', 'agency_reply', 'opt_out_ack', 'opt_out_question', 'opt_out_notice', 'opt_in_ack');
end
$$;
revoke all on function bauhaus.drop_what_counted_on_it(uuid, timestamptz) from public;
grant execute on function bauhaus.drop_what_counted_on_it(uuid, timestamptz) to agent, system;
grant update (error_message, waits_for_pair) on bauhaus.notifications_log to system;

create or replace function bauhaus.settle_one(s jsonb) returns bauhaus.notifications_log language plpgsql as $$
declare
  n bauhaus.notifications_log;
  how constant text := s ->> 'kind';
  at constant timestamptz := (s ->> 'at')::timestamptz;
  again constant timestamptz := coalesce(s ->> 'retryAt', s ->> 'reconcileAt')::timestamptz;
  untaken constant boolean := how in ('retry', 'withheld');
  counted_on boolean := false;
begin
  if untaken or how = 'failed' then
    select l.presumed_told into counted_on from bauhaus.notifications_log l where l.id = (s ->> 'id')::uuid;
  end if;
  update bauhaus.notifications_log
     set delivery_status = case
           when presumed_told and untaken then 'DROPPED'
           when how = 'sent' then 'SENT'
           when how = 'failed' then 'FAILED'
           when how in ('unknown', 'still-unknown') then 'UNKNOWN'
           else 'PENDING' end,
         provider_id = coalesce(s ->> 'providerId', provider_id),
         provider_status = case how when 'sent' then coalesce(provider_status, 'accepted') else provider_status end,
         sent_at = case how when 'sent' then at else sent_at end,
         attempts = attempts + case when how in ('retry', 'failed') then 1 else 0 end,
         empty_lists = case how when 'still-unknown' then empty_lists + 1 when 'retry' then 0 when 'failed' then 0 else empty_lists end,
         permanent = how = 'failed' and (s ->> 'permanent')::boolean,
         error_code = case when how = 'sent' then null else coalesce(s ->> 'code', error_code) end,
         due_at = case when how in ('retry', 'replace') then coalesce(again, at) else due_at end,
         error_message = case when presumed_told and untaken then 'judged_afresh' else error_message end,
         presumed_told = presumed_told and how in ('unknown', 'still-unknown'),
         next_attempt_at = case when presumed_told and untaken or how in ('sent', 'failed') then null else coalesce(again, at) end,
         content = case how when 'replace' then s -> 'content' else content end,
         template_name = case how when 'replace' then s #>> '{content,template}' else template_name end,
         lease_until = null,
         updated_at = at
   where id = (s ->> 'id')::uuid and fence = (s ->> 'fence')::integer and delivery_status in ('SENDING', 'UNKNOWN')
  returning * into n;
  if not found then
    -- A status callback was faster, or another worker has it.
    select * into n from bauhaus.notifications_log where id = (s ->> 'id')::uuid and fence = (s ->> 'fence')::integer;
    return n;
  end if;
  if counted_on then
    perform bauhaus.drop_what_counted_on_it(n.trip_id, at);
  end if;
  if n.delivery_status = 'DROPPED' then
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

create or replace function api.delivery_report(message uuid, provider_message text, status text, code text, permanent boolean, at timestamptz)
returns jsonb language plpgsql set search_path = '' as $$
declare
  n record;
  became text;
  failed constant boolean := bauhaus.provider_rank(status) = 9;
begin
  select l.id, l.agency_id, l.trip_id, l.notification_type, l.delivery_status, l.provider_status, l.attempts, l.event_id, l.correlation_id,
         l.last_tried_at into n
    from bauhaus.notifications_log l
   where l.id = message and l.delivery_status not in ('FAILED', 'DROPPED') and provider_message <> all (l.former_provider_ids)
     -- A try that the provider had hidden, and that was sent again meanwhile, says nothing about the one that is known to have been taken.
     and (l.delivery_status <> 'SENT' or l.provider_id is null or l.provider_id = provider_message) for no key update;
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
   where l.id = message returning l.delivery_status into became;
  if became = 'FAILED' then
    perform bauhaus.drop_what_counted_on_it(n.trip_id, at);
    perform bauhaus.announce_failure(n.id, n.agency_id, n.trip_id, n.notification_type, 'failed', permanent, code, n.attempts + 1, n.event_id, n.correlation_id, at);
  elsif status in ('delivered', 'read') and coalesce(n.provider_status not in ('delivered', 'read'), true) and n.trip_id is not null then
    perform bauhaus.close_tasks_of_unsent(n.trip_id, n.last_tried_at, at);
  end if;
  return jsonb_build_object('moved', true);
end
$$;
