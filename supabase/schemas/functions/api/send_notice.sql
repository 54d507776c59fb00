create or replace function api.send_notice(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  at constant timestamptz := (request ->> 'now')::timestamptz;
  notice bauhaus.notices;
  agency_sender text;
  used integer;
  recipient record;
  conversation uuid;
begin
  -- One at a time, so that two at once do not both fit into what is left of the day.
  perform pg_advisory_xact_lock(hashtextextended('notices of ' || agency, 0));
  select * into notice from bauhaus.notices n
   where n.id = (request ->> 'id')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif notice.confirmed_at is not null then
    return jsonb_build_object('kind', 'already', 'notice', bauhaus.notice_json(notice));
  elsif notice.expires_at <= at then
    return jsonb_build_object('kind', 'expired');
  end if;
  used := (select count(*) from bauhaus.notice_recipients r join bauhaus.notices n
      on n.id = r.notice_id
    where n.agency_id = agency and n.confirmed_at > at - interval '1 day');
  if used + (select count(*) from bauhaus.notice_recipients r where r.notice_id = notice.id)
    > (request ->> 'perDay')::integer then
    return jsonb_build_object('kind', 'over-allowance', 'used', used);
  end if;
  update bauhaus.notices n set confirmed_by = request ->> 'by', confirmed_at = at
   where n.id = notice.id returning * into notice;
  select a.sender into strict agency_sender from bauhaus.agencies a where a.id = agency;
  for recipient in
    select r.*, c.phone from bauhaus.notice_recipients r
      join bauhaus.contacts c on c.id = r.contact_id and c.phone is not null
     where r.notice_id = notice.id order by r.contact_id
  loop
    insert into bauhaus.conversation_threads (id, agency_id, sender, phone, inserted_at)
    values (bauhaus.uuid_v5(format('["conversation","%s","%s","%s"]', agency, agency_sender,
        bauhaus.number_token(recipient.phone))), agency, agency_sender, recipient.phone, at)
    on conflict do nothing;
    select h.id into strict conversation from bauhaus.conversation_threads h
     where h.agency_id = agency and h.sender = agency_sender and h.phone = recipient.phone;
    insert into bauhaus.conversations (id, agency_id, thread_id, direction, text, provider_id, at,
      author)
    values (recipient.message_id, agency, conversation, 'out',
      coalesce(notice.texts ->> recipient.language, notice.texts ->> 'any'),
      'notice:' || recipient.message_id, at, notice.confirmed_by)
    on conflict do nothing;
    update bauhaus.notice_recipients r
       set effect_key = concat(conversation, ':agency_notice:1:', recipient.message_id)
     where r.notice_id = notice.id and r.contact_id = recipient.contact_id;
    perform bauhaus.emit('NoticeRequested',
      bauhaus.uuid_v5(format('["NoticeRequested","%s"]', recipient.message_id)), agency,
      recipient.trip_id, jsonb_build_object('conversationId', conversation,
        'messageId', recipient.message_id, 'language', recipient.language), at);
  end loop;
  return jsonb_build_object('kind', 'sent', 'notice', bauhaus.notice_json(notice));
end
$$;

comment on function api.send_notice is
  'Notices.send: has the recipients of a preview written to, once; begins their conversations and '
  'emits NoticeRequested for each.';
