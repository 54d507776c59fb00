create or replace function api.write_to_traveller(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  thread bauhaus.conversation_threads;
  at constant timestamptz := (request ->> 'now')::timestamptz;
  held jsonb;
begin
  select * into thread from bauhaus.conversation_threads x
    where x.id = (request ->> 'conversationId')::uuid for update;
  if not found then
    return null;
  end if;
  held := bauhaus.held_by_another(thread, request ->> 'by', at);
  if held is not null and not (request ->> 'steal')::boolean
    and not exists (select from bauhaus.conversations c
      where c.id = (request ->> 'messageId')::uuid) then
    return held;
  end if;
  insert into bauhaus.conversations (id, agency_id, thread_id, direction, text, provider_id, at,
    author)
  values ((request ->> 'messageId')::uuid, thread.agency_id, thread.id, 'out', request ->> 'text',
    'person:' || (request ->> 'messageId'), at, request ->> 'by')
  on conflict do nothing;
  if found then
    thread := bauhaus.take_over(
      thread.id, request ->> 'by', (request ->> 'until')::timestamptz, at);
    perform bauhaus.emit('HumanReplied', (request ->> 'eventId')::uuid, thread.agency_id, null,
      jsonb_build_object('conversationId', thread.id, 'messageId', request ->> 'messageId'), at);
  end if;
  return bauhaus.conversation_json(thread);
end
$$;

comment on function api.write_to_traveller is
  'ConversationDesk.writeTo: records the text of a person, takes the conversation over and emits '
  'HumanReplied.';
