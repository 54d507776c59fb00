create or replace function bauhaus.suppression_reason(
  message bauhaus.notifications_log, at timestamptz
) returns text
language plpgsql stable as $$
begin
  return (select case
    when message.expires_at <= at then 'expired'
    when not rules.is_sent_after_withdrawal(message.notification_type)
         and (select t.status from bauhaus.trips t where t.id = message.trip_id) = 'withdrawn'
           then 'trip_withdrawn'
    -- Of unknown fate when the number was corrected, and not sent: decided again for today's.
    when not rules.is_conversational(message.notification_type)
         and exists (select from bauhaus.trips t
                      where t.id = message.trip_id
                        and t.whatsapp is distinct from message.recipient)
           then 'number_corrected'
    when not message.even_if_opted_out and bauhaus.is_suppressed(message.sender, message.recipient)
      then 'opted_out'
    when message.notification_type = 'agency_notice'
         and exists (select from bauhaus.notice_recipients r
                       join bauhaus.notices s on s.id = r.notice_id
                      where r.effect_key = message.effect_key
                        and r.agency_id = message.agency_id and s.stopped_at is not null)
           then 'stopped'
    -- A person at the agency has the conversation, so the concierge must not answer.
    when rules.is_held_by_takeover(message.notification_type)
         and exists (select from bauhaus.conversation_threads h
                      where h.agency_id = message.agency_id and h.sender = message.sender
                        and h.phone = message.recipient and h.taken_over_until > at)
           then 'taken_over'
    when message.notification_type = 'duty_alert'
         and not exists (select from bauhaus.duty_alerts d
                           join bauhaus.incidents i on i.id = d.incident_id
                          where d.agency_id = message.agency_id
                            and d.effect_key = message.effect_key and i.state = 'open')
      or message.notification_type = 'duty_call'
         and not exists (select from bauhaus.duty_calls c
                           join bauhaus.incidents i on i.id = c.incident_id
                          where c.agency_id = message.agency_id
                            and c.effect_key = message.effect_key and i.state = 'open')
           then 'incident_taken'
  end);
end
$$;

comment on function bauhaus.suppression_reason is
  'Why a waiting message must not be sent any more; null where it may be.';
