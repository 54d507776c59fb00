create or replace function bauhaus.incident_core(i bauhaus.incidents) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', i.id, 'kind', i.kind, 'subject', i.subject, 'state', i.state,
    'severity', i.severity, 'deadline', bauhaus.instant(i.deadline), 'people', i.people,
    'unreached', i.unreached, 'minors', i.minors, 'tasksOpen', i.tasks_open, 'kinds', i.kinds,
    'owner', case when i.owner_name is not null
      then jsonb_build_object('id', i.owner_id, 'name', i.owner_name) end,
    'claimedAt', bauhaus.instant(i.claimed_at), 'snoozedUntil', bauhaus.instant(i.snoozed_until),
    'openedAt', bauhaus.instant(i.opened_at), 'updatedAt', bauhaus.instant(i.updated_at),
    'closedAt', bauhaus.instant(i.closed_at), 'closedBy', i.closed_by,
    'closedReason', i.closed_reason, 'alert', i.alert)
$$;

comment on function bauhaus.incident_core is 'What the row of an incident says by itself.';
