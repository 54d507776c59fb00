create or replace function bauhaus.message_row(n bauhaus.notifications_log) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'id', n.id, 'tripId', n.trip_id, 'type', n.notification_type, 'status', n.delivery_status,
    'providerStatus', n.provider_status, 'template', n.template_name, 'text', n.content ->> 'text',
    'content', n.content, 'to', n.recipient, 'createdAt', n.created_at, 'dueAt', n.due_at,
    'sentAt', n.sent_at, 'attempts', n.attempts, 'errorCode', n.error_code,
    'reason', n.error_message)
$$;

comment on function bauhaus.message_row is 'MessageRow of shared/ports/trip-desk.ts.';
