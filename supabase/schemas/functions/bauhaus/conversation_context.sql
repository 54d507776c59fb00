create or replace function bauhaus.conversation_context(
  conversation uuid, message uuid
) returns jsonb
language plpgsql stable as $$
declare
  thread bauhaus.conversation_threads;
  agency bauhaus.agencies;
begin
  select * into thread from bauhaus.conversation_threads where id = conversation;
  if not found then
    return null;
  end if;
  select * into strict agency from bauhaus.agencies where id = thread.agency_id;
  return jsonb_build_object(
    'id', thread.id,
    'agency', bauhaus.agency_json(agency),
    'settings', bauhaus.settings_of(agency.id),
    'phone', thread.phone,
    'message', (select jsonb_build_object('id', c.id, 'text', c.text, 'at', c.at,
        'providerId', c.provider_id, 'media', c.media, 'optOutType', c.opt_out_type,
        'choice', c.choice)
        from bauhaus.conversations c where c.id = message and c.thread_id = thread.id),
    'optedOut', bauhaus.is_suppressed(thread.sender, thread.phone),
    'trips', (select coalesce(jsonb_agg(bauhaus.trip_json(t) order by t.departure_date, t.id),
        '[]'::jsonb)
        from bauhaus.trips t where t.agency_id = agency.id and t.whatsapp = thread.phone
          and t.status <> 'withdrawn'),
    'withdrawn', (select coalesce(jsonb_agg(bauhaus.trip_json(t) order by t.departure_date, t.id),
        '[]'::jsonb)
        from bauhaus.trips t where t.agency_id = agency.id and t.whatsapp = thread.phone
          and t.status = 'withdrawn'),
    'lastInboundAt', (select max(c.last_inbound_at) from bauhaus.conversation_threads c
      where c.agency_id = agency.id and c.phone = thread.phone),
    'takenOverUntil', thread.taken_over_until,
    'takenOverBy', thread.taken_over_by,
    'brakes', bauhaus.brakes_of(agency.id,
      array(select distinct t.journey_id from bauhaus.trips t
        where t.agency_id = agency.id and t.whatsapp = thread.phone and t.status <> 'withdrawn'),
      array(select c.id from bauhaus.contacts c
        where c.agency_id = agency.id and c.phone = thread.phone)),
    'pendingReplies', (select coalesce(jsonb_agg(n.effect_key order by n.seq), '[]'::jsonb)
      from bauhaus.notifications_log n
       where n.sender = thread.sender and n.recipient = thread.phone
         and n.agency_id = thread.agency_id and n.delivery_status = 'PENDING'
           and n.notification_type = 'reply'));
end
$$;

comment on function bauhaus.conversation_context is
  'ConversationContext with the inbound message of that id; null where the agency has no such '
  'conversation.';
