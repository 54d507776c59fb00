-- When the rates let this message go. The agency's row is always taken before the sender's, so two
-- transactions never wait for each other.
create or replace function bauhaus.next_rate_slot(
  n bauhaus.notifications_log, at timestamptz
) returns timestamptz
language plpgsql as $$
declare
  per_minute constant integer := bauhaus.messages_per_minute(n.agency_id);
  of_agency timestamptz;
begin
  of_agency := bauhaus.reserve_slot('agency:' || n.agency_id, n.agency_id, at, per_minute,
    interval '1 minute', greatest(per_minute / 6, 1), n.critical);
  -- 80 a second is WhatsApp's limit for one number.
  return greatest(of_agency,
    bauhaus.reserve_slot('sender:' || n.sender, null, at, 80, interval '1 second', 8, n.critical));
end
$$;
