-- What agencies do with conversations, and the documents of trips (shared/ports/conversation-desk.ts).

alter table bauhaus.conversation_threads
  add column taken_over_until timestamptz,
  add column taken_over_by text;
comment on column bauhaus.conversation_threads.taken_over_until is 'A person has the conversation until then: replies of the concierge are not claimed for sending.';
create index conversation_threads_newest on bauhaus.conversation_threads (agency_id, last_inbound_at desc);
comment on table bauhaus.conversations is 'Words in, and a person''s words on their way out. What was sent is in notifications_log and is not copied here.';

alter table bauhaus.documents
  add column content_type text not null default 'application/octet-stream',
  add column bytes bigint not null default 0;
create index tasks_conversation on bauhaus.tasks (agency_id, (facts ->> 'conversationId')) where state <> 'done' and kind = 'handoff';

create function bauhaus.document_entry(d bauhaus.documents) returns jsonb language sql stable as $$
  select jsonb_build_object('id', d.id, 'type', d.type, 'fileName', d.file_name, 'path', d.file_path, 'uploadedAt', d.uploaded_at, 'uploadedByType', d.uploaded_by_type)
$$;

create function bauhaus.document_json(d bauhaus.documents) returns jsonb language sql stable as $$
  select jsonb_build_object('id', d.id, 'tripId', d.trip_id, 'type', d.type, 'path', d.file_path, 'fileName', d.file_name, 'contentType', d.content_type,
    'bytes', d.bytes, 'uploadedBy', d.uploaded_by, 'uploadedByType', d.uploaded_by_type, 'uploadedAt', d.uploaded_at)
$$;

-- Files a document; the same id again changes nothing. A task that said it was missing is done.
create function bauhaus.file_document(d jsonb, at timestamptz) returns void language plpgsql as $$
begin
  insert into bauhaus.documents (id, agency_id, trip_id, type, file_path, file_name, content_type, bytes, uploaded_by, uploaded_by_type, uploaded_at)
  select (d ->> 'id')::uuid, t.agency_id, t.id, d ->> 'type', d ->> 'path', d ->> 'fileName', d ->> 'contentType', (d ->> 'bytes')::bigint,
         d ->> 'uploadedBy', d ->> 'uploadedByType', (d ->> 'uploadedAt')::timestamptz
    from bauhaus.trips t where t.id = (d ->> 'tripId')::uuid
  on conflict (id) do nothing;
  update bauhaus.tasks k set facts = jsonb_set(k.facts, '{types}', (k.facts -> 'types') - (d ->> 'type')), updated_at = at
   where k.trip_id = (d ->> 'tripId')::uuid and k.kind = 'missing_document' and k.state <> 'done' and k.facts -> 'types' ? (d ->> 'type');
  update bauhaus.tasks k set state = 'done', closed_reason = 'document_filed', closed_at = at, updated_at = at
   where k.trip_id = (d ->> 'tripId')::uuid and k.kind = 'missing_document' and k.state <> 'done' and k.facts -> 'types' = '[]'::jsonb;
end
$$;

create function bauhaus.record_document(r jsonb, at timestamptz) returns void language plpgsql as $$
begin
  perform bauhaus.file_document(r -> 'document', at);
end
$$;
comment on function bauhaus.record_document(jsonb, timestamptz) is 'RecordCommand of kind document.';

create function api.add_document(document jsonb) returns jsonb language plpgsql set search_path = '' as $$
begin
  perform bauhaus.file_document(document, (document ->> 'uploadedAt')::timestamptz);
  return (select bauhaus.document_json(d) from bauhaus.documents d where d.id = (document ->> 'id')::uuid);
end
$$;
comment on function api.add_document(jsonb) is 'ConversationDesk.addDocument; null where the agency has no such trip.';

create function api.trip_documents(trip_id uuid) returns jsonb language sql stable set search_path = '' as $$
  select (select coalesce(jsonb_agg(bauhaus.document_json(d) order by d.uploaded_at, d.id), '[]'::jsonb) from bauhaus.documents d where d.trip_id = t.id)
    from bauhaus.trips t where t.id = trip_documents.trip_id
$$;
comment on function api.trip_documents(uuid) is 'ConversationDesk.documents; null where the agency has no such trip.';

