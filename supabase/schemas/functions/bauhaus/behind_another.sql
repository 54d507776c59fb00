-- A message whose phone is taken by one that this tenant cannot see: another agency may write from
-- the same number. It keeps the slot that it got, and is looked at again in a second.
create or replace function bauhaus.behind_another(
  n bauhaus.notifications_log, at timestamptz
) returns bauhaus.notifications_log
language plpgsql immutable as $$
begin
  n.next_attempt_at := at + interval '1 second';
  n.waits_for_pair := true;
  n.slot_at := coalesce(n.slot_at, at);
  return n;
end
$$;
