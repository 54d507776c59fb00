create or replace function api.request_test_message(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  contact bauhaus.contacts;
  agency_sender text;
  conversation uuid;
  at constant timestamptz := (request ->> 'now')::timestamptz;
begin
  select * into contact from bauhaus.contacts c
   where c.id = (request ->> 'contactId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  if contact.phone is null then
    return jsonb_build_object('kind', 'no-number');
  end if;
  select a.sender into strict agency_sender from bauhaus.agencies a
   where a.id = contact.agency_id;
  if bauhaus.is_suppressed(agency_sender, contact.phone) then
    return jsonb_build_object('kind', 'opted-out');
  end if;
  if contact.tested_at > (request ->> 'notAfter')::timestamptz then
    return jsonb_build_object('kind', 'too-soon', 'testedAt', contact.tested_at);
  end if;
  update bauhaus.contacts c set tested_at = at where c.id = contact.id;
  insert into bauhaus.conversation_threads (id, agency_id, sender, phone, inserted_at)
  values (bauhaus.uuid_v5(format('["conversation","%s","%s","%s"]', contact.agency_id,
      agency_sender, bauhaus.number_token(contact.phone))), contact.agency_id, agency_sender,
    contact.phone, at)
  on conflict do nothing;
  select h.id into strict conversation from bauhaus.conversation_threads h
   where h.agency_id = contact.agency_id and h.sender = agency_sender and h.phone = contact.phone;
  perform bauhaus.emit('TestMessageRequested', (request ->> 'eventId')::uuid, contact.agency_id,
    null, jsonb_build_object('conversationId', conversation, 'language', contact.language), at);
  return jsonb_build_object('kind', 'requested');
end
$$;

comment on function api.request_test_message is
  'ContactDesk.requestTest: emits TestMessageRequested, once in a while for each contact.';
