create or replace function api.get_conversation(conversation uuid, at_most integer) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  thread bauhaus.conversation_threads;
begin
  select * into thread from bauhaus.conversation_threads x where x.id = conversation;
  if not found then
    return null;
  end if;
  return bauhaus.conversation_json(thread) || jsonb_build_object('messages', (
    select coalesce(jsonb_agg(m.message order by m.at, m.position), '[]'::jsonb) from (
      select w.message, w.at, w.position from (
        (select bauhaus.word_json(c) as message, c.at, 0 as position
           from bauhaus.conversations c
          where c.thread_id = thread.id and c.direction <> 'out'
          order by c.at desc limit at_most)
        union all
        (select bauhaus.sent_word_json(n, thread.id), n.sent_at, 1
           from bauhaus.notifications_log n
          where n.recipient = thread.phone and n.sender = thread.sender
            and n.agency_id = thread.agency_id and n.sent_at is not null
            and not rules.is_for_staff(n.notification_type)
          order by n.sent_at desc limit at_most)
        union all
        (select bauhaus.sent_word_json(n, thread.id), n.created_at, 1
           from bauhaus.notifications_log n
          where n.recipient = thread.phone and n.sender = thread.sender
            and n.agency_id = thread.agency_id and n.sent_at is null
            and n.notification_type in ('reply', 'agency_reply', 'agency_notice')
            and n.delivery_status in ('PENDING', 'SENDING', 'UNKNOWN')
          order by n.created_at desc limit at_most)
        union all
        (select bauhaus.sent_word_json(n, thread.id), n.created_at, 1
           from bauhaus.notifications_log n
          where n.recipient = thread.phone and n.sender = thread.sender
            and n.agency_id = thread.agency_id and n.sent_at is null
            and n.delivery_status = 'FAILED' and n.permanent
            and not rules.is_for_staff(n.notification_type)
          order by n.created_at desc limit at_most)) w
      order by w.at desc, w.position desc limit at_most) m));
end
$$;

comment on function api.get_conversation is
  'ConversationDesk.conversation; null where the agency has no such conversation.';
