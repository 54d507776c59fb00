-- Called as system for every callback of the provider, so it reads no phone, name or text.
create or replace function api.delivery_report(
  message uuid, provider_message text, status text, code text, permanent boolean, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  previous record;
  new_status text;
  failed constant boolean := rules.is_provider_failure(status);
  -- Free text outside the window is repeated as a template, in a test as ever.
  ends_test constant boolean := failed and code is distinct from rules.window_closed_code();
begin
  select l.id, l.agency_id, l.trip_id, l.notification_type, l.delivery_status, l.provider_status,
    l.attempts, l.event_id, l.correlation_id, l.last_tried_at, l.is_test
    into previous
    from bauhaus.notifications_log l
    where l.id = message and l.delivery_status not in ('FAILED', 'DROPPED')
      and provider_message <> all (l.former_provider_ids)
    -- A callback about a try that the provider did not list, and that was therefore repeated, says
    -- nothing about the try that it accepted.
    and (l.delivery_status <> 'SENT' or l.provider_id is null or l.provider_id = provider_message)
      for no key update;
  if not found
     or rules.provider_rank(status)
       <= coalesce(rules.provider_rank(previous.provider_status), 0)
     or failed and rules.is_arrival(previous.provider_status) then
    return jsonb_build_object('moved', false);
  end if;
  update bauhaus.notifications_log l
     set provider_status = status,
         provider_id = coalesce(l.provider_id, provider_message),
         delivered_at = case when rules.is_arrival(status) then coalesce(l.delivered_at, at)
           else l.delivered_at end,
         read_at = case when status = 'read' then at else l.read_at end,
         -- Whatever the ledger held: the provider now has the message, or has given it up.
         delivery_status = case when ends_test and l.is_test then 'DROPPED'
           when failed then 'FAILED' else 'SENT' end,
         error_message = case when ends_test and l.is_test then 'test_failed'
           else l.error_message end,
         sent_at = case when failed then l.sent_at else coalesce(l.sent_at, at) end,
         attempts = l.attempts + case when failed then 1 else 0 end,
         error_code = case when failed then delivery_report.code end,
         permanent = failed and not l.is_test and delivery_report.permanent,
         next_attempt_at = null, lease_until = null, updated_at = at
   where l.id = message returning l.delivery_status into new_status;
  if new_status = 'FAILED' then
    perform bauhaus.drop_dependent_messages(previous.trip_id, at);
    perform bauhaus.announce_failure(previous.id, previous.agency_id, previous.trip_id,
      previous.notification_type, 'failed', permanent, code, previous.attempts + 1,
      previous.event_id, previous.correlation_id, at);
  elsif rules.is_arrival(status) and not rules.is_arrival(previous.provider_status)
    and previous.trip_id is not null and not previous.is_test
  then
    perform bauhaus.close_tasks_of_unsent(previous.trip_id, previous.last_tried_at, at);
  end if;
  return jsonb_build_object('moved', true);
end
$$;

comment on function api.delivery_report is
  'ActorStore.deliveryReport for one callback: status moves forward only; a failure is final and '
  'emits MessageFailed.';
