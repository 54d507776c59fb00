create or replace function bauhaus.apply_task(k jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  if k ->> 'op' = 'open' and k ->> 'tripId' is null then
    -- Of somebody who has no trip: one for each kind and conversation.
    update bauhaus.tasks t set reason = k ->> 'reason', facts = k -> 'facts',
      severity = k ->> 'severity', updated_at = at
     where t.agency_id = bauhaus.current_agency() and t.trip_id is null and t.kind = k ->> 'kind'
       and t.state <> 'done'
       and t.facts ->> 'conversationId' = k #>> '{facts,conversationId}';
    if not found then
      insert into bauhaus.tasks (agency_id, trip_id, kind, severity, reason, facts, opened_at,
        updated_at)
      values (bauhaus.current_agency(), null, k ->> 'kind', k ->> 'severity', k ->> 'reason',
        k -> 'facts', at, at);
    end if;
  elsif k ->> 'op' = 'open' then
    insert into bauhaus.tasks as t (agency_id, trip_id, kind, severity, reason, facts, opened_at,
      updated_at)
    select r.agency_id, r.id, k ->> 'kind', k ->> 'severity', k ->> 'reason', k -> 'facts', at, at
      from bauhaus.trips r where r.id = (k ->> 'tripId')::uuid
    on conflict (trip_id, kind) where state <> 'done' do update
       set reason = excluded.reason, facts = excluded.facts, severity = excluded.severity,
           updated_at = at;
  elsif k ->> 'tripId' is null then
    update bauhaus.tasks t set state = 'done', closed_reason = k ->> 'reason', closed_at = at,
      updated_at = at
     where t.agency_id = bauhaus.current_agency() and t.trip_id is null and t.kind = k ->> 'kind'
       and t.state <> 'done'
       and t.facts ->> 'conversationId' = k ->> 'conversationId';
  else
    update bauhaus.tasks t set state = 'done', closed_reason = k ->> 'reason', closed_at = at,
      updated_at = at
     where t.trip_id = (k ->> 'tripId')::uuid and t.kind = k ->> 'kind' and t.state <> 'done';
  end if;
end
$$;
