create or replace function api.take_over_conversation(
  conversation uuid, by_whom text, until_when timestamptz, at timestamptz, steal boolean
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  thread bauhaus.conversation_threads;
  held jsonb;
begin
  select * into thread from bauhaus.conversation_threads x where x.id = conversation for update;
  if not found then
    return null;
  end if;
  held := bauhaus.held_by_another(thread, by_whom, at);
  if held is not null and not steal then
    return held;
  end if;
  thread := bauhaus.take_over(conversation, by_whom, until_when, at);
  perform bauhaus.emit('HumanTakeoverStarted',
    bauhaus.uuid_v5(format('["HumanTakeoverStarted","%s","%s"]', thread.id,
        bauhaus.instant(thread.taken_over_until))),
    thread.agency_id, null, jsonb_build_object('conversationId', thread.id), at);
  return bauhaus.conversation_json(thread);
end
$$;

comment on function api.take_over_conversation is
  'ConversationDesk.takeOver: compared and set; emits HumanTakeoverStarted.';
