-- The fence tells one pause from another: it makes each announcement an event of its own.
create or replace function bauhaus.hold_message(
  message bauhaus.notifications_log, until timestamptz, at timestamptz
) returns bauhaus.notifications_log
language plpgsql as $$
begin
  if message.error_message is distinct from 'sending_paused' then
    message.fence := message.fence + 1;
    message.error_message := 'sending_paused';
    if message.critical and not rules.is_conversational(message.notification_type) then
      perform bauhaus.announce_failure(message.id, message.agency_id, message.trip_id,
        message.notification_type, 'held', false, null, coalesce(message.attempts, 0),
        message.event_id, message.correlation_id, at, message.fence);
    end if;
  end if;
  message.next_attempt_at := least(at + rules.suspension_pause(), until);
  message.waits_for_pair := false;
  message.slot_at := null;
  return message;
end
$$;

comment on function bauhaus.hold_message is
  'A waiting message as a pause leaves it; the agent hears of a critical one, so that a person is '
  'asked to call. Returns the row without writing it.';
