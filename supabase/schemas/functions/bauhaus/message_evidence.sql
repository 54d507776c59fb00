create or replace function bauhaus.message_evidence(n bauhaus.notifications_log) returns jsonb
language sql stable as $$
  select jsonb_build_object('messageId', n.id, 'tripId', n.trip_id, 'type', n.notification_type,
    'at', coalesce(n.sent_at, n.last_tried_at), 'state', coalesce(n.provider_status, 'failed'),
    'errorCode', n.error_code)
$$;

comment on function bauhaus.message_evidence is
  'What a message tells about whether its recipient is reached.';
