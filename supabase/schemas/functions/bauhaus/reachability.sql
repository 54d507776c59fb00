create or replace function bauhaus.reachability(c bauhaus.contacts) returns jsonb
language plpgsql stable as $$
declare
  agency_sender text;
  arrived jsonb;
  refused jsonb;
begin
  select a.sender into agency_sender from bauhaus.agencies a where a.id = c.agency_id;
  select bauhaus.message_evidence(n) into arrived from bauhaus.notifications_log n
   where n.agency_id = c.agency_id and n.recipient = c.phone and n.sent_at is not null
     and rules.is_arrival(n.provider_status) and not n.is_test
   order by n.sent_at desc limit 1;
  select bauhaus.message_evidence(n) into refused
    from bauhaus.notifications_log n
   where n.agency_id = c.agency_id and n.recipient = c.phone and n.delivery_status = 'FAILED'
     and n.permanent
   order by coalesce(n.sent_at, n.last_tried_at) desc limit 1;
  return jsonb_build_object(
    'optedOut', c.phone is not null and bauhaus.is_suppressed(agency_sender, c.phone),
    'address', (select h.address from bauhaus.conversation_threads h
      where h.agency_id = c.agency_id and h.sender = agency_sender and h.phone = c.phone),
    'lastInboundAt', (select max(h.last_inbound_at) from bauhaus.conversation_threads h
      where h.agency_id = c.agency_id and h.phone = c.phone),
    'lastArrived', arrived, 'lastRefused', refused);
end
$$;

comment on function bauhaus.reachability is
  'Reachability of shared/domain/contact.ts: what happened to the messages to the number of now.';
