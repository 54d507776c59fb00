create or replace function bauhaus.apply_task(command jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  if command ->> 'op' = 'open' and command ->> 'tripId' is null then
    -- A task of a traveller without a trip: one open for each kind and conversation.
    update bauhaus.tasks t set reason = command ->> 'reason', facts = command -> 'facts',
      severity = command ->> 'severity', updated_at = at
     where t.agency_id = bauhaus.current_agency() and t.trip_id is null
       and t.kind = command ->> 'kind' and t.state <> 'done'
       and t.facts ->> 'conversationId' = command #>> '{facts,conversationId}';
    if not found then
      insert into bauhaus.tasks (agency_id, trip_id, kind, severity, reason, facts, opened_at,
        updated_at)
      values (bauhaus.current_agency(), null, command ->> 'kind', command ->> 'severity',
        command ->> 'reason', command -> 'facts', at, at);
    end if;
  elsif command ->> 'op' = 'open' then
    insert into bauhaus.tasks as t (agency_id, trip_id, kind, severity, reason, facts, opened_at,
      updated_at)
    select r.agency_id, r.id, command ->> 'kind', command ->> 'severity', command ->> 'reason',
      command -> 'facts', at, at
      from bauhaus.trips r where r.id = (command ->> 'tripId')::uuid
    on conflict (trip_id, kind) where state <> 'done' do update
       set reason = excluded.reason, facts = excluded.facts, severity = excluded.severity,
           updated_at = at;
  elsif command ->> 'tripId' is null then
    update bauhaus.tasks t set state = 'done', closed_reason = command ->> 'reason', closed_at = at,
      updated_at = at
     where t.agency_id = bauhaus.current_agency() and t.trip_id is null
       and t.kind = command ->> 'kind' and t.state <> 'done'
       and t.facts ->> 'conversationId' = command ->> 'conversationId';
  else
    update bauhaus.tasks t set state = 'done', closed_reason = command ->> 'reason', closed_at = at,
      updated_at = at
     where t.trip_id = (command ->> 'tripId')::uuid and t.kind = command ->> 'kind'
       and t.state <> 'done';
  end if;
end
$$;

comment on function bauhaus.apply_task is 'TaskCommand: opens or updates a task, or closes it.';
