create or replace function api.take_over_conversation(
  conversation uuid, by_whom text, until_when timestamptz, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  h bauhaus.conversation_threads;
begin
  h := bauhaus.take_over(conversation, by_whom, until_when, at);
  if h.id is null then
    return null;
  end if;
  perform bauhaus.emit('HumanTakeoverStarted',
    bauhaus.uuid_v5(format('["HumanTakeoverStarted","%s","%s"]', h.id,
        bauhaus.instant(h.taken_over_until))),
    h.agency_id, null, jsonb_build_object('conversationId', h.id), at);
  return bauhaus.conversation_json(h);
end
$$;

comment on function api.take_over_conversation is 'ConversationDesk.takeOver.';
