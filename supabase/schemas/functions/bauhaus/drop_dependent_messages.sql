create or replace function bauhaus.drop_dependent_messages(trip uuid, at timestamptz) returns void
language plpgsql as $$
begin
  -- An answer in a conversation is decided by nobody again.
  update bauhaus.notifications_log n
     set delivery_status = 'DROPPED', error_message = 'overtaken', next_attempt_at = null,
         waits_for_pair = false, updated_at = at
   where n.trip_id = trip and n.delivery_status = 'PENDING'
     and not rules.is_conversational(n.notification_type);
end
$$;

comment on function bauhaus.drop_dependent_messages is
  'Drops the waiting messages of a trip after a message that turns had counted as told was not '
  'sent. MessageFailed makes the agent decide them again.';
