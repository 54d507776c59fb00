-- A message that is deferred while its provider is down is PENDING again without counting a
-- failure, at its old place in the order; where it has waited for long its agency hears that it is
-- being retried. The row is found and written at once, by its key: `under_way` is a variable
-- because a constant would offer Postgres the partial index of everything that is under way.
create or replace function bauhaus.settle_one(s jsonb) returns bauhaus.notifications_log
language plpgsql as $$
declare
  n bauhaus.notifications_log;
  how constant text := s ->> 'kind';
  at constant timestamptz := (s ->> 'at')::timestamptz;
  again constant timestamptz := coalesce(s ->> 'retryAt', s ->> 'reconcileAt')::timestamptz;
  not_attempted constant boolean := how in ('retry', 'deferred');
  counted_on boolean := false;
  under_way constant text[] := '{SENDING,UNKNOWN}';
begin
  if not_attempted or how = 'failed' then
    select l.assumed_delivered into counted_on from bauhaus.notifications_log l
      where l.id = (s ->> 'id')::uuid;
  end if;
  update bauhaus.notifications_log
     set delivery_status = case
           when assumed_delivered and not_attempted then 'DROPPED'
           when how = 'sent' then 'SENT'
           when how = 'failed' then 'FAILED'
           when how in ('unknown', 'still-unknown') then 'UNKNOWN'
           else 'PENDING' end,
         provider_id = coalesce(s ->> 'providerId', provider_id),
         provider_status = case how when 'sent' then coalesce(provider_status, 'accepted')
           else provider_status end,
         sent_at = case how when 'sent' then at else sent_at end,
         attempts = attempts + case when how in ('retry', 'failed') then 1 else 0 end,
         empty_lists = case how when 'still-unknown' then empty_lists + 1 when 'retry' then 0
           when 'failed' then 0 else empty_lists end,
         permanent = how = 'failed' and (s ->> 'permanent')::boolean,
         error_code = case when how = 'sent' then null else coalesce(s ->> 'code', error_code) end,
         due_at = case when how in ('retry', 'replace') then coalesce(again, at) else due_at end,
         error_message = case when assumed_delivered and not_attempted then 'needs_redecision'
           else error_message end,
         assumed_delivered = assumed_delivered and how in ('unknown', 'still-unknown'),
         next_attempt_at = case when assumed_delivered and not_attempted or how in ('sent', 'failed')
           then null else coalesce(again, at) end,
         content = case how when 'replace' then s -> 'content' else content end,
         template_name = case how when 'replace' then s #>> '{content,template}'
           else template_name end,
         lease_until = null, updated_at = at
   where id = (s ->> 'id')::uuid and fence = (s ->> 'fence')::integer
     and delivery_status = any (under_way)
  returning * into n;
  if not found then
    -- A status callback was faster, or another worker has it.
    select * into n from bauhaus.notifications_log where id = (s ->> 'id')::uuid
      and fence = (s ->> 'fence')::integer;
    return n;
  end if;
  if counted_on then
    perform bauhaus.drop_dependent_messages(n.trip_id, at);
  end if;
  if n.delivery_status = 'DROPPED' then
    -- Each time anew, also where no failure was counted: the fence tells the tries apart.
    perform bauhaus.announce_failure(n.id, n.agency_id, n.trip_id, n.notification_type,
      'needs_redecision', false, n.error_code, n.attempts,
      n.event_id, n.correlation_id, at, n.fence);
  end if;
  if (s ->> 'announce')::boolean then
    perform bauhaus.announce_failure(n.id, n.agency_id, n.trip_id, n.notification_type,
      case how when 'retry' then 'retrying' when 'deferred' then 'retrying'
        when 'failed' then 'failed' else 'unknown' end,
      n.permanent, n.error_code, n.attempts, n.event_id, n.correlation_id, at);
  end if;
  return n;
end
$$;
