create or replace function api.update_task(
  task_id uuid, to_state text, by_whom text, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  k bauhaus.tasks;
  order_of constant jsonb := '{"open": 1, "claimed": 2, "done": 3}';
begin
  select * into k from bauhaus.tasks x where x.id = task_id for update;
  if not found then
    return null;
  end if;
  if (order_of ->> to_state)::integer > (order_of ->> k.state)::integer then
    update bauhaus.tasks x
       set state = to_state, updated_at = at,
           claimed_by = case to_state when 'claimed' then by_whom else x.claimed_by end,
           closed_by = case to_state when 'done' then by_whom end,
           closed_at = case to_state when 'done' then at end,
           closed_reason = case to_state when 'done' then 'done_by_agency' end
     where x.id = task_id returning * into k;
  end if;
  return bauhaus.task_row(k);
end
$$;

comment on function api.update_task is 'TripDesk.updateTask: open, claimed, done, never back.';
