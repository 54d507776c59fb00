create or replace function bauhaus.notice_candidate(
  c bauhaus.contacts, agency_sender text, trip bauhaus.trips
) returns jsonb
language plpgsql stable as $$
begin
  return jsonb_build_object('contactId', c.id, 'revision', c.revision, 'name', c.name,
    'language', c.language, 'hasNumber', c.phone is not null, 'tripId', trip.id,
    'journeyId', trip.journey_id, 'role', trip.role,
    'optedOut', c.phone is not null and bauhaus.is_suppressed(agency_sender, c.phone),
    'consent', bauhaus.consent_of(c.id),
    'lastInboundAt', (select max(h.last_inbound_at) from bauhaus.conversation_threads h
      where h.agency_id = c.agency_id and h.phone = c.phone),
    -- The last word of the provider about the number: it can never get through.
    'isUnreachable', coalesce((select n.delivery_status = 'FAILED'
      from bauhaus.notifications_log n
     where n.agency_id = c.agency_id and n.recipient = c.phone
       and (n.delivery_status = 'FAILED' and n.permanent
         or rules.is_arrival(n.provider_status) and not n.is_test)
     order by n.last_tried_at desc limit 1), false));
end
$$;

comment on function bauhaus.notice_candidate is 'NoticeCandidate of shared/domain/notice.ts.';
