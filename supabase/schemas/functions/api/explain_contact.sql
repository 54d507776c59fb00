create or replace function api.explain_contact(contact_id uuid) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  contact bauhaus.contacts;
  agency_sender text;
begin
  select * into contact from bauhaus.contacts c
   where c.id = explain_contact.contact_id and c.agency_id = agency;
  if not found then
    return null;
  end if;
  select a.sender into agency_sender from bauhaus.agencies a where a.id = agency;
  return jsonb_build_object('contactId', contact.id,
    'optedOut', contact.phone is not null
      and bauhaus.is_suppressed(agency_sender, contact.phone),
    'trips', (select coalesce(jsonb_agg(jsonb_build_object(
        'tripId', t.id, 'journeyId', t.journey_id, 'role', t.role,
        'flightNumber', t.flight_number, 'flightKey', t.flight_key,
        'originIata', t.origin_iata, 'destinationIata', t.destination_iata,
        'originZone', t.origin_zone, 'departure', bauhaus.instant(t.departure_date),
        'bookedAt', bauhaus.instant(t.inserted_at), 'hasNumber', t.whatsapp is not null,
        'messages', (select coalesce(jsonb_agg(jsonb_build_object(
              'id', n.id, 'type', n.notification_type, 'status', n.delivery_status,
              'providerStatus', n.provider_status, 'errorCode', n.error_code,
              'reason', n.error_message, 'createdAt', bauhaus.instant(n.created_at),
              'sentAt', bauhaus.instant(n.sent_at), 'gate', n.told ->> 'gate')
            order by n.seq), '[]')
          from bauhaus.notifications_log n where n.trip_id = t.id),
        'decisions', (select coalesce(jsonb_agg(jsonb_build_object(
              'at', bauhaus.instant(d.at), 'decision', d.decision, 'subject', d.subject,
              'rule', d.rule,
              'until', case when d.detail ->> 'until' ~ '^\d{4}-\d\d-\d\dT'
                then bauhaus.instant((d.detail ->> 'until')::timestamptz) end) order by d.id), '[]')
          from bauhaus.decisions d
         where d.trip_id = t.id and d.decision in ('held', 'suppressed', 'dropped')),
        'readings', (select coalesce(jsonb_agg(jsonb_build_object(
              'at', bauhaus.instant(h.recorded_at), 'phase', h.status, 'gate', h.gate_origin,
              'departure', bauhaus.instant(h.estimated_out)) order by h.recorded_at, h.id), '[]')
          from bauhaus.flight_status_history h where h.flight_key = t.flight_key),
        'calls', (select coalesce(jsonb_agg(jsonb_build_object(
              'at', bauhaus.instant(k.opened_at), 'state', k.state,
              'message', coalesce(k.facts ->> 'message', k.reason),
              'closedAt', bauhaus.instant(k.closed_at)) order by k.opened_at, k.id), '[]')
          from bauhaus.tasks k where k.trip_id = t.id and k.kind = 'call'))
      order by t.departure_date, t.id), '[]')
      from (select x.* from bauhaus.trips x
             where x.contact_id = contact.id and x.agency_id = agency
               and x.forgotten_at is null
             order by x.departure_date desc, x.id limit 20) t));
end
$$;

comment on function api.explain_contact is
  'Explanations.of: what was said and not said to a contact, as it was written down.';