create function bauhaus.conversation_json(h bauhaus.conversation_threads) returns jsonb language plpgsql stable as $$
begin
  return jsonb_build_object(
    'id', h.id, 'sender', h.sender, 'phone', h.phone, 'lastInboundAt', h.last_inbound_at, 'takenOverUntil', h.taken_over_until, 'takenOverBy', h.taken_over_by,
    'optedOut', exists (select from bauhaus.suppressions s where s.agency_id = h.agency_id and s.sender = h.sender and s.phone = h.phone and s.opted_out),
    'tripIds', (select coalesce(jsonb_agg(t.id order by t.departure_date, t.id), '[]'::jsonb) from bauhaus.trips t
                 where t.agency_id = h.agency_id and t.whatsapp = h.phone and t.status <> 'withdrawn'));
end
$$;

create function api.list_conversations(filter jsonb) returns jsonb language plpgsql stable set search_path = '' as $$
begin
  return (select coalesce(jsonb_agg(bauhaus.conversation_json(p.h) order by (p.h).last_inbound_at desc nulls last, (p.h).id), '[]'::jsonb)
    from (select h from bauhaus.conversation_threads h
           where h.agency_id = (select bauhaus.current_agency()) and (filter ->> 'phone' is null or h.phone = filter ->> 'phone')
           order by h.last_inbound_at desc nulls last, h.id limit (filter ->> 'limit')::integer) p);
end
$$;
comment on function api.list_conversations(jsonb) is 'ConversationDesk.conversations.';

create function api.get_conversation(conversation uuid, at_most integer) returns jsonb language plpgsql stable set search_path = '' as $$
declare
  h bauhaus.conversation_threads;
begin
  select * into h from bauhaus.conversation_threads x where x.id = conversation;
  if not found then
    return null;
  end if;
  return bauhaus.conversation_json(h) || jsonb_build_object('said', (
    select coalesce(jsonb_agg(jsonb_build_object('direction', m.direction, 'text', m.text, 'at', m.at, 'media', m.media) order by m.at, m.direction), '[]'::jsonb)
      from (
        (select 'in' as direction, c.text, c.at, jsonb_array_length(c.media) as media
           from bauhaus.conversations c where c.thread_id = h.id and c.direction = 'in' order by c.at desc limit at_most)
        union all
        (select 'out', n.content ->> 'text', n.sent_at, case when n.content ? 'mediaUrl' then 1 else 0 end
           from bauhaus.notifications_log n
          where n.recipient = h.phone and n.sender = h.sender and n.agency_id = h.agency_id and n.sent_at is not null
          order by n.sent_at desc limit at_most)
        order by 3 desc limit at_most) m));
end
$$;
comment on function api.get_conversation(uuid, integer) is 'ConversationDesk.conversation; null where the agency has no such conversation.';

create function bauhaus.conversation_event(kind text, event_id uuid, agency uuid, data jsonb, at timestamptz) returns void language plpgsql as $$
begin
  perform bauhaus.emit(jsonb_build_object(
    'id', event_id, 'type', kind, 'version', 1, 'time', bauhaus.instant(at), 'agencyId', agency, 'tripId', null, 'correlationId', event_id, 'causationId', null,
    'data', data));
end
$$;

create function bauhaus.take_over(conversation uuid, by_whom text, until_when timestamptz, at timestamptz) returns bauhaus.conversation_threads language plpgsql as $$
declare
  h bauhaus.conversation_threads;
begin
  update bauhaus.conversation_threads x set taken_over_until = until_when, taken_over_by = by_whom where x.id = conversation returning * into h;
  update bauhaus.tasks k set state = 'claimed', claimed_by = by_whom, updated_at = at
   where k.agency_id = h.agency_id and k.kind = 'handoff' and k.state = 'open' and k.facts ->> 'conversationId' = conversation::text;
  return h;
end
$$;

create function api.take_over_conversation(conversation uuid, by_whom text, until_when timestamptz, at timestamptz, event_id uuid) returns jsonb
language plpgsql set search_path = '' as $$
declare
  h bauhaus.conversation_threads;
begin
  h := bauhaus.take_over(conversation, by_whom, until_when, at);
  if h.id is null then
    return null;
  end if;
  perform bauhaus.conversation_event('HumanTakeoverStarted', event_id, h.agency_id, jsonb_build_object('conversationId', h.id), at);
  return bauhaus.conversation_json(h);
end
$$;
comment on function api.take_over_conversation(uuid, text, timestamptz, timestamptz, uuid) is 'ConversationDesk.takeOver.';

create function api.give_conversation_back(conversation uuid, by_whom text, at timestamptz) returns jsonb language plpgsql set search_path = '' as $$
declare
  h bauhaus.conversation_threads;
