create or replace function bauhaus.recent_messages(
  agency uuid, traveller_phone text, at_most integer
) returns jsonb
language plpgsql stable as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('direction', m.direction, 'text', m.text,
          'at', m.at) order by m.at), '[]'::jsonb)
    from (
      (select c.direction, c.text, c.at
         from bauhaus.conversation_threads h join bauhaus.conversations c on c.thread_id = h.id
        where h.agency_id = agency and h.phone = traveller_phone and c.direction = 'in'
          order by c.at desc limit at_most)
      union all
      (select 'out', n.content ->> 'text', n.sent_at
         from bauhaus.notifications_log n
        where n.agency_id = agency and n.recipient = traveller_phone and n.sent_at is not null
          and n.delivery_status = 'SENT' and not rules.is_for_staff(n.notification_type)
        order by n.sent_at desc limit at_most)
      order by 3 desc limit at_most) m);
end
$$;

comment on function bauhaus.recent_messages is
  'The latest messages of both directions between an agency and a phone, oldest first.';
