create or replace function api.give_conversation_back(
  conversation uuid, by_whom text, at timestamptz, steal boolean
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
  if thread.taken_over_until is not null then
    perform bauhaus.emit('HumanTakeoverEnded',
      bauhaus.uuid_v5(format('["HumanTakeoverEnded","%s","%s"]', thread.id,
          bauhaus.instant(thread.taken_over_until))),
      thread.agency_id, null, jsonb_build_object('conversationId', thread.id), at);
  end if;
  update bauhaus.conversation_threads x
     set taken_over_at = null, taken_over_until = null, taken_over_by = null
   where x.id = conversation returning * into thread;
  update bauhaus.tasks k set state = 'done', closed_by = by_whom, closed_at = at,
    closed_reason = 'given_back', updated_at = at
   where k.agency_id = thread.agency_id and k.kind = 'handoff' and k.state <> 'done'
     and k.facts ->> 'conversationId' = conversation::text;
  return bauhaus.conversation_json(thread);
end
$$;

comment on function api.give_conversation_back is
  'ConversationDesk.giveBack: ends the takeover, closes its handoff, emits HumanTakeoverEnded.';
