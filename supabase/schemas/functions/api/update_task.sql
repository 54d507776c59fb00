create or replace function api.update_task(
  task_id uuid, to_state text, from_states text[], by_whom text, at timestamptz,
  until_when timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  k bauhaus.tasks;
  h bauhaus.conversation_threads;
begin
  -- The conversation of a handoff first: who takes it or gives it back locks them in this order.
  select c.* into h
    from bauhaus.tasks x
    join bauhaus.conversation_threads c on c.id = (x.facts ->> 'conversationId')::uuid
   where x.id = task_id and x.kind = 'handoff' for update of c;
  select * into k from bauhaus.tasks x where x.id = task_id for update;
  if not found then
    return null;
  elsif k.state = to_state then
    return jsonb_build_object('kind', 'unchanged', 'task', bauhaus.task_row(k));
  elsif k.state <> all (from_states) then
    return jsonb_build_object('kind', 'refused', 'task', bauhaus.task_row(k));
  end if;
  if to_state = 'claimed' then
    update bauhaus.tasks x set state = to_state, updated_at = at, claimed_by = by_whom,
      claimed_at = at where x.id = task_id;
    if h.id is not null then
      perform api.take_over_conversation(h.id, by_whom, until_when, at);
    end if;
  else
    update bauhaus.tasks x set state = to_state, updated_at = at, closed_by = by_whom,
      closed_at = at, closed_reason = 'done_by_agency' where x.id = task_id;
    if k.claimed_at >= h.taken_over_at then
      perform api.give_conversation_back(h.id, by_whom, at);
    end if;
  end if;
  select * into k from bauhaus.tasks x where x.id = task_id;
  return jsonb_build_object('kind', 'moved', 'task', bauhaus.task_row(k));
end
$$;

comment on function api.update_task is
  'TripDesk.updateTask: to a state from those before it; a handoff takes its conversation along.';
