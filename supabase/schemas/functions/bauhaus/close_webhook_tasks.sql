create or replace function bauhaus.close_webhook_tasks(
  webhook uuid, reason text, at timestamptz
) returns void
language sql as $$
  update bauhaus.tasks t set state = 'done', closed_reason = reason, closed_at = at, updated_at = at
   where t.agency_id = bauhaus.current_agency() and t.trip_id is null and t.kind = 'webhook_off'
     and t.state <> 'done' and t.facts ->> 'webhookId' = webhook::text
$$;

comment on function bauhaus.close_webhook_tasks is
  'Closes the task that an endpoint was switched off, which facts have overtaken.';
