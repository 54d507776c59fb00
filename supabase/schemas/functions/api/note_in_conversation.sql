create or replace function api.note_in_conversation(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  note bauhaus.conversations;
begin
  insert into bauhaus.conversations (id, agency_id, thread_id, direction, text, provider_id, at,
    author)
  select (request ->> 'noteId')::uuid, h.agency_id, h.id, 'note', request ->> 'text',
      'note:' || (request ->> 'noteId'), (request ->> 'now')::timestamptz, request ->> 'by'
    from bauhaus.conversation_threads h where h.id = (request ->> 'conversationId')::uuid
  returning * into note;
  if not found then
    return null;
  end if;
  return bauhaus.word_json(note);
end
$$;

comment on function api.note_in_conversation is
  'ConversationDesk.note: what the agency notes for itself in a conversation; it is never sent.';
