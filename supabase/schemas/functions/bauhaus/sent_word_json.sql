create or replace function bauhaus.sent_word_json(
  n bauhaus.notifications_log, conversation uuid
) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', n.id, 'direction', 'out', 'type', n.notification_type,
    'template', n.template_name,
    'author', (select c.author from bauhaus.conversations c
      where rules.is_written_by_person(n.notification_type) and c.thread_id = conversation
        and c.direction = 'out'
        and n.effect_key = concat(conversation, ':', n.notification_type, ':1:', c.id)),
    'text', n.content ->> 'text', 'at', coalesce(n.sent_at, n.created_at),
    'delivery', jsonb_build_object('status', n.delivery_status,
      'providerStatus', n.provider_status, 'errorCode', n.error_code),
    'media', case when n.content ? 'mediaUrl'
      then jsonb_build_array(
        jsonb_build_object('contentType', null, 'url', n.content ->> 'mediaUrl'))
      else '[]' end)
$$;

comment on function bauhaus.sent_word_json is
  'ConversationMessageRow of a message to a traveller, in a conversation.';