begin
  select * into h from bauhaus.conversation_threads x where x.id = conversation for update;
  if not found then
    return null;
  end if;
  if h.taken_over_until is not null then
    perform bauhaus.conversation_event('HumanTakeoverEnded',
      bauhaus.uuid_v5(format('["HumanTakeoverEnded","%s","%s"]', h.id, bauhaus.instant(h.taken_over_until))),
      h.agency_id, jsonb_build_object('conversationId', h.id), at);
  end if;
  update bauhaus.conversation_threads x set taken_over_until = null, taken_over_by = null where x.id = conversation returning * into h;
  update bauhaus.tasks k set state = 'done', closed_by = by_whom, closed_at = at, closed_reason = 'given_back', updated_at = at
   where k.agency_id = h.agency_id and k.kind = 'handoff' and k.state <> 'done' and k.facts ->> 'conversationId' = conversation::text;
  return bauhaus.conversation_json(h);
end
$$;
comment on function api.give_conversation_back(uuid, text, timestamptz) is 'ConversationDesk.giveBack.';

create function api.write_to_traveller(request jsonb) returns jsonb language plpgsql set search_path = '' as $$
declare
  h bauhaus.conversation_threads;
  at constant timestamptz := (request ->> 'now')::timestamptz;
begin
  select * into h from bauhaus.conversation_threads x where x.id = (request ->> 'conversationId')::uuid for update;
  if not found then
    return null;
  end if;
  insert into bauhaus.conversations (id, agency_id, thread_id, direction, text, provider_id, at)
  values ((request ->> 'messageId')::uuid, h.agency_id, h.id, 'out', request ->> 'text', 'person:' || (request ->> 'messageId'), at)
  on conflict do nothing;
  if found then
    h := bauhaus.take_over(h.id, request ->> 'by', (request ->> 'until')::timestamptz, at);
    perform bauhaus.conversation_event('HumanReplied', (request ->> 'eventId')::uuid, h.agency_id,
      jsonb_build_object('conversationId', h.id, 'messageId', request ->> 'messageId'), at);
  end if;
  return bauhaus.conversation_json(h);
end
$$;
comment on function api.write_to_traveller(jsonb) is 'ConversationDesk.writeTo.';

-- Supabase Storage keeps the files in production: an agency's token reaches its own folder of the bucket and nothing else.
do $$
begin
  if exists (select from pg_catalog.pg_namespace where nspname = 'storage')
     and exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = 'storage' and c.relname = 'objects') then
    insert into storage.buckets (id, name, public, file_size_limit) values ('documents', 'documents', false, 16777216) on conflict (id) do nothing;
    grant usage on schema storage to agent;
    grant select, insert, update on storage.objects to agent;
    grant select on storage.buckets to agent;
    create policy bauhaus_documents on storage.objects to agent
      using (bucket_id = 'documents' and split_part(name, '/', 1) = bauhaus.current_agency()::text)
      with check (bucket_id = 'documents' and split_part(name, '/', 1) = bauhaus.current_agency()::text);
    create policy bauhaus_documents_bucket on storage.buckets for select to agent using (id = 'documents');
  end if;
end
$$;

revoke all on function
  bauhaus.document_entry(bauhaus.documents), bauhaus.document_json(bauhaus.documents), bauhaus.file_document(jsonb, timestamptz),
  bauhaus.record_document(jsonb, timestamptz), bauhaus.conversation_json(bauhaus.conversation_threads),
  bauhaus.conversation_event(text, uuid, uuid, jsonb, timestamptz), bauhaus.take_over(uuid, text, timestamptz, timestamptz),
  api.add_document(jsonb), api.trip_documents(uuid), api.list_conversations(jsonb), api.get_conversation(uuid, integer),
  api.take_over_conversation(uuid, text, timestamptz, timestamptz, uuid), api.give_conversation_back(uuid, text, timestamptz),
  api.write_to_traveller(jsonb) from public;
grant execute on function
  bauhaus.document_entry(bauhaus.documents), bauhaus.document_json(bauhaus.documents), bauhaus.file_document(jsonb, timestamptz),
  bauhaus.record_document(jsonb, timestamptz), bauhaus.conversation_json(bauhaus.conversation_threads),
  bauhaus.conversation_event(text, uuid, uuid, jsonb, timestamptz), bauhaus.take_over(uuid, text, timestamptz, timestamptz) to agent;
grant execute on function
  api.add_document(jsonb), api.trip_documents(uuid), api.list_conversations(jsonb), api.get_conversation(uuid, integer),
  api.take_over_conversation(uuid, text, timestamptz, timestamptz, uuid), api.give_conversation_back(uuid, text, timestamptz),
  api.write_to_traveller(jsonb) to agent;
