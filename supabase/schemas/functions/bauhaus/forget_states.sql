create or replace function bauhaus.forget_states(
  agents text[], ids uuid[], agency uuid, at timestamptz
) returns integer
language plpgsql as $$
declare
  forgotten_count integer;
begin
  -- The version counts on, so that a turn that began before cannot write what it had read.
  insert into bauhaus.actors as a (agent, actor_id, agency_id, version, schema_version, state,
    updated_at)
  select g.agent, i.id, agency, 1, 0, 'null', at
    from unnest(agents) g(agent), unnest(ids) i(id) order by 1, 2
  on conflict (agent, actor_id) do update
     set version = a.version + 1, schema_version = 0, state = 'null', updated_at = at;
  get diagnostics forgotten_count = row_count;
  update bauhaus.timers t set due = null, updated_at = at
   where t.agent = any (agents) and t.actor_id = any (ids::text[]) and t.due is not null;
  delete from bauhaus.quarantine q
   where q.agent = any (agents) and q.actor_id = any (ids::text[]);
  return forgotten_count;
end
$$;

comment on function bauhaus.forget_states is
  'Empties the states of actors, clears their timers and removes their quarantined events. An '
  'empty state (null) is that of an actor no event has reached.';
