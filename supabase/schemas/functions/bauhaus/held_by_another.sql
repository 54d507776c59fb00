create or replace function bauhaus.held_by_another(
  thread bauhaus.conversation_threads, by_whom text, at timestamptz
) returns jsonb
language sql stable as $$
  select jsonb_build_object('heldBy', thread.taken_over_by,
      'since', bauhaus.instant(thread.taken_over_at))
   where thread.taken_over_until > at and thread.taken_over_by <> by_whom
$$;

comment on function bauhaus.held_by_another is
  'Who else has a conversation, and since when; null: nobody.';
