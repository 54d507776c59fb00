create or replace function bauhaus.defer_behind_other_agency(
  message bauhaus.notifications_log, at timestamptz
) returns bauhaus.notifications_log
language plpgsql immutable as $$
begin
  message.next_attempt_at := at + rules.pair_delay();
  message.waits_for_pair := true;
  message.slot_at := coalesce(message.slot_at, at);
  return message;
end
$$;

comment on function bauhaus.defer_behind_other_agency is
  'Defers a message by a second because another agency that shares its number has a message to the '
  'same phone under way, which this one cannot see. It keeps its rate slot.';
