create or replace function api.receive_inbound(message jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  at constant timestamptz := (message ->> 'now')::timestamptz;
  thread uuid := (message ->> 'conversationId')::uuid;
  is_new boolean;
  answered boolean;
begin
  if exists (select from bauhaus.forgotten_messages f
    where f.message_id = (message ->> 'messageId')::uuid) then
    return jsonb_build_object('conversationId', thread, 'first', false);
  end if;
  answered := bauhaus.answer_alert(agency, message, at);
  if answered is not null then
    return jsonb_build_object('conversationId', thread, 'first', answered);
  end if;
  -- No conflict target: the id derives from the other columns, so a concurrent insert of the same
  -- thread may conflict in either index.
  insert into bauhaus.conversation_threads (id, agency_id, sender, phone, address, inserted_at)
  values (thread, agency, message ->> 'sender', message ->> 'phone', message ->> 'address', at)
  on conflict do nothing;
  -- One that began while ids were made of clear numbers keeps its id.
  select h.id into strict thread from bauhaus.conversation_threads h
   where h.agency_id = agency and h.sender = message ->> 'sender' and h.phone = message ->> 'phone';
  insert into bauhaus.conversations (id, agency_id, thread_id, direction, text, media, provider_id,
    opt_out_type, choice, at)
  values ((message ->> 'messageId')::uuid, agency, thread, 'in', message ->> 'text',
    message -> 'media', message ->> 'providerId', message ->> 'optOutType',
    message ->> 'choice', at)
  on conflict do nothing;
  is_new := found;
  if is_new then
    update bauhaus.conversation_threads h
       set last_inbound_at = greatest(h.last_inbound_at, at), address = message ->> 'address'
     where h.id = thread;
    perform bauhaus.emit('InboundMessageReceived', (message ->> 'eventId')::uuid, agency, null,
      jsonb_build_object('conversationId', thread, 'messageId', message ->> 'messageId'), at);
  end if;
  return jsonb_build_object('conversationId', thread, 'first', is_new);
end
$$;

comment on function api.receive_inbound is
  'TripDesk.receiveInbound. Called as the agency whose number the message was sent to.';
