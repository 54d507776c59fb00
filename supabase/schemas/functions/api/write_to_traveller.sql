create or replace function api.write_to_traveller(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  h bauhaus.conversation_threads;
  at constant timestamptz := (request ->> 'now')::timestamptz;
begin
  select * into h from bauhaus.conversation_threads x
    where x.id = (request ->> 'conversationId')::uuid for update;
  if not found then
    return null;
  end if;
  insert into bauhaus.conversations (id, agency_id, thread_id, direction, text, provider_id, at)
  values ((request ->> 'messageId')::uuid, h.agency_id, h.id, 'out', request ->> 'text',
    'person:' || (request ->> 'messageId'), at)
  on conflict do nothing;
  if found then
    h := bauhaus.take_over(h.id, request ->> 'by', (request ->> 'until')::timestamptz, at);
    perform bauhaus.emit('HumanReplied', (request ->> 'eventId')::uuid, h.agency_id, null,
      jsonb_build_object('conversationId', h.id, 'messageId', request ->> 'messageId'), at);
  end if;
  return bauhaus.conversation_json(h);
end
$$;

comment on function api.write_to_traveller is 'ConversationDesk.writeTo.';
