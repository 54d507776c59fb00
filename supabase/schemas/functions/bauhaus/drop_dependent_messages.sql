create or replace function bauhaus.drop_dependent_messages(trip uuid, at timestamptz) returns void
language plpgsql as $$
begin
  -- Keep in step with `conversational` of shared/domain/message.ts: nothing decides those again.
  update bauhaus.notifications_log n
     set delivery_status = 'DROPPED', error_message = 'overtaken', next_attempt_at = null,
         waits_for_pair = false, updated_at = at
   where n.trip_id = trip and n.delivery_status = 'PENDING'
     and n.notification_type not in ('reply', 'agency_reply', 'opt_out_ack', 'opt_out_question',
       'opt_out_notice', 'opt_in_ack');
end
$$;

comment on function bauhaus.drop_dependent_messages is
  'Drops the waiting messages of a trip after a message that turns had counted as told was not '
  'sent. MessageFailed makes the agent decide them again.';
