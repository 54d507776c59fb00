create or replace function bauhaus.conversation_json(h bauhaus.conversation_threads) returns jsonb
language plpgsql stable as $$
begin
  return jsonb_build_object(
    'id', h.id, 'sender', h.sender, 'phone', h.phone, 'lastInboundAt', h.last_inbound_at,
    'takenOverUntil', h.taken_over_until, 'takenOverBy', h.taken_over_by,
    'takenOverSince', h.taken_over_at,
    'optedOut', bauhaus.is_suppressed(h.sender, h.phone),
    'tripIds', (select coalesce(jsonb_agg(t.id order by t.departure_date, t.id), '[]'::jsonb)
      from bauhaus.trips t
      where t.agency_id = h.agency_id and t.whatsapp = h.phone and t.status <> 'withdrawn'),
    'names', (select coalesce(jsonb_agg(n.client_name order by n.first, n.client_name), '[]'::jsonb)
      from (select t.client_name, min(t.departure_date) as first from bauhaus.trips t
             where t.agency_id = h.agency_id and t.whatsapp = h.phone and t.status <> 'withdrawn'
             group by t.client_name) n),
    'lastWords', (select c.text from bauhaus.conversations c
      where c.thread_id = h.id and c.direction = 'in' order by c.at desc, c.id desc limit 1),
    'openTask', (select jsonb_build_object('id', k.id, 'reason', k.reason, 'severity', k.severity,
        'state', k.state, 'openedAt', k.opened_at)
      from bauhaus.tasks k
     where k.agency_id = h.agency_id and k.kind = 'handoff' and k.state <> 'done'
       and k.facts ->> 'conversationId' = h.id::text
     order by k.severity = 'urgent' desc, k.opened_at, k.id limit 1));
end
$$;

comment on function bauhaus.conversation_json is
  'ConversationRow of shared/ports/conversation-desk.ts.';
