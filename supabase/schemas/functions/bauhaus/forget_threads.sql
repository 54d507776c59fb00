create or replace function bauhaus.forget_threads(
  ids uuid[], agency uuid, at timestamptz
) returns jsonb
language plpgsql as $$
declare
  word_count integer;
  thread_count integer;
begin
  insert into bauhaus.forgotten_messages (message_id, agency_id, forgotten_at)
  select c.id, agency, forget_threads.at from bauhaus.conversations c where c.thread_id = any (ids)
  on conflict do nothing;
  get diagnostics word_count = row_count;
  delete from bauhaus.conversation_threads h where h.id = any (ids);
  get diagnostics thread_count = row_count;
  perform bauhaus.forget_states('{concierge}', ids, agency, at);
  return jsonb_build_object('conversations', thread_count, 'words', word_count);
end
$$;

comment on function bauhaus.forget_threads is
  'Removes conversations with all that was written in them; the ids of the messages stay, so that '
  'a repeated webhook writes nothing. Answers the counts.';
