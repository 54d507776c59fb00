-- `under_way` is a variable since a constant would let Postgres choose the partial index of
-- everything that is under way instead of the key.
create or replace function bauhaus.settle_one(settlement jsonb) returns bauhaus.notifications_log
language plpgsql as $$
declare
  message bauhaus.notifications_log;
  outcome constant text := settlement ->> 'kind';
  at constant timestamptz := (settlement ->> 'at')::timestamptz;
  next_attempt constant timestamptz := coalesce(settlement ->> 'retryAt',
    settlement ->> 'reconcileAt')::timestamptz;
  waits_again constant boolean := outcome in ('retry', 'deferred');
  was_assumed_delivered boolean := false;
  under_way constant text[] := '{SENDING,UNKNOWN}';
begin
  if waits_again or outcome = 'failed' then
    select l.assumed_delivered into was_assumed_delivered from bauhaus.notifications_log l
      where l.id = (settlement ->> 'id')::uuid;
  end if;
  update bauhaus.notifications_log
     set delivery_status = case
           when assumed_delivered and waits_again then 'DROPPED'
           when outcome = 'sent' then 'SENT'
           when outcome = 'failed' and is_test then 'DROPPED'
           when outcome = 'failed' then 'FAILED'
           when outcome in ('unknown', 'still-unknown') then 'UNKNOWN'
           else 'PENDING' end,
         provider_id = coalesce(settlement ->> 'providerId', provider_id),
         provider_status = case outcome when 'sent' then coalesce(provider_status, 'accepted')
           else provider_status end,
         sent_at = case outcome when 'sent' then at else sent_at end,
         attempts = attempts + case when outcome in ('retry', 'failed') then 1 else 0 end,
         empty_lists = case outcome when 'still-unknown' then empty_lists + 1 when 'retry' then 0
           when 'failed' then 0 else empty_lists end,
         permanent = outcome = 'failed' and not is_test and (settlement ->> 'permanent')::boolean,
         error_code = case when outcome = 'sent'
           then null else coalesce(settlement ->> 'code', error_code) end,
         due_at = case when outcome in ('retry', 'replace')
           then coalesce(next_attempt, at) else due_at end,
         error_message = case when assumed_delivered and waits_again then 'needs_redecision'
           when outcome = 'failed' and is_test then 'test_failed' else error_message end,
         assumed_delivered = assumed_delivered and outcome in ('unknown', 'still-unknown'),
         next_attempt_at = case when assumed_delivered and waits_again
             or outcome in ('sent', 'failed')
           then null else coalesce(next_attempt, at) end,
         content = case outcome when 'replace' then settlement -> 'content' else content end,
         template_name = case outcome when 'replace' then settlement #>> '{content,template}'
           else template_name end,
         lease_until = null, updated_at = at
   where id = (settlement ->> 'id')::uuid and fence = (settlement ->> 'fence')::integer
     and delivery_status = any (under_way)
  returning * into message;
  perform bauhaus.record_attempt(settlement);
  if message.id is null then
    -- A status callback came first, or another worker has claimed the message since.
    select * into message from bauhaus.notifications_log where id = (settlement ->> 'id')::uuid
      and fence = (settlement ->> 'fence')::integer;
    return message;
  end if;
  if message.error_message = 'test_failed' then
    return message;
  end if;
  if was_assumed_delivered then
    perform bauhaus.drop_dependent_messages(message.trip_id, at);
  end if;
  if message.delivery_status = 'DROPPED' then
    -- Announced for each try, even one that counted no failure, so by fence and not by attempts.
    perform bauhaus.announce_failure(message.id, message.agency_id, message.trip_id,
      message.notification_type, 'needs_redecision', false, message.error_code,
      message.attempts, message.event_id, message.correlation_id, at, message.fence);
  end if;
  if (settlement ->> 'announce')::boolean then
    perform bauhaus.announce_failure(message.id, message.agency_id, message.trip_id,
      message.notification_type,
      case outcome when 'retry' then 'retrying' when 'deferred' then 'retrying'
        when 'failed' then 'failed' else 'unknown' end,
      message.permanent, message.error_code, message.attempts, message.event_id,
      message.correlation_id, at);
  end if;
  return message;
end
$$;

comment on function bauhaus.settle_one is
  'Settlement of one claimed effect; nothing is written where the fence is old. A deferred message '
  'is PENDING again without counting a failure and keeps its place in the order. With `announce` '
  'it emits MessageFailed.';
