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
    select coalesce(jsonb_agg(jsonb_build_object('direction', m.direction, 'text', m.text,
          'at', m.at, 'media', m.media) order by m.at, m.direction), '[]'::jsonb)
      from (
        (select 'in' as direction, c.text, c.at, jsonb_array_length(c.media) as media
           from bauhaus.conversations c where c.thread_id = thread.id and c.direction = 'in'
             order by c.at desc limit at_most)
        union all
        (select 'out', n.content ->> 'text', n.sent_at, case when n.content ? 'mediaUrl' then 1
          else 0 end
           from bauhaus.notifications_log n
          where n.recipient = thread.phone and n.sender = thread.sender
            and n.agency_id = thread.agency_id and n.sent_at is not null
          order by n.sent_at desc limit at_most)
        order by 3 desc limit at_most) m));
end
$$;

comment on function api.get_conversation is
  'ConversationDesk.conversation; null where the agency has no such conversation.';
