create or replace function bauhaus.task_row(k bauhaus.tasks) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', k.id, 'tripId', k.trip_id, 'kind', k.kind, 'severity', k.severity,
    'state', k.state, 'reason', k.reason,
    'facts', k.facts, 'openedAt', k.opened_at, 'updatedAt', k.updated_at,
    'closedReason', k.closed_reason, 'attempts', k.attempts)
$$;

comment on function bauhaus.task_row is 'TaskRow of shared/ports/trip-desk.ts.';
