-- Why a waiting message must not be sent any more, or null.
create or replace function bauhaus.suppression_reason(
  n bauhaus.notifications_log, at timestamptz
) returns text
language plpgsql stable as $$
begin
  return (select case
    when n.expires_at <= at then 'expired'
    when n.notification_type <> 'trip_cancelled'
         and (select t.status from bauhaus.trips t where t.id = n.trip_id) = 'withdrawn'
           then 'trip_withdrawn'
    when not n.even_if_opted_out and bauhaus.is_suppressed(n.sender, n.recipient) then 'opted_out'
    -- A person has the conversation: what the concierge was about to say is no longer its to say.
    when n.notification_type = 'reply'
         and exists (select from bauhaus.conversation_threads h
                      where h.agency_id = n.agency_id and h.sender = n.sender
                        and h.phone = n.recipient and h.taken_over_until > at) then 'taken_over'
  end);
end
$$;
