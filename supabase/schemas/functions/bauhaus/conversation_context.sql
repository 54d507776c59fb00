create or replace function bauhaus.conversation_context(wanted uuid, about uuid) returns jsonb
language plpgsql stable as $$
declare
  h bauhaus.conversation_threads;
  a bauhaus.agencies;
begin
  select * into h from bauhaus.conversation_threads where id = wanted;
  if not found then
    return null;
  end if;
  select * into strict a from bauhaus.agencies where id = h.agency_id;
  return jsonb_build_object(
    'id', h.id,
    'agency', bauhaus.agency_json(a),
    'settings', bauhaus.settings_of(a.id),
    'phone', h.phone,
    'message', (select jsonb_build_object('id', c.id, 'text', c.text, 'at', c.at,
        'providerId', c.provider_id, 'media', c.media)
        from bauhaus.conversations c where c.id = about and c.thread_id = h.id),
    'optedOut', bauhaus.is_suppressed(h.sender, h.phone),
    'trips', (select coalesce(jsonb_agg(bauhaus.trip_json(t) order by t.departure_date, t.id),
        '[]'::jsonb)
        from bauhaus.trips t where t.agency_id = a.id and t.whatsapp = h.phone
          and t.status <> 'withdrawn'),
    'lastInboundAt', (select max(c.last_inbound_at) from bauhaus.conversation_threads c
      where c.agency_id = a.id and c.phone = h.phone),
    'takenOverUntil', h.taken_over_until,
    'pendingReplies', (select coalesce(jsonb_agg(n.effect_key order by n.seq), '[]'::jsonb)
      from bauhaus.notifications_log n
       where n.sender = h.sender and n.recipient = h.phone and n.agency_id = h.agency_id
         and n.delivery_status = 'PENDING' and n.notification_type = 'reply'));
end
$$;
