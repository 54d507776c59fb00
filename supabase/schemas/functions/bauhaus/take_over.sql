create or replace function bauhaus.take_over(
  conversation uuid, by_whom text, until_when timestamptz, at timestamptz
) returns bauhaus.conversation_threads
language plpgsql as $$
declare
  thread bauhaus.conversation_threads;
  held jsonb;
begin
  select * into thread from bauhaus.conversation_threads x where x.id = conversation for update;
  held := bauhaus.held_by_another(thread, by_whom, at);
  if held is not null then
    perform bauhaus.audit(thread.agency_id, 'conversation_threads.steal', 'conversation_threads',
      thread.id::text, jsonb_build_object('taken_over_by',
        jsonb_build_object('before', thread.taken_over_by, 'after', by_whom)));
  end if;
  update bauhaus.conversation_threads x
     set taken_over_at = case when x.taken_over_until > at and held is null
           then x.taken_over_at else at end,
         taken_over_until = until_when, taken_over_by = by_whom
   where x.id = conversation returning * into thread;
  update bauhaus.tasks k set state = 'claimed', claimed_by = by_whom, claimed_at = at,
    updated_at = at
   where k.agency_id = thread.agency_id and k.kind = 'handoff'
     and (k.state = 'open' or k.state = 'claimed' and held is not null)
     and k.facts ->> 'conversationId' = conversation::text;
  return thread;
end
$$;

comment on function bauhaus.take_over is
  'Gives a conversation to a person until an instant and claims its open handoff; whoever else has '
  'it loses it, and the handoff with it, which is audited as a theft.';
