-- `arrived` means delivered or read: a provider accepts messages to numbers that cannot be reached.
create or replace function bauhaus.ledger_entry(n bauhaus.notifications_log) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'id', n.id, 'key', n.effect_key, 'tripId', n.trip_id, 'to', n.recipient,
    'type', n.notification_type,
    'episode', n.episode, 'status', n.delivery_status, 'told', n.told, 'critical', n.critical,
    'createdAt', n.created_at, 'dueAt', n.due_at, 'sentAt', n.sent_at,
    'tryOrder', coalesce(n.try_order, 0),
    'arrived', rules.is_arrival(n.provider_status) and not n.is_test, 'attempts', n.attempts,
    'permanent', n.permanent, 'errorCode', n.error_code, 'reason', n.error_message)
$$;

comment on function bauhaus.ledger_entry is 'LedgerEntry of shared/domain/message.ts.';
