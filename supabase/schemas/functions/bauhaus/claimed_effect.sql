create or replace function bauhaus.claimed_effect(
  n bauhaus.notifications_log, mode text
) returns jsonb
language plpgsql stable as $$
begin
  return (select jsonb_build_object(
    'id', n.id, 'fence', n.fence, 'mode', mode, 'agencyId', n.agency_id, 'tripId', n.trip_id,
    'type', n.notification_type, 'from', n.sender, 'to', coalesce(n.address, n.recipient),
    'testFor', case when n.is_test then n.recipient end,
    'content', n.content, 'critical', n.critical, 'attempts', n.attempts,
    'emptyLists', n.empty_lists,
    'firstTriedAt', n.first_tried_at, 'lastTriedAt', n.last_tried_at, 'expiresAt', n.expires_at,
    'leaseUntil', n.lease_until,
    'retryLimits', (select s.setting_value from bauhaus.agencies_settings s
      where s.agency_id = n.agency_id and s.setting_key = 'retry_limits'),
    'accountedFor', case when mode = 'send' then '[]'::jsonb
      else to_jsonb(n.former_provider_ids) || (
       select coalesce(jsonb_agg(accounted.id order by accounted.at), '[]'::jsonb) from (
         select unnest(o.former_provider_ids || o.provider_id) as id, o.sent_at as at
           from bauhaus.notifications_log o
          where o.recipient = n.recipient and o.sender = n.sender and o.id <> n.id
            and o.sent_at >= n.last_tried_at - rules.accounted_before()) accounted
        where accounted.id is not null) end));
end
$$;

comment on function bauhaus.claimed_effect is
  'ClaimedEffect; `mode` is send or reconcile. `accountedFor` are ids of messages at the provider '
  'that are not this one.';
