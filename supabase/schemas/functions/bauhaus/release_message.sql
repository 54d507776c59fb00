create or replace function bauhaus.release_message(
  message bauhaus.notifications_log, at timestamptz
) returns bauhaus.notifications_log
language plpgsql as $$
begin
  message.error_message := null;
  if rules.is_written_by_person(message.notification_type)
    and message.created_at > at - rules.held_words_life() then
    return message;
  end if;
  message.delivery_status := 'DROPPED';
  message.next_attempt_at := null;
  message.waits_for_pair := false;
  if rules.is_conversational(message.notification_type) then
    message.error_message := 'overtaken';
    return message;
  end if;
  message.error_message := 'sending_resumed';
  message.fence := message.fence + 1;
  perform bauhaus.announce_failure(message.id, message.agency_id, message.trip_id,
    message.notification_type, 'needs_redecision', false, message.error_code, message.attempts,
    message.event_id, message.correlation_id, at, message.fence);
  return message;
end
$$;

comment on function bauhaus.release_message is
  'A message that a pause held, once it is over: dropped, so that its agent decides again whether '
  'it is still to be said; an answer is overtaken, and the words of a person go, unless they are '
  'old. Returns the row without writing it.';
