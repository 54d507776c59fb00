-- What of the trip waits was decided on the belief that a message is told which turned out unsent.
-- Its actor hears of that (MessageFailed) and decides again; until then nothing of it goes out. An
-- answer in the conversation is nobody's to decide again.
create or replace function bauhaus.drop_dependent_messages(trip uuid, at timestamptz) returns void
language plpgsql as $$
begin
  update bauhaus.notifications_log n
     set delivery_status = 'DROPPED', error_message = 'overtaken', next_attempt_at = null,
         waits_for_pair = false, updated_at = at
   where n.trip_id = trip and n.delivery_status = 'PENDING'
     and n.notification_type not in ('reply', 'agency_reply', 'opt_out_ack', 'opt_out_question',
       'opt_out_notice', 'opt_in_ack');
end
$$;
