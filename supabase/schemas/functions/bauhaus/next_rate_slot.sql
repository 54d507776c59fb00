-- The agency's bucket is always taken before the sender's, so two transactions never wait for each
-- other.
create or replace function bauhaus.next_rate_slot(
  message bauhaus.notifications_log, at timestamptz
) returns timestamptz
language plpgsql as $$
declare
  per_minute constant integer := bauhaus.messages_per_minute(message.agency_id);
  agency_slot timestamptz;
begin
  agency_slot := bauhaus.reserve_slot('agency:' || message.agency_id, message.agency_id, at,
    per_minute, interval '1 minute', rules.agency_burst(per_minute), message.critical);
  return greatest(agency_slot,
    bauhaus.reserve_slot('sender:' || message.sender, null, at, rules.sender_limit(),
      rules.sender_window(), rules.sender_burst(), message.critical));
end
$$;

comment on function bauhaus.next_rate_slot is
  'When the rates of agency and sender let this message go.';
